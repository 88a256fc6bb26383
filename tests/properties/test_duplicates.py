"""An index of duplicates finds what a scan of all contacts finds."""

from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_apollo.apollo.records import NEW_CONTACT, Contact
from mock_apollo.apollo.world.indexes import Indexes

ORGANIZATION = "5e66b6381e05b4008c8331b9"


def person(**members: Any) -> Contact:
    """A contact of the organization."""
    return cast("Contact", {**NEW_CONTACT, "organization_id": ORGANIZATION, **members})


def table() -> tuple[Indexes, dict[str, Contact]]:
    """Return indexes and the table that they follow."""
    contacts: dict[str, Contact] = {}
    return Indexes(contacts), contacts


def change(indexes: Indexes, contacts: dict[str, Contact], contact_id: str, contact: Contact | None) -> None:
    """Put a contact into a table, or remove it, as a world does."""
    if contact is not None:
        indexes.noted.setdefault(contact_id, contacts.get(contact_id))
        contacts[contact_id] = contact
    elif contact_id in contacts:
        indexes.remove(contact_id, contacts.pop(contact_id))


def found(indexes: Indexes, fields: dict[str, Any]) -> Contact | None:
    """Return the duplicate of fields of the organization."""
    return indexes.up_to_date().duplicates.of(fields, ORGANIZATION)[1]


def scanned(contacts: dict[str, Contact], fields: dict[str, Any]) -> Contact | None:
    """Return the duplicate as a plain scan finds it: each contact by itself, member by member."""
    for member in ("id", "crm_id", "email", "first_name"):
        for contact in contacts.values():
            given = {member: fields.get(member)}
            if found(Indexes({contact["id"]: contact}), given):
                return contact
    return None


numbers = st.sampled_from("1234")
values = st.sampled_from(["a", "A ", "b", "", None])
people = st.builds(
    lambda number, crm_id, email, name, more: person(
        id=number, crm_id=crm_id, email=email, name=name or "", contact_emails=[{"email": each or ""} for each in more]
    ),
    *(numbers, values, values, values, st.lists(values, max_size=2)),
)
looks = st.fixed_dictionaries({}, optional={"id": numbers, "crm_id": values, "email": values, "first_name": values})


@settings(deadline=None)
@given(st.lists(st.tuples(numbers, people | st.none(), st.booleans(), looks), max_size=12))
def test_an_index_finds_what_a_scan_finds(history: list[tuple[str, Contact | None, bool, dict[str, Any]]]) -> None:
    """Assumed: whatever was created, changed, removed and copied, and whenever somebody looked."""
    indexes, contacts = table()
    for number, contact, is_copied, fields in history:
        change(indexes, contacts, number, contact and {**contact, "id": number})
        if is_copied:
            contacts = contacts.copy()
            indexes = indexes.copy(contacts)
        if fields:
            assert found(indexes, fields) is scanned(contacts, fields)
