"""Which members of a contact does a field change, derived members included?

Fields are written into a draft, a copy of the contact. All references and values are checked before the world
changes, so a refused call has no effect.
"""

from collections.abc import Callable, Iterable
from typing import Literal

from mock_apollo.apollo.records import Contact, PhoneType
from mock_apollo.apollo.updates.custom_fields import write_custom_fields
from mock_apollo.apollo.values.names_and_emails import from_address, from_email, from_names, is_email, numbered_emails
from mock_apollo.apollo.values.phones import first_sanitized, new_phone, with_phone
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Finding, Findings
from mock_apollo.contract.request_fields import Fields

Text = Literal["linkedin_url", "twitter_url", "photo_url", "organization_id", "crm_id", "hubspot_vid"]
ForeignId = Literal[
    "person_id",
    "salesforce_id",
    "salesforce_lead_id",
    "salesforce_contact_id",
    "salesforce_account_id",
]

IGNORED_EMAIL = Finding("ignored-email", "$.email", "Apollo ignores an email that is not an address.")

NEVER_SHOWN = ("website_url", "facebook_url", "outreach_id", "salesloft_id", "phone_status_cd", "contact_role_type_ids")

# A writer writes one field and the members derived from it into a draft, and returns findings about ignored values.
# WRITERS is in writing order, so the order in which a client sends its fields does not matter.
Writer = Callable[[World, Contact, Fields], Findings]


def updated_contact(world: World, contact: Contact, fields: Fields) -> tuple[Contact, Findings]:
    """Return an updated copy of the contact and the findings about ignored values.

    Fields that are not sent keep their values; `""` clears a field that is not an id (assumed).
    Unknown `label_names` make lists, which the world keeps when it admits them. Raises InvalidId, InvalidValue.
    """
    draft = contact_draft(world, contact)
    return draft, write_fields(world, draft, fields)


def contact_draft(world: World, contact: Contact) -> Contact:
    """Return a copy of the contact to write into, updated now, without the custom-field errors of earlier calls."""
    now = world.timestamp()
    return {**contact, "queued_for_crm_push": False, "custom_field_errors": {}, "updated_at": now}


def change_contacts(world: World, contact_ids: Iterable[str], change: Contact) -> list[Contact]:
    """Make the same change to contacts, and return them. Raises as `World.contacts` does, and changes nothing."""
    contacts = world.contacts(contact_ids)
    changed: list[Contact] = [{**contact, **change, "updated_at": world.timestamp()} for contact in contacts]
    for contact in changed:
        world.put_contact(contact)
    return changed


def write_fields(world: World, draft: Contact, fields: Fields) -> Findings:
    """Write the fields into the draft in the order of WRITERS, and return the findings. Raises as `updated_contact`."""
    findings: Findings = ()
    for name in fields if len(fields) == 1 else sorted(fields.keys() & WRITERS.keys(), key=RANK.__getitem__):
        writer = WRITERS.get(name)
        if writer is not None:
            findings += writer(world, draft, fields)
    return findings


def _write_name(_: World, draft: Contact, fields: Fields) -> Findings:
    first_name = fields.get("first_name", draft["first_name"])
    draft.update(from_names(first_name, fields.get("last_name", draft["last_name"])))
    return ()


def _write_title(_: World, draft: Contact, fields: Fields) -> Findings:
    draft["title"] = fields["title"] or None
    return ()


def _write_primary_title(_: World, draft: Contact, fields: Fields) -> Findings:
    """Set the title; a `title` in the same call is written later and replaces it (assumed)."""
    draft["title"] = fields["primary_title"] or None
    return ()


def _write_account(world: World, draft: Contact, fields: Fields) -> Findings:
    """Set the account and its organization (documented); organization fields of the call are written later."""
    account = world.account(fields["account_id"])
    draft["account_id"] = account["id"]
    draft["organization_id"] = account["organization_id"]
    draft["organization_name"] = account["name"]
    return ()


def _write_organization(world: World, draft: Contact, fields: Fields) -> Findings:
    """Set the name and the organization with that name; none has `organization_id` null (documented)."""
    draft["organization_name"] = fields["organization_name"] or None
    draft["organization_id"] = world.organization_id(fields["organization_name"])
    return ()


def _write_email(_: World, draft: Contact, fields: Fields) -> Findings:
    """Set the email; an invalid address is ignored (documented for new contacts)."""
    email = fields["email"]
    if email and not is_email(email):
        return (IGNORED_EMAIL,)
    draft.update(from_email(email))
    if draft["contact_emails"]:
        others = (entry["email"] for entry in draft["contact_emails"][1:])
        draft["contact_emails"] = numbered_emails([email, *others])
    return ()


def _never_shown_writer(field: str) -> Writer:
    def write(_: World, __: Contact, ___: Fields) -> Findings:
        return (Finding("unseen-field", f"$.{field}", f"Apollo accepts {field}, but no reply shows it."),)

    return write


def _write_stage(world: World, draft: Contact, fields: Fields) -> Findings:
    draft["contact_stage_id"] = world.stage(fields["contact_stage_id"])["id"]
    return ()


def _write_address(_: World, draft: Contact, fields: Fields) -> Findings:
    draft.update(from_address(fields["present_raw_address"]))
    return ()


def _phone_writer(field: str, kind: PhoneType) -> Writer:
    def write(_: World, draft: Contact, fields: Fields) -> Findings:
        """Overwrite the number of this type, or append it (documented)."""
        draft["phone_numbers"] = with_phone(draft["phone_numbers"], kind, fields[field])
        draft["sanitized_phone"] = first_sanitized(draft["phone_numbers"])
        return ()

    return write


def _write_phones(_: World, draft: Contact, fields: Fields) -> Findings:
    """Replace all numbers, sorted by position (documented), with the type `other` (assumed)."""
    given = sorted(fields["phone_numbers"], key=lambda phone: phone.get("position", 0))
    raw = [phone["raw_number"] for phone in given if (phone.get("raw_number") or "").strip()]
    draft["phone_numbers"] = [new_phone(number, "other", position) for position, number in enumerate(raw)]
    draft["sanitized_phone"] = first_sanitized(draft["phone_numbers"])
    return ()


def _write_emails(_: World, draft: Contact, fields: Fields) -> Findings:
    """Replace all addresses, sorted by position; a valid `email` goes first, and the first becomes the contact's email.

    Invalid addresses are ignored; one finding reports all of them.
    """
    given = sorted(fields["contact_emails"], key=lambda entry: entry.get("position", 0))
    valid = [entry["email"] for entry in given if is_email(entry.get("email") or "")]
    emails = [fields["email"], *valid] if is_email(fields.get("email") or "") else valid
    draft["contact_emails"] = numbered_emails(emails)
    draft.update(from_email(emails[0] if emails else draft["email"]))
    return (IGNORED_EMAIL._replace(path="$.contact_emails"),) if len(valid) < len(given) else ()


def _write_owner(world: World, draft: Contact, fields: Fields) -> Findings:
    draft["owner_id"] = world.user(fields["owner_id"])["id"]
    return ()


def _text_writer(name: Text, field: str = "") -> Writer:
    def write(_: World, draft: Contact, fields: Fields) -> Findings:
        draft[name] = fields[field or name] or None
        return ()

    return write


def _id_writer(name: ForeignId) -> Writer:
    def write(_: World, draft: Contact, fields: Fields) -> Findings:
        """Set the id only if it is not set yet (documented)."""
        draft[name] = draft[name] or fields[name] or None
        return ()

    return write


def _write_lists(world: World, draft: Contact, fields: Fields) -> Findings:
    """Set the lists by their names; an unknown name makes a list."""
    draft["label_ids"] = world.lists.ids(fields["label_names"])
    return ()


WRITERS: dict[str, Writer] = {
    "first_name": _write_name,
    "last_name": _write_name,
    "primary_title": _write_primary_title,
    "title": _write_title,
    "account_id": _write_account,
    "organization_name": _write_organization,
    "email": _write_email,
    "contact_stage_id": _write_stage,
    "present_raw_address": _write_address,
    "phone_numbers": _write_phones,
    "phone": _phone_writer("phone", "other"),  # the type is assumed
    "direct_phone": _phone_writer("direct_phone", "work_direct"),
    "corporate_phone": _phone_writer("corporate_phone", "work_hq"),
    "mobile_phone": _phone_writer("mobile_phone", "mobile"),
    "home_phone": _phone_writer("home_phone", "home"),
    "other_phone": _phone_writer("other_phone", "other"),
    "typed_custom_fields": write_custom_fields,
    "owner_id": _write_owner,
    "linkedin_url": _text_writer("linkedin_url"),
    "twitter_url": _text_writer("twitter_url"),
    "photo_url": _text_writer("photo_url"),
    "organization_id": _text_writer("organization_id"),
    "contact_emails": _write_emails,
    "person_id": _id_writer("person_id"),
    "crm_id": _text_writer("crm_id"),
    "hubspot_vid": _text_writer("hubspot_vid"),
    "hubspot_id": _text_writer("hubspot_vid", "hubspot_id"),
    "salesforce_id": _id_writer("salesforce_id"),
    "salesforce_lead_id": _id_writer("salesforce_lead_id"),
    "salesforce_contact_id": _id_writer("salesforce_contact_id"),
    "salesforce_account_id": _id_writer("salesforce_account_id"),
    **{name: _never_shown_writer(name) for name in NEVER_SHOWN},
    "label_names": _write_lists,
}
RANK = {name: rank for rank, name in enumerate(WRITERS)}
