"""Tests of the members of a contact, a phone number and an email address, and of a contact among others."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.records import NEW_CONTACT, NEW_PHONE, Contact, ContactEmail, PhoneNumber, without_place
from mock_apollo.contract.files import openapi_file
from mock_apollo.protocol.messages import Call
from tests.apollo.api.test_documented import EXAMPLES
from tests.calls import FYODOR, JSON_TYPE, content, with_key

LISTED = EXAMPLES["search-for-contacts", "Result"]["contacts"][0]
PLACE = {"next_contact_id", "time_zone", "city", "state", "country"}


def documented() -> dict[str, Any]:
    """Return the contact of the documented reply to update-a-contact."""
    document = orjson.loads(openapi_file("contract.json").read_bytes())
    reply = document["paths"]["/contacts/{contact_id}"]["patch"]["responses"]["200"]["content"]["application/json"]
    contact: dict[str, Any] = reply["examples"]["Result"]["value"]["contact"]
    return contact


@pytest.mark.parametrize(
    ("record", "new", "shown"),
    [(Contact, NEW_CONTACT, documented()), (PhoneNumber, NEW_PHONE, documented()["phone_numbers"][0])],
    ids=["contact", "phone number"],
)
def test_a_default_record_has_the_documented_members_in_apollos_order(
    record: type, new: dict[str, Any], shown: dict[str, Any]
) -> None:
    """Documented: by the example of the OpenAPI document."""
    assert list(new) == list(record.__annotations__) == list(shown)


def test_a_default_contact_has_no_value_that_no_contact_has() -> None:
    """Documented: lists, objects and flags are empty or false, all other members null or a text."""
    example = documented()
    for name, value in NEW_CONTACT.items():
        if isinstance(example[name], (list, dict, bool)) and value is not None:
            assert type(value) is type(example[name]), name
            assert not value, name
        else:
            assert value is None or isinstance(value, str), name


def test_an_email_address_needs_itself_only() -> None:
    """Observed: the other eight members may be left out."""
    assert ContactEmail.__required_keys__ == {"email"}
    assert len(ContactEmail.__optional_keys__) == 8


def test_a_contact_among_others_has_no_place_but_its_campaigns() -> None:
    """Documented: five members are shown by a look at one contact only."""
    listed = without_place(NEW_CONTACT)
    assert listed == {name: value for name, value in NEW_CONTACT.items() if name not in PLACE} | {
        "contact_campaign_statuses": []
    }
    assert list(listed)[-1] == "contact_campaign_statuses"
    assert not PLACE & LISTED.keys()
    assert "contact_campaign_statuses" in LISTED
    assert NEW_CONTACT.keys() > PLACE


def test_a_search_shows_contacts_without_their_place(apollo: Apollo) -> None:
    """Documented: and a view shows them with it."""
    search = Call("POST", "/api/v1/contacts/search", "", with_key("demo", JSON_TYPE), b"{}")
    found = content(apollo.answer(search))["contacts"]
    assert [contact for contact in found if PLACE & contact.keys()] == []
    viewed = content(apollo.answer(Call("GET", f"/api/v1/contacts/{FYODOR}", "", with_key("demo"))))["contact"]
    assert viewed.keys() >= PLACE
