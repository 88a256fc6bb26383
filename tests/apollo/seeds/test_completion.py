"""Tests of what a seed may leave out: ids, names, stages, owners, places, phones and times are filled in."""

from typing import Any

import pytest

from mock_apollo.apollo.ids import NewIds, is_object_id
from mock_apollo.apollo.records import KINDS, NEW_ACCOUNT, NEW_CONTACT, Account, Contact, Records
from mock_apollo.apollo.seeds.completion import completed
from mock_apollo.apollo.seeds.form import validated

NOW = "2026-01-02T12:00:00.000Z"
THEN = "2020-01-01T00:00:00.000Z"
STAGE, USER, FIRM, LIST, TEAM = ("a" * 24, "b" * 24, "c" * 24, "d" * 24, "f" * 24)
ATLANTA = "Atlanta, United States"


def complete(**seed: Any) -> Records:
    """Return the records of a seed in full."""
    return completed(validated(seed, "test"), NOW, NewIds("test"))


def contact(given: dict[str, Any], **seed: Any) -> Contact:
    """Return the only contact of a seed in full."""
    (only,) = complete(contacts=[given], **seed).contacts.values()
    return only


def account(given: dict[str, Any], **seed: Any) -> Account:
    """Return the only account of a seed in full."""
    (only,) = complete(accounts=[given], **seed).accounts.values()
    return only


def test_a_contact_is_completed_like_one_that_the_api_created() -> None:
    """Documented: name, stage, owner, organization, email status, place and sanitised phones follow."""
    seed: dict[str, Any] = {
        "users": [{"id": USER}],
        "contact_stages": [{"id": STAGE, "name": "New"}],
        "accounts": [{"id": FIRM, "name": "Firm", "organization_id": "e" * 24}],
        "labels": [{"id": LIST, "name": "Poets"}],
        "contacts": [
            {
                "first_name": "Leo",
                "last_name": "Tolstoy",
                "email": "leo@gmail.com",
                "present_raw_address": "Atlanta, United States",
                "account_id": FIRM,
                "label_ids": [LIST],
                "phone_numbers": [{"raw_number": "555-123-4567"}, {"raw_number": "1", "type": "mobile"}],
            },
            {},
        ],
    }
    records = complete(**seed)
    leo, nobody = records.contacts.values()
    assert is_object_id(leo["id"])
    assert leo["name"] == "Leo Tolstoy"
    assert (leo["contact_stage_id"], leo["owner_id"], leo["creator_id"]) == (STAGE, USER, USER)
    assert (leo["organization_name"], leo["organization_id"]) == ("Firm", "e" * 24)
    assert (leo["email_status"], leo["email_true_status"]) == ("verified", "User Managed")
    assert (leo["city"], leo["time_zone"], leo["free_domain"]) == ("Atlanta", "America/New_York", True)
    assert [p["sanitized_number"] for p in leo["phone_numbers"]] == ["+15551234567", "+1"]
    assert leo["sanitized_phone"] == "+15551234567"
    assert (leo["created_at"], leo["updated_at"]) == (NOW, NOW)
    assert (nobody["name"], nobody["email_status"], nobody["organization_name"]) == ("", None, None)
    assert records.labels[LIST]["created_at"] == NOW
    assert list(leo) == list(nobody)
    assert len(leo) == 71


def test_every_kind_has_its_defaults_in_apollos_order() -> None:
    """Assumed: a record of which nothing is given has all members, and an id."""
    records = complete(**{kind: [{}] for kind in KINDS})
    for kind, by_id in records.by_kind().items():
        ((record_id, record),) = by_id.items()
        assert list(record) == list(KINDS[kind].new)
        assert is_object_id(record_id)
        assert record["id"] == record_id
    assert records.count_all() == len(KINDS) == len({record_id for by_id in records for record_id in by_id})


def test_the_same_seed_gets_the_same_ids() -> None:
    """Assumed: so that a test may rely on them; an id that is given uses up none."""
    first, again = (complete(contacts=[{}, {"id": FIRM}, {}]) for _ in range(2))
    assert list(first.contacts) == list(again.contacts)
    assert list(first.contacts)[1] == FIRM
    assert [*complete(contacts=[{}, {}]).contacts] == [*first.contacts][::2]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"first_name": "Leo", "last_name": "Tolstoy"}, "Leo Tolstoy"),
        ({"last_name": "Tolstoy"}, "Tolstoy"),
        ({"first_name": "Leo", "name": "Count Leo"}, "Count Leo"),
        ({}, ""),
    ],
    ids=str,
)
def test_a_name_is_made_of_the_names(given: dict[str, Any], name: str) -> None:
    """Assumed: unless the seed gives it."""
    assert contact(given)["name"] == name


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"present_raw_address": ATLANTA}, ("Atlanta", "America/New_York")),
        ({"present_raw_address": ATLANTA, "city": "Rome"}, ("Rome", None)),
        ({"present_raw_address": ATLANTA, "country": None}, (None, None)),
        ({}, (None, None)),
    ],
    ids=str,
)
def test_a_place_is_located_unless_a_part_of_it_is_given(given: dict[str, Any], place: tuple[str, str]) -> None:
    """Assumed: the parts of an address that the seed gives are not mixed with those that are derived."""
    found = contact(given)
    assert (found["city"], found["time_zone"]) == place
    assert found["present_raw_address"] == given.get("present_raw_address")


@pytest.mark.parametrize(
    ("given", "owner", "creator"),
    [
        ({}, USER, USER),
        ({"owner_id": TEAM}, TEAM, TEAM),
        ({"owner_id": None}, None, None),
        ({"creator_id": TEAM}, USER, TEAM),
    ],
    ids=str,
)
def test_a_contact_belongs_to_the_first_user(given: dict[str, Any], owner: str | None, creator: str | None) -> None:
    """Assumed: its owner has created it, unless the seed says otherwise."""
    found = contact(given, users=[{"id": USER}, {"id": LIST}])
    assert (found["owner_id"], found["creator_id"]) == (owner, creator)


def test_the_first_stage_is_the_first_of_the_seed() -> None:
    """Assumed: a seed without stages or users leaves them empty."""
    stages = [{"id": STAGE}, {"id": LIST}]
    assert contact({}, contact_stages=stages)["contact_stage_id"] == STAGE
    assert account({}, account_stages=stages)["account_stage_id"] == STAGE
    assert contact({})["contact_stage_id"] is contact({})["owner_id"] is account({})["account_stage_id"] is None


def test_an_account_has_the_team_of_the_contact_stages_and_a_sanitised_phone() -> None:
    """Assumed: all records of a seed are of one team."""
    found = account({"phone": "555-123-4567"}, contact_stages=[{"id": STAGE, "team_id": TEAM}], users=[{"id": USER}])
    assert (found["team_id"], found["owner_id"], found["sanitized_phone"]) == (TEAM, USER, "+15551234567")
    assert account({"phone": "1", "sanitized_phone": "+2"})["sanitized_phone"] == "+2"
    assert account({}) == {**NEW_ACCOUNT, "id": account({})["id"], "created_at": NOW, "updated_at": NOW}


@pytest.mark.parametrize(
    ("given", "created", "updated"),
    [
        ({}, NOW, NOW),
        ({"created_at": THEN}, THEN, THEN),
        ({"updated_at": THEN}, NOW, THEN),
        ({"created_at": THEN, "updated_at": NOW}, THEN, NOW),
    ],
    ids=str,
)
def test_a_record_without_a_time_was_created_now(given: dict[str, Any], created: str, updated: str) -> None:
    """Assumed: and one that was created earlier has not been updated since."""
    for record in (contact(given), account(given)):
        assert (record["created_at"], record["updated_at"]) == (created, updated)


def test_lists_and_custom_fields_without_a_time_were_created_now() -> None:
    """Assumed: a list also has the time of its last update."""
    records = complete(labels=[{"id": LIST}, {"created_at": THEN}], typed_custom_fields=[{}, {"created_at": THEN}])
    assert [(each["created_at"], each["updated_at"]) for each in records.labels.values()] == [(NOW, NOW), (THEN, NOW)]
    assert [each["created_at"] for each in records.typed_custom_fields.values()] == [NOW, THEN]


def test_phones_are_numbered_in_their_order() -> None:
    """Assumed: a position in the seed does not count; the contact's own is that of the first."""
    phones = [
        {"raw_number": "555-123-4567", "sanitized_number": "+49301", "position": 7},
        {"raw_number": "none"},
        {"raw_number": "2", "type": "mobile"},
    ]
    found = contact({"phone_numbers": phones, "sanitized_phone": "+99"})
    assert [phone["position"] for phone in found["phone_numbers"]] == [0, 1, 2]
    assert [phone["type"] for phone in found["phone_numbers"]] == ["work_direct", "work_direct", "mobile"]
    assert [phone["sanitized_number"] for phone in found["phone_numbers"]] == ["+49301", None, "+2"]
    assert found["sanitized_phone"] == "+49301"


def test_an_account_that_is_missing_leaves_the_organization_empty() -> None:
    """Assumed: completion does not check references, and what is given stays."""
    found = contact({"account_id": FIRM, "organization_id": TEAM})
    assert (found["organization_name"], found["organization_id"]) == (None, TEAM)
    assert found.keys() == NEW_CONTACT.keys()
