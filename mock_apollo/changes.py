"""What does a field change in a contact? It is written into a draft, with all that follows from it.

Every reference and value is checked before the world changes, so that a refused call leaves no trace.
"""

from collections.abc import Callable

from mock_apollo.contract.fields import Fields, shortened
from mock_apollo.contract.findings import Finding, Findings
from mock_apollo.custom_fields import objection
from mock_apollo.derived import from_address, from_email, from_names, is_email
from mock_apollo.phones import first_sanitized, with_phone
from mock_apollo.records import Contact, PhoneType
from mock_apollo.refusals import InvalidValue
from mock_apollo.world import World

IGNORED_EMAIL = Finding("ignored-email", "$.email", "Apollo ignores an email that is not an address.")
UNSEEN_WEBSITE = Finding("unseen-website", "$.website_url", "Apollo takes website_url and never shows it.")

# A writer puts one field into a draft, with all that follows from it, and gives back what it passed over.
Writer = Callable[[World, Contact, Fields], Findings]


def changed(world: World, contact: Contact, fields: Fields) -> tuple[Contact, Findings]:
    """The contact with these fields, and what was passed over; fields that are not sent keep their values.

    `""` clears a field that is not an id (assumed). Raises InvalidId, InvalidValue.
    """
    draft = contact.copy()
    draft["queued_for_crm_push"] = False
    draft["custom_field_errors"] = {}
    findings: Findings = ()
    for name in fields:
        if name in WRITERS:
            findings += WRITERS[name](world, draft, fields)
    if "label_names" in fields:
        draft["label_ids"] = world.list_ids(filter(None, fields["label_names"]))
    draft["updated_at"] = world.timestamp()
    return draft, findings


def _write_name(_: World, draft: Contact, fields: Fields) -> Findings:
    first_name = fields.get("first_name", draft["first_name"])
    draft.update(from_names(first_name, fields.get("last_name", draft["last_name"])))
    return ()


def _write_title(_: World, draft: Contact, fields: Fields) -> Findings:
    draft["title"] = fields["title"] or None
    return ()


def _write_account(world: World, draft: Contact, fields: Fields) -> Findings:
    """The account brings its organization (documented), unless one is named beside it."""
    account = world.account(fields["account_id"])
    draft["account_id"] = account["id"]
    if "organization_name" not in fields:
        draft["organization_id"] = account["organization_id"]
        draft["organization_name"] = account["name"]
    return ()


def _write_organization(world: World, draft: Contact, fields: Fields) -> Findings:
    """A name that no account bears has no organization (documented)."""
    draft["organization_name"] = fields["organization_name"] or None
    draft["organization_id"] = world.organization_id(fields["organization_name"])
    return ()


def _write_email(_: World, draft: Contact, fields: Fields) -> Findings:
    """An invalid address is ignored, as Apollo documents it for new contacts."""
    email = fields["email"]
    if email and not is_email(email):
        return (IGNORED_EMAIL,)
    draft.update(from_email(email))
    return ()


def _write_website(_: World, __: Contact, ___: Fields) -> Findings:
    return (UNSEEN_WEBSITE,)


def _write_stage(world: World, draft: Contact, fields: Fields) -> Findings:
    draft["contact_stage_id"] = world.stage(fields["contact_stage_id"])["id"]
    return ()


def _write_address(_: World, draft: Contact, fields: Fields) -> Findings:
    draft.update(from_address(fields["present_raw_address"]))
    return ()


def _phone_writer(field: str, kind: PhoneType) -> Writer:
    def write(_: World, draft: Contact, fields: Fields) -> Findings:
        """The number overwrites the one of its kind, or is added behind the others (documented)."""
        draft["phone_numbers"] = with_phone(draft["phone_numbers"], kind, fields[field])
        draft["sanitized_phone"] = first_sanitized(draft["phone_numbers"])
        return ()

    return write


def _write_custom_fields(world: World, draft: Contact, fields: Fields) -> Findings:
    """Values are merged into the known fields; those that a field cannot have are reported (assumed)."""
    given: dict[str, str] = fields["typed_custom_fields"]
    known = {k: v for k, v in given.items() if k in world.custom_fields}
    errors = {k: why for k, v in known.items() if (why := objection(world.custom_fields[k], v))}
    if errors and world.policy.bad_custom_field == "refuse":
        field_id, why = next(iter(errors.items()))
        raise InvalidValue(f"typed_custom_fields.{field_id}", f"cannot be set: {why}.")
    merged = draft["typed_custom_fields"] | {k: v for k, v in known.items() if k not in errors}
    draft["typed_custom_fields"] = {k: v for k, v in merged.items() if v}
    draft["custom_field_errors"] = errors
    return tuple(_unknown_custom_field(field_id) for field_id in given if field_id not in known)


def _unknown_custom_field(field_id: str) -> Finding:
    message = "No custom field has this id, so Apollo ignores the value."
    if field_id.startswith("contact."):
        message += " GET /fields writes contact. before the id; leave that away here."
    return Finding("unknown-custom-field", f"$.typed_custom_fields.{shortened(field_id)}", message)


WRITERS: dict[str, Writer] = {
    "first_name": _write_name,
    "last_name": _write_name,
    "title": _write_title,
    "account_id": _write_account,
    "organization_name": _write_organization,
    "email": _write_email,
    "website_url": _write_website,
    "contact_stage_id": _write_stage,
    "present_raw_address": _write_address,
    "direct_phone": _phone_writer("direct_phone", "work_direct"),
    "corporate_phone": _phone_writer("corporate_phone", "work_hq"),
    "mobile_phone": _phone_writer("mobile_phone", "mobile"),
    "home_phone": _phone_writer("home_phone", "home"),
    "other_phone": _phone_writer("other_phone", "other"),
    "typed_custom_fields": _write_custom_fields,
}
