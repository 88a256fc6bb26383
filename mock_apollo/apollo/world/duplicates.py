"""Which existing contact does a new one duplicate? Criteria are tried in Apollo's order (documented)."""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from mock_apollo.apollo.records import Contact
from mock_apollo.apollo.values.names_and_emails import is_free

IDS = ("id", "salesforce_lead_id", "salesforce_contact_id", "salesforce_id", "hubspot_vid", "crm_id", "person_id")
FOREIGN = IDS[1:]  # the table of contacts itself is by id

_read = itemgetter(*FOREIGN, "email", "name", "contact_emails")
Key = tuple[str, str]  # what is compared, and a value as it is compared


class Duplicates:
    """The contacts of a table by what new ones are compared with.

    A key leads to the id of its contact, or of none where `_several` has those of several: in the order of creation,
    unless the key is `_unsorted`.
    """

    def __init__(self, contacts: Mapping[str, Contact]) -> None:
        self._contacts = contacts
        self._tables: dict[str, dict[str, str]] = {member: {} for member in (*FOREIGN, "email", "name")}
        self._several: dict[Key, dict[str, None]] = {}
        self._unsorted: set[Key] = set()

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

    def _having(self, member: str, value: str | None) -> Iterator[Contact]:
        """Yield the contacts with this value, in the order of creation; blank values match nothing."""
        if not value or not value.strip():
            return
        if member == "id":
            ids: Iterable[str] = (value,) if value in self._contacts else ()
        else:
            ids = self._ids(member, value if member in FOREIGN else folded(value))
        for contact_id in ids:
            yield self._contacts[contact_id]

    def _ids(self, member: str, value: str) -> Iterable[str]:
        key, found = (member, value), self._tables[member].get(value)
        if found is None:
            return ()
        if key in self._unsorted:
            self._unsorted.discard(key)
            several = self._several[key]
            self._several[key] = {contact_id: None for contact_id in self._contacts if contact_id in several}
        return (found,) if found else self._several[key]

    def change(self, contact_id: str, before: Contact | None, after: Contact | None) -> None:
        """Follow the change of a contact."""
        if before and after and _read(before) == _read(after):
            return
        old, new = _keys(before), _keys(after)
        for key in old.keys() - new.keys():
            self._drop(key, contact_id)
        for key in new.keys() - old.keys():
            self._enter(key, contact_id, is_new=before is None)

    def _drop(self, key: Key, contact_id: str) -> None:
        several = self._several.get(key, {})
        several.pop(contact_id, None)
        if not several:
            del self._tables[key[0]][key[1]]
            self._several.pop(key, None)
            self._unsorted.discard(key)

    def _enter(self, key: Key, contact_id: str, *, is_new: bool) -> None:
        table, value = self._tables[key[0]], key[1]
        known = table.setdefault(value, contact_id)
        if known is contact_id:
            return
        table[value] = ""
        self._several.setdefault(key, {known: None})[contact_id] = None
        if not is_new:
            self._unsorted.add(key)

    def copy(self, contacts: Mapping[str, Contact]) -> "Duplicates":
        """Return the same for another table with the same contacts, to be changed apart."""
        copied = Duplicates(contacts)
        copied._unsorted = self._unsorted.copy()
        copied._tables = {member: table.copy() for member, table in self._tables.items()}
        copied._several = {key: several.copy() for key, several in self._several.items()}
        return copied


def _keys(contact: Contact | None) -> dict[Key, None]:
    """Return the values of a contact as they are compared; additional emails count too (documented)."""
    if contact is None:
        return {}
    *ids, email, name, more = _read(contact)
    given = [*zip(FOREIGN, (str(each or "") for each in ids), strict=True)] if any(ids) else []
    folds = [("email", folded(email)), ("name", folded(name)), *(("email", folded(each["email"])) for each in more)]
    return {key: None for key in (*given, *folds) if key[1]}


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
