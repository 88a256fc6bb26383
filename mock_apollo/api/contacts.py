"""How does Apollo change a contact?

Every reference and value is checked before anything changes, so that a refused call leaves no trace.
"""

import re
from collections.abc import Callable

from mock_apollo.contract.fields import Fields
from mock_apollo.contract.judge import Finding, Findings
from mock_apollo.custom_fields import objection
from mock_apollo.phones import first_sanitized, with_phone
from mock_apollo.places import locate
from mock_apollo.records import Contact, Json, PhoneType
from mock_apollo.refusals import InvalidValue
from mock_apollo.world import World

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
IGNORED_EMAIL = Finding("ignored-email", "warning", "$.email", "Apollo ignores an email that is not an address.")
FREE_DOMAINS = {"aol.com", "gmail.com", "gmx.de", "hotmail.com", "icloud.com", "outlook.com", "proton.me", "yahoo.com"}

# A writer puts one field into a draft, with all that follows from it. It may give back what it passed over.
Writer = Callable[[World, Contact, Fields], Findings | None]


def update_a_contact(world: World, fields: Fields, contact_id: str) -> tuple[Json, Findings]:
    """PATCH /contacts/{contact_id}: documented.

    Fields that are not sent keep their values. `""` clears a field (assumed).
    Raises InvalidId, InvalidValue, UnknownContact, ContactDeleted.
    """
    draft = world.contact(contact_id).copy()
    draft["queued_for_crm_push"] = False
    draft["custom_field_errors"] = {}
    findings: Findings = ()
    for name in fields:
        if name in WRITERS:
            findings += WRITERS[name](world, draft, fields) or ()
    if "label_names" in fields:
        draft["label_ids"] = world.list_ids(filter(None, fields["label_names"]))
    draft["updated_at"] = world.timestamp()
    world.put_contact(draft)
    return contact_document(world, draft), findings


def contact_document(world: World, contact: Contact) -> Json:
    """A contact with its lists, as Apollo shows them."""
    return {"contact": contact, "labels": [world.labels[label_id] for label_id in contact["label_ids"]]}


def _write_name(_: World, draft: Contact, fields: Fields) -> None:
    draft["first_name"] = fields.get("first_name", draft["first_name"]) or None
    draft["last_name"] = fields.get("last_name", draft["last_name"]) or None
    draft["name"] = " ".join(filter(None, (draft["first_name"], draft["last_name"])))


def _write_title(_: World, draft: Contact, fields: Fields) -> None:
    draft["title"] = fields["title"] or None


def _write_account(world: World, draft: Contact, fields: Fields) -> None:
    """The account brings its organization (documented), unless one is named beside it."""
    account = world.account(fields["account_id"])
    draft["account_id"] = account["id"]
    if "organization_name" not in fields:
        draft["organization_id"] = account["organization_id"]
        draft["organization_name"] = account["name"]


def _write_organization(world: World, draft: Contact, fields: Fields) -> None:
    """A name that no account bears has no organization (documented)."""
    draft["organization_name"] = fields["organization_name"] or None
    draft["organization_id"] = world.organization_id(fields["organization_name"])


def _write_email(_: World, draft: Contact, fields: Fields) -> Findings | None:
    """An invalid address is ignored, as Apollo documents it for new contacts."""
    email = fields["email"]
    if not email:
        draft.update({"email": None, "email_status": None, "free_domain": False})
        return None
    if EMAIL.fullmatch(email) is None:
        return (IGNORED_EMAIL,)
    draft.update(
        {
            "email": email,
            "email_status": "verified",
            "email_true_status": "User Managed",
            "email_from_customer": True,
            "updated_email_true_status": True,
            "free_domain": email.rpartition("@")[2].lower() in FREE_DOMAINS,
        }
    )
    return None


def _write_stage(world: World, draft: Contact, fields: Fields) -> None:
    draft["contact_stage_id"] = world.stage(fields["contact_stage_id"])["id"]


def _write_address(_: World, draft: Contact, fields: Fields) -> None:
    """City, state, country and time zone are inferred (documented)."""
    address = fields["present_raw_address"]
    draft["present_raw_address"] = address or None
    draft["city"], draft["state"], draft["country"], draft["time_zone"] = locate(address)


def _phone_writer(field: str, kind: PhoneType) -> Writer:
    def write(_: World, draft: Contact, fields: Fields) -> None:
        """The number overwrites the one of its kind, or is added behind the others (documented)."""
        draft["phone_numbers"] = with_phone(draft["phone_numbers"], kind, fields[field])
        draft["sanitized_phone"] = first_sanitized(draft["phone_numbers"])

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
    return Finding("unknown-custom-field", "warning", f"$.typed_custom_fields.{field_id}", message)


WRITERS: dict[str, Writer] = {
    "first_name": _write_name,
    "last_name": _write_name,
    "title": _write_title,
    "account_id": _write_account,
    "organization_name": _write_organization,
    "email": _write_email,
    "contact_stage_id": _write_stage,
    "present_raw_address": _write_address,
    "direct_phone": _phone_writer("direct_phone", "work_direct"),
    "corporate_phone": _phone_writer("corporate_phone", "work_hq"),
    "mobile_phone": _phone_writer("mobile_phone", "mobile"),
    "home_phone": _phone_writer("home_phone", "home"),
    "other_phone": _phone_writer("other_phone", "other"),
    "typed_custom_fields": _write_custom_fields,
}
