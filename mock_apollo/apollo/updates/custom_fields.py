"""How are values of custom fields written into contacts and accounts?"""

from collections.abc import Callable

from mock_apollo.apollo.records import Account, Contact
from mock_apollo.apollo.values.custom_field_types import objection
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Finding, Findings, reported
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.json_path import shortened
from mock_apollo.protocol.refusals import InvalidValue


def write_custom_fields(world: World, draft: Contact | Account, fields: Fields) -> Findings:
    """Merge `typed_custom_fields` into the draft; `""` removes a value (assumed).

    A value of the wrong type is left out and reported in `custom_field_errors`, or refused, by the policy
    `bad_custom_field` (assumed). An error reported earlier in the same call stays until its field gets a new value.
    Contacts accept fields of accounts, and the reverse (documented by an example). Unknown ids are findings.
    Raises InvalidValue.
    """
    given: dict[str, str] = fields["typed_custom_fields"]
    known = {k: v for k, v in given.items() if k in world.custom_fields}
    errors = {k: why for k, v in known.items() if (why := objection(world.custom_fields[k], v))}
    if errors and world.policy.bad_custom_field == "refuse":
        field_id, why = next(iter(errors.items()))
        raise InvalidValue(f"typed_custom_fields.{field_id}", f"cannot be set: {why}.")
    merged = draft["typed_custom_fields"] | {k: v for k, v in known.items() if k not in errors}
    draft["typed_custom_fields"] = {k: v for k, v in merged.items() if v}
    draft["custom_field_errors"] = {k: v for k, v in draft["custom_field_errors"].items() if k not in known} | errors
    return reported(_unknown, [field_id for field_id in given if field_id not in known])


def rewrite_values(world: World, field_id: str, rewritten: Callable[[str], str]) -> None:
    """Replace the value of one custom field in every contact and account that has it; `""` removes it."""
    for contact in [*world.contacts_by_id.values()]:
        if field_id in contact["typed_custom_fields"]:
            values = _with(contact["typed_custom_fields"], field_id, rewritten)
            world.put_contact({**contact, "typed_custom_fields": values})
    for account in [*world.accounts.values()]:
        if field_id in account["typed_custom_fields"]:
            values = _with(account["typed_custom_fields"], field_id, rewritten)
            world.put_account({**account, "typed_custom_fields": values})


def _with(values: dict[str, str], field_id: str, rewritten: Callable[[str], str]) -> dict[str, str]:
    replaced = {**values, field_id: rewritten(values[field_id])}
    return {name: value for name, value in replaced.items() if value}


def _unknown(field_id: str) -> Finding:
    message = "No custom field has this id; Apollo ignores the value."
    if field_id.startswith(("contact.", "account.")):
        prefix = field_id.partition(".")[0]
        message += f" GET /fields puts the prefix '{prefix}.' before the id; send the id without it."
    return Finding("unknown-custom-field", f"$.typed_custom_fields.{shortened(field_id)}", message)
