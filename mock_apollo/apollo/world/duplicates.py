"""Which contact is meant by one that is to be created? Apollo's order of matching: the first hit wins (documented)."""

from collections.abc import Iterable, Mapping
from typing import Any

from mock_apollo.apollo.records import Contact
from mock_apollo.apollo.values.names_and_emails import is_free

IDS = ("id", "salesforce_lead_id", "salesforce_contact_id", "salesforce_id", "hubspot_vid", "crm_id", "person_id")

Table = dict[str, list[Contact]]


class Duplicates:
    """Contacts by what they are known by.

    One question is answered by going through them; for many, `indexed` makes a table at the first of each kind.
    """

    def __init__(self, contacts: Iterable[Contact], *, indexed: bool = False) -> None:
        self._contacts = list(contacts)
        self._indexed = indexed
        self._tables: dict[str, Table] = {}

    def of(self, fields: Mapping[str, Any], organization_id: str | None) -> tuple[str, Contact | None]:
        """The first contact that matches, and by what: ids, then an email, then the name with the company.

        `email_match` is documented; the other reasons are assumed. `organization_id` is the one that the fields name.
        """
        emails = [email.get("email") for email in fields.get("contact_emails", ())]
        known = [(member, fields.get(member)) for member in (*IDS, "email")] + [("email", email) for email in emails]
        for member, value in known:
            for contact in self._known_by(member, value):
                return f"{member}_match", contact
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

    def _known_by(self, member: str, value: str | None) -> Iterable[Contact]:
        if not value or not value.strip():
            return ()
        wanted = _key(member, value)
        if not self._indexed:
            return (contact for contact in self._contacts if wanted in _keys(member, contact))
        if member not in self._tables:
            table = self._tables[member] = {}
            for contact in self._contacts:
                _enter(table, member, contact)
        return self._tables[member].get(wanted, ())


def _enter(table: Table, member: str, contact: Contact) -> None:
    for key in _keys(member, contact):
        table.setdefault(key, []).append(contact)


def _keys(member: str, contact: Contact) -> list[str]:
    """What a contact is known by; its further emails count like the first (documented)."""
    known = [contact.get(member)]
    if member == "email":
        known += [email["email"] for email in contact["contact_emails"]]
    return [_key(member, str(value)) for value in known if value]


def _key(member: str, value: str) -> str:
    return value if member in IDS else folded(value)


def _same_company(contact: Contact, fields: Mapping[str, Any], organization_id: str | None) -> bool:
    """Of one domain, unless anybody can have an address there; of one organization; or under one name."""
    domain, company = _domain(fields.get("email")), folded(fields.get("organization_name"))
    return (
        bool(domain and domain == _domain(contact["email"]))
        or bool(organization_id and organization_id == contact["organization_id"])
        or bool(company and company == folded(contact["organization_name"]))
    )


def _domain(email: str | None) -> str:
    return folded(email).rpartition("@")[2] if email and "@" in email and not is_free(email) else ""


def folded(text: str | None) -> str:
    """A text as it is compared: however it is written, and with nothing around it."""
    return (text or "").strip().casefold()
