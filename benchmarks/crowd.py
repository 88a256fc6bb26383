"""How does a world become large? With contacts and lists that have strings of their own."""

import gc

from benchmarks.workload import CONTACT, new_apollo
from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control

ROOM = 10_000_000  # records and worlds, more than any measurement makes


def crowded_apollo(contacts: int, lists: int, key: str = "demo") -> Apollo:
    """The fake with so many contacts and lists in the world of a key."""
    apollo = new_apollo(max_records=ROOM)
    if lists:
        Control(apollo, key).put({"labels": [_list(i) for i in range(lists)]})
    fill(apollo, contacts, key)
    return apollo


def _list(number: int) -> dict[str, str]:
    return {"id": f"1{number:023x}", "name": f"List {number}", "modality": "contacts"}


def fill(apollo: Apollo, count: int, key: str = "demo") -> None:
    """Put so many contacts into a world."""
    world = apollo.open(key)
    contact = world.contact(CONTACT)
    for i in range(count):
        world.put_contact(
            {
                **contact,
                "id": contact_id(i),
                "first_name": f"First {i}",
                "last_name": f"Last {i}",
                "name": f"First {i} Last {i}",
                "title": f"Title {i}",
                "email": f"person-{i}@example.com",
                "typed_custom_fields": {"5b75f1c11dc2727d43ae3bb9": f"note {i}"},
                "phone_numbers": [{**phone, "raw_number": f"555-{i}"} for phone in contact["phone_numbers"]],
                "created_at": f"2024-09-12T20:13:{i % 60:02}.{i % 1000:03}Z",
                "updated_at": f"2024-09-12T20:14:{i % 60:02}.{i % 1000:03}Z",
            }
        )
    gc.collect()


def contact_id(number: int) -> str:
    """Return the id of a contact that `fill` made."""
    return f"{number:024x}"
