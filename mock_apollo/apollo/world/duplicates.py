"""Which existing contact does a new one duplicate? Criteria are tried in Apollo's order (documented)."""

from collections.abc import Iterable, Mapping
from typing import Any

from mock_apollo.apollo.records import Contact
from mock_apollo.apollo.values.names_and_emails import is_free

IDS = ("id", "salesforce_lead_id", "salesforce_contact_id", "salesforce_id", "hubspot_vid", "crm_id", "person_id")

Table = dict[str, list[Contact]]


class Duplicates:
    """Contacts to compare with; for many look-ups, `indexed` builds a table per criterion instead of scanning."""

    def __init__(self, contacts: Iterable[Contact], *, indexed: bool = False) -> None:
        self._contacts = list(contacts)
        self._indexed = indexed
        self._tables: dict[str, Table] = {}

    def of(self, fields: Mapping[str, Any], organization_id: str | None) -> tuple[str, Contact | None]:
        """Return the match reason and the contact, or ("", None): by ids, then emails, then name and company.

        `organization_id` is that of the fields. The reason `email_match` is documented, the other reasons are assumed.
        """
        emails = [email.get("email") for email in fields.get("contact_emails", ())]
        criteria = [(member, fields.get(member)) for member in (*IDS, "email")]
        for member, value in (*criteria, *(("email", email) for email in emails)):
            for contact in self._having(member, value):
                return f"{member}_match", contact
        name = " ".join(filter(None, (fields.get("first_name"), fields.get("last_name"))))
        for contact in self._having("name", name):
            if _same_company(contact, fields, organization_id):
                return "name_and_company_match", contact
        return "", None

    def add(self, contact: Contact) -> None:
        """Add a contact to compare with."""
        self._contacts.append(contact)
        for member, table in self._tables.items():
            _enter(table, member, contact)

    def _having(self, member: str, value: str | None) -> Iterable[Contact]:
        """Yield the contacts with this value; blank values match nothing."""
        if not value or not value.strip():
            return ()
        key = _key(member, value)
        if not self._indexed:
            return (contact for contact in self._contacts if key in _keys(member, contact))
        if member not in self._tables:
            table = self._tables[member] = {}
            for contact in self._contacts:
                _enter(table, member, contact)
        return self._tables[member].get(key, ())


def _enter(table: Table, member: str, contact: Contact) -> None:
    for key in _keys(member, contact):
        table.setdefault(key, []).append(contact)


def _keys(member: str, contact: Contact) -> list[str]:
    """Return the values of a contact as they are compared; additional emails count too (documented)."""
    values = [contact.get(member)]
    if member == "email":
        values += [email["email"] for email in contact["contact_emails"]]
    return [_key(member, str(value)) for value in values if value]


def _key(member: str, value: str) -> str:
    return value if member in IDS else folded(value)


def _same_company(contact: Contact, fields: Mapping[str, Any], organization_id: str | None) -> bool:
    """Return whether the email domain (free mail services aside), the organization id or its name is the same."""
    domain, company = _domain(fields.get("email")), folded(fields.get("organization_name"))
    return (
        bool(domain and domain == _domain(contact["email"]))
        or bool(organization_id and organization_id == contact["organization_id"])
        or bool(company and company == folded(contact["organization_name"]))
    )


def _domain(email: str | None) -> str:
    return folded(email).rpartition("@")[2] if email and "@" in email and not is_free(email) else ""


def folded(text: str | None) -> str:
    """Return the text without surrounding white space and differences of case."""
    return (text or "").strip().casefold()
