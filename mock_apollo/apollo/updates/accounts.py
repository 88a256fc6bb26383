"""Which members of an account does a field change, derived members included?"""

from mock_apollo.apollo.records import Account
from mock_apollo.apollo.updates.custom_fields import write_custom_fields
from mock_apollo.apollo.values.phones import sanitize
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields


def updated_account(world: World, account: Account, fields: Fields) -> tuple[Account, Findings]:
    """Return an updated copy of the account and the findings about ignored values; the world is not changed.

    Fields that are not sent keep their values. `""` clears phone and raw_address, and leaves name and domain
    unchanged (assumed). Raises InvalidId, InvalidValue.
    """
    draft: Account = {**account, "custom_field_errors": {}, "updated_at": world.timestamp()}
    draft["name"] = fields.get("name", "").strip() or account["name"]
    draft["domain"] = fields.get("domain", "").strip() or account["domain"]
    if "raw_address" in fields:
        draft["raw_address"] = fields["raw_address"].strip() or None
    if "phone" in fields:
        draft["phone"], draft["sanitized_phone"] = fields["phone"].strip() or None, sanitize(fields["phone"])
    if "owner_id" in fields:
        draft["owner_id"] = world.user(fields["owner_id"])["id"]
    if "account_stage_id" in fields:
        draft["account_stage_id"] = world.account_stage(fields["account_stage_id"])["id"]
    return draft, write_custom_fields(world, draft, fields) if "typed_custom_fields" in fields else ()
