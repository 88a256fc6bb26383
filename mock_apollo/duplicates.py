"""Which contact is meant by one that is to be created? Apollo's order of matching: the first hit wins (documented)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mock_apollo.records import Contact

IDS = ("id", "salesforce_lead_id", "salesforce_contact_id", "hubspot_vid", "crm_id", "person_id")

Match = Callable[[Contact], bool]


def duplicate_of(
    fields: Mapping[str, Any], contacts: Iterable[Contact], organization_id: str | None
) -> tuple[str, Contact | None]:
    """The first contact that matches, and by what: ids, then the email, then the name with the company.

    `email_match` is documented; the other reasons are assumed. `organization_id` is the one that the fields name.
    """
    known = list(contacts)
    for reason, match in _matches(fields, organization_id):
        for contact in known:
            if match(contact):
                return reason, contact
    return "", None


def _matches(fields: Mapping[str, Any], organization_id: str | None) -> Iterable[tuple[str, Match]]:
    for member in IDS:
        if fields.get(member):
            yield f"{member}_match", _has(member, fields[member])
    email = folded(fields.get("email"))
    if email:
        yield "email_match", lambda contact: folded(contact["email"]) == email
    name = folded(" ".join(filter(None, (fields.get("first_name"), fields.get("last_name")))))
    if name:
        yield (
            "name_and_company_match",
            lambda contact: folded(contact["name"]) == name and _same_company(contact, fields, organization_id),
        )


def _has(member: str, value: Any) -> Match:
    return lambda contact: contact.get(member) == value


def _same_company(contact: Contact, fields: Mapping[str, Any], organization_id: str | None) -> bool:
    domain, company = _domain(fields.get("email")), folded(fields.get("organization_name"))
    return (
        bool(domain and domain == _domain(contact["email"]))
        or bool(organization_id and organization_id == contact["organization_id"])
        or bool(company and company == folded(contact["organization_name"]))
    )


def _domain(email: str | None) -> str:
    return folded(email).rpartition("@")[2] if email and "@" in email else ""


def folded(text: str | None) -> str:
    """A text as it is compared: however it is written, and with nothing around it."""
    return (text or "").strip().casefold()
