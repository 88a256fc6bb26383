"""What does a field change in an account? It is written into a draft, with all that follows from it."""

from mock_apollo.apollo.records import Account
from mock_apollo.apollo.updates.custom_fields import write_custom_fields
from mock_apollo.apollo.values.phones import sanitize
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields


def changed_account(world: World, account: Account, fields: Fields) -> tuple[Account, Findings]:
    """The account with these fields, and what was passed over; fields that are not sent keep their values.

    `""` clears phone and address, and leaves name and domain as they are (assumed). Raises InvalidId, InvalidValue.
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
