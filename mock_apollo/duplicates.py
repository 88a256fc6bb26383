"""Which contact is meant by one that is to be created? Apollo's order of matching: the first hit wins (documented)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mock_apollo.records import Contact

IDS = ("id", "salesforce_lead_id", "salesforce_contact_id", "hubspot_vid", "crm_id", "person_id")

Table = dict[str, list[Contact]]


class Duplicates:
    """Contacts by what they are known by; a table is made when somebody first asks for it."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self._contacts = list(contacts)
        self._tables: dict[str, Table] = {}

    def of(self, fields: Mapping[str, Any], organization_id: str | None) -> tuple[str, Contact | None]:
        """The first contact that matches, and by what: ids, then an email, then the name with the company.

        `email_match` is documented; the other reasons are assumed. `organization_id` is the one that the fields name.
        """
        for member in (*IDS, "email"):
            matching = self._known_by(member, fields.get(member))
            if matching:
                return f"{member}_match", matching[0]
        name = " ".join(filter(None, (fields.get("first_name"), fields.get("last_name"))))
        for contact in self._known_by("name", name):
            if _same_company(contact, fields, organization_id):
                return "name_and_company_match", contact
        return "", None

    def add(self, contact: Contact) -> None:
        """One more contact."""
        self._contacts.append(contact)
        for member, table in self._tables.items():
            _enter(table, member, contact)

    def _known_by(self, member: str, value: str | None) -> list[Contact]:
        if not value or not value.strip():
            return []
        if member not in self._tables:
            table = self._tables[member] = {}
            for contact in self._contacts:
                _enter(table, member, contact)
        return self._tables[member].get(_key(member, value), [])


def _enter(table: Table, member: str, contact: Contact) -> None:
    for value in filter(None, _values(member, contact)):
        table.setdefault(_key(member, value), []).append(contact)


def _values(member: str, contact: Contact) -> Iterator[str | None]:
    """What a contact is known by; its further emails count like the first (documented)."""
    yield contact.get(member)  # type: ignore[misc]
    if member == "email":
        yield from (further["email"] for further in contact["contact_emails"])


def _key(member: str, value: str) -> str:
    return value if member in IDS else folded(value)


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
