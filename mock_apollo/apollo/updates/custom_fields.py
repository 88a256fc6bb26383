"""How are custom fields written into records?"""

from collections.abc import Callable

from mock_apollo.apollo.records import Account, Contact
from mock_apollo.apollo.values.custom_field_types import objection
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Finding, Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.json_path import shortened
from mock_apollo.protocol.refusals import InvalidValue


def write_custom_fields(world: World, draft: Contact | Account, fields: Fields) -> Findings:
    """Values are merged into the known fields; those that a field cannot have are reported (assumed).

    A contact may have values of fields for accounts, and the reverse (documented by an example). Raises InvalidValue.
    """
    given: dict[str, str] = fields["typed_custom_fields"]
    known = {k: v for k, v in given.items() if k in world.custom_fields}
    errors = {k: why for k, v in known.items() if (why := objection(world.custom_fields[k], v))}
    if errors and world.policy.bad_custom_field == "refuse":
        field_id, why = next(iter(errors.items()))
        raise InvalidValue(f"typed_custom_fields.{field_id}", f"cannot be set: {why}.")
    merged = draft["typed_custom_fields"] | {k: v for k, v in known.items() if k not in errors}
    draft["typed_custom_fields"] = {k: v for k, v in merged.items() if v}
    draft["custom_field_errors"] = errors
    return tuple(_unknown(field_id) for field_id in given if field_id not in known)


def rewrite_values(world: World, field_id: str, rewritten: Callable[[str], str]) -> None:
    """Change what records have of a custom field; `""` takes it away."""
    for contact in [*world.contacts_by_id.values()]:
        if field_id in contact["typed_custom_fields"]:
            values = _with(contact["typed_custom_fields"], field_id, rewritten)
            world.put_contact({**contact, "typed_custom_fields": values})
    for account in [*world.accounts.values()]:
        if field_id in account["typed_custom_fields"]:
            values = _with(account["typed_custom_fields"], field_id, rewritten)
            world.put_account({**account, "typed_custom_fields": values})


def _with(values: dict[str, str], field_id: str, rewritten: Callable[[str], str]) -> dict[str, str]:
    given = {**values, field_id: rewritten(values[field_id])}
    return {name: value for name, value in given.items() if value}


def _unknown(field_id: str) -> Finding:
    message = "No custom field has this id, so Apollo ignores the value."
    if field_id.startswith(("contact.", "account.")):
        message += f" GET /fields writes {field_id.partition('.')[0]}. before the id; leave that away here."
    return Finding("unknown-custom-field", f"$.typed_custom_fields.{shortened(field_id)}", message)
