"""Which members of a contact each field changes."""

from typing import Any, cast

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.records import Contact
from mock_apollo.apollo.updates.contacts import WRITERS, updated_contact
from mock_apollo.apollo.values.names_and_emails import numbered_emails
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.refusals import InvalidId, InvalidValue
from tests.calls import ACCOUNT, FYODOR, UNKNOWN, new_apollo

ENGINES, ENGINES_ORGANIZATION = "66e9abf95ac32901b20d1a0e", "5e66b6381e05b4008c8331b9"
ORGANIZATION = "5e66b6381e05b4008c8331b8"
OTHER_ORGANIZATION = "507f1f77bcf86cd799439012"
DATE_FIELD, TEXT_FIELD = "60c39ed82bd02f01154c470a", "5b75f1c11dc2727d43ae3bb9"


@pytest.fixture
def world(apollo: Apollo) -> World:
    """The demo world."""
    return apollo.keys.open("demo")


def update(world: World, fields: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The documented contact, first with these members, then with these fields."""
    contact = cast("Contact", {**world.contact(FYODOR), **members})
    draft, _ = updated_contact(world, contact, fields)
    world.admit()
    return dict(draft)


def test_every_field_of_the_contract_is_written_or_replaces_the_lists(apollo: Apollo) -> None:
    """Documented: sixteen fields of an update, and none is written that no operation takes."""
    operations = apollo.contract.operations
    members = operations["update-a-contact"].members
    assert len(members) == 16
    assert members <= WRITERS.keys() | {"label_names"}
    many = set(operations["bulk-create-contacts"].items["contacts"])
    assert many <= WRITERS.keys()
    one = members | operations["create-a-contact"].members
    assert WRITERS.keys() <= one | many | operations["bulk-update-contacts"].members


def test_a_draft_is_a_copy_that_belongs_to_this_update(world: World) -> None:
    """Assumed: the stored contact stays until the update is put; nothing is left of earlier updates."""
    world.put_contact(
        {**world.contact(FYODOR), "queued_for_crm_push": True, "custom_field_errors": {DATE_FIELD: "is no date"}}
    )
    before = dict(world.contact(FYODOR))
    world.clock.advance(1_000)
    draft = update(world, {"first_name": "Leo", "typed_custom_fields": {TEXT_FIELD: "x"}, "mobile_phone": "1"})
    assert dict(world.contact(FYODOR)) == before
    assert (draft["queued_for_crm_push"], draft["custom_field_errors"]) == (False, {})
    assert draft["updated_at"] == "2026-01-02T12:00:01.000Z"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"account_id": ENGINES}, (ENGINES, "Analytical Engines Ltd", ENGINES_ORGANIZATION)),
        ({"organization_name": "apollo.io"}, (ACCOUNT, "apollo.io", ORGANIZATION)),
        ({"organization_name": "Unheard Of"}, (ACCOUNT, "Unheard Of", None)),
        ({"account_id": ENGINES, "organization_name": "apollo.io"}, (ENGINES, "apollo.io", ORGANIZATION)),
        ({"account_id": ENGINES, "organization_name": ""}, (ENGINES, None, None)),
        (
            {"account_id": ENGINES, "organization_id": OTHER_ORGANIZATION},
            (ENGINES, "Analytical Engines Ltd", OTHER_ORGANIZATION),
        ),
        (
            {"organization_name": "apollo.io", "organization_id": OTHER_ORGANIZATION},
            (ACCOUNT, "apollo.io", OTHER_ORGANIZATION),
        ),
        ({"organization_id": ""}, (ACCOUNT, "Apollo.io", None)),
    ],
    ids=str,
)
def test_account_and_organization_agree_unless_both_are_sent(
    world: World, fields: dict[str, Any], expected: tuple[str | None, ...]
) -> None:
    """Documented for the account, which brings its organization; that what is sent beside it wins is assumed."""
    for sent in (fields, dict(reversed(fields.items()))):
        contact = update(world, sent, account_id=ACCOUNT)
        assert (contact["account_id"], contact["organization_name"], contact["organization_id"]) == expected


@pytest.mark.parametrize(
    ("fields", "email", "emails"),
    [
        ({"email": "new@x.example"}, "new@x.example", ["new@x.example", "b@x.example"]),
        ({"email": "b@x.example"}, "b@x.example", ["b@x.example"]),
        ({"email": ""}, None, ["b@x.example"]),
        ({"email": "no address"}, "a@x.example", ["a@x.example", "b@x.example"]),
        ({"contact_emails": []}, "a@x.example", []),
        ({"contact_emails": [{"email": "no address"}]}, "a@x.example", []),
        ({"contact_emails": [{"email": "c@x.example"}]}, "c@x.example", ["c@x.example"]),
        (
            {"contact_emails": [{"email": "c@x.example", "position": 1}, {"email": "d@x.example", "position": 0}]},
            "d@x.example",
            ["d@x.example", "c@x.example"],
        ),
        (
            {"email": "new@x.example", "contact_emails": [{"email": "c@x.example"}, {"email": "new@x.example"}]},
            "new@x.example",
            ["new@x.example", "c@x.example"],
        ),
        (
            {"email": "no address", "contact_emails": [{"email": "c@x.example"}]},
            "c@x.example",
            ["c@x.example"],
        ),
    ],
    ids=str,
)
def test_the_email_is_the_first_of_the_emails(
    world: World, fields: dict[str, Any], email: str | None, emails: list[str]
) -> None:
    """Assumed: `email` replaces the first address, `contact_emails` all of them."""
    before = numbered_emails(["a@x.example", "b@x.example"])
    contact = update(world, fields, email="a@x.example", contact_emails=before)
    assert contact["email"] == email
    assert [(entry["email"], entry["position"]) for entry in contact["contact_emails"]] == [
        (address, position) for position, address in enumerate(emails)
    ]


def test_an_email_makes_no_list_of_emails_where_there_was_none(world: World) -> None:
    """Documented: the example of an update has an email and no further ones."""
    assert update(world, {"email": "new@x.example"}, contact_emails=[])["contact_emails"] == []


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        ({"phone_numbers": [{"raw_number": "1"}, {"raw_number": ""}, {}, {"raw_number": "2"}]}, ["1", "2"]),
        ({"phone_numbers": [{"raw_number": "1", "position": 2}, {"raw_number": "2", "position": 1}]}, ["2", "1"]),
        ({"phone_numbers": []}, []),
        ({"phone_numbers": [{"raw_number": "1"}], "mobile_phone": "2"}, ["1", "2"]),
        ({"phone_numbers": [{"raw_number": "1"}], "phone": "2"}, ["2"]),
        ({"direct_phone": ""}, []),
        ({"other_phone": "1", "direct_phone": "2"}, ["2", "1"]),
    ],
    ids=str,
)
def test_several_phones_replace_all_and_one_replaces_its_type(
    world: World, fields: dict[str, Any], numbers: list[str]
) -> None:
    """Assumed for several numbers, which are of the type other; positions count from 0."""
    contact = update(world, fields)
    assert [(phone["raw_number"], phone["position"]) for phone in contact["phone_numbers"]] == [
        (number, position) for position, number in enumerate(numbers)
    ]
    assert contact["sanitized_phone"] == (f"+{numbers[0]}" if numbers else None)


@pytest.mark.parametrize(
    "member", ["person_id", "salesforce_id", "salesforce_lead_id", "salesforce_contact_id", "salesforce_account_id"]
)
def test_a_protected_id_is_set_once(world: World, member: str) -> None:
    """Documented: person_id and the ids of Salesforce are protected."""
    assert update(world, {member: "1"}, **{member: None})[member] == "1"
    assert update(world, {member: "2"}, **{member: "1"})[member] == "1"
    assert update(world, {member: ""}, **{member: None})[member] is None


@pytest.mark.parametrize("field", ["crm_id", "hubspot_vid", "linkedin_url", "twitter_url", "photo_url", "title"])
def test_a_text_is_overwritten_and_cleared(world: World, field: str) -> None:
    """Documented for hubspot_vid and crm_id, which are not protected; that `""` clears is assumed."""
    assert update(world, {field: "2"}, **{field: "1"})[field] == "2"
    assert update(world, {field: ""}, **{field: "1"})[field] is None


@pytest.mark.parametrize("value", ["2", ""])
def test_the_id_of_hubspot_has_two_names(world: World, value: str) -> None:
    """Documented: hubspot_id in bulk, hubspot_vid for one contact."""
    for name in ("hubspot_id", "hubspot_vid"):
        assert update(world, {name: value}, hubspot_vid="1")["hubspot_vid"] == (value or None)


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"title": "Count", "primary_title": "Writer"}, "Count"),
        ({"primary_title": "Writer", "title": "Count"}, "Count"),
        ({"primary_title": "Writer", "title": ""}, None),
        ({"primary_title": ""}, None),
    ],
    ids=str,
)
def test_a_title_goes_before_a_primary_title(world: World, fields: dict[str, Any], title: str | None) -> None:
    """Assumed: they are one member of the contact."""
    assert update(world, fields)["title"] == title


@pytest.mark.parametrize(
    "bad",
    [
        {"account_id": UNKNOWN},
        {"contact_stage_id": UNKNOWN},
        {"owner_id": UNKNOWN},
        {"typed_custom_fields": {DATE_FIELD: "tomorrow"}},
    ],
    ids=str,
)
def test_a_refused_update_makes_no_list(bad: dict[str, Any]) -> None:
    """Assumed: lists are made after all checks, whichever field is refused."""
    world = new_apollo(bad_custom_field="refuse").keys.open("demo")
    labels = dict(world.labels)
    with pytest.raises((InvalidId, InvalidValue)):
        update(world, {"label_names": ["Poets"], **bad})
    assert world.labels == labels


def test_names_of_lists_that_are_blank_are_ignored(world: World) -> None:
    """Assumed: a list needs a name; the others are found or made, each once."""
    contact = update(world, {"label_names": ["", " ", "\t", "Poets", "Poets"]})
    assert [world.labels[label_id]["name"] for label_id in contact["label_ids"]] == ["Poets"]
