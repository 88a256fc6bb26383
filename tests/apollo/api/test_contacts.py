"""Updates of a contact."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.files import openapi_file
from mock_apollo.protocol.messages import Call
from tests.calls import (
    ACCOUNT,
    ADA,
    APPROACHING,
    FYODOR,
    LABEL,
    NEW,
    UNKNOWN,
    content,
    error,
    new_apollo,
    patch,
    updated,
    with_key,
)

ANALYTICAL_ENGINES = "66e9abf95ac32901b20d1a0e"
TEXT_FIELD, OTHER_TEXT_FIELD = "5b75f1c11dc2727d43ae3bb9", "5c4296857f799409361890ea"
DATE_FIELD = "60c39ed82bd02f01154c470a"
CUSTOMER_AGE, TWO_YEARS = "617ff4041e711500a401c25e", "617ff4041e711500a401c261"


def documented_example() -> Any:
    """The example of 200 in the vendor's document."""
    document = orjson.loads(openapi_file("update-a-contact.json").read_bytes())
    replies = document["paths"]["/contacts/{contact_id}"]["patch"]["responses"]
    return replies["200"]["content"]["application/json"]["examples"]["Result"]["value"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "Chief Writer"},
        {"first_name": "Fyodor", "last_name": "Dostoevsky"},
        {"organization_name": "Apollo.io"},
        {"account_id": ACCOUNT},
        {"email": "fyodor.dostoevsky@apollo.io"},
        {"label_names": ["2024 fiction writers of america attendees"]},
        {"contact_stage_id": NEW},
        {"present_raw_address": "St. Petersburg, Russia"},
        {"direct_phone": "555-303-9182"},
        {"typed_custom_fields": {TEXT_FIELD: "test"}},
        {"website_url": "https://www.apollo.io/"},
    ],
    ids=lambda body: next(iter(body), "nothing"),
)
def test_an_update_that_changes_nothing_gives_the_documented_example(apollo: Apollo, body: Any) -> None:
    """Documented: same keys, values and order, except `updated_at`."""
    expected = documented_example()
    expected["contact"]["updated_at"] = "2026-01-02T12:00:00.000Z"
    assert apollo.answer(patch(body)).body == orjson.dumps(expected)


def test_updated_at_moves_and_created_at_does_not(apollo: Apollo) -> None:
    """Documented: the example was updated a minute after it was created."""
    apollo.keys.open("demo").clock.advance(1_500)
    contact = updated(apollo, {"title": "Novelist"})
    assert contact["updated_at"] == "2026-01-02T12:00:01.500Z"
    assert contact["created_at"] == "2024-09-12T20:13:53.207Z"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"first_name": "Leo"}, {"first_name": "Leo", "name": "Leo Dostoevsky"}),
        ({"first_name": "Leo", "last_name": "Tolstoy"}, {"name": "Leo Tolstoy"}),
        ({"last_name": ""}, {"last_name": None, "name": "Fyodor"}),
        ({"first_name": "", "last_name": ""}, {"first_name": None, "name": ""}),
        ({"title": ""}, {"title": None}),
        ({"account_id": ANALYTICAL_ENGINES}, {"organization_name": "Analytical Engines Ltd"}),
        ({"account_id": ANALYTICAL_ENGINES}, {"organization_id": "5e66b6381e05b4008c8331b9"}),
        ({"organization_name": "Unheard Of"}, {"organization_name": "Unheard Of", "organization_id": None}),
        ({"organization_name": "APOLLO.IO "}, {"organization_id": "5e66b6381e05b4008c8331b8"}),
        ({"organization_name": ""}, {"organization_name": None, "organization_id": None}),
        (
            {"organization_name": "Own Words", "account_id": ANALYTICAL_ENGINES},
            {"organization_name": "Own Words", "account_id": ANALYTICAL_ENGINES, "organization_id": None},
        ),
        ({"contact_stage_id": APPROACHING}, {"contact_stage_id": APPROACHING}),
        ({"email": "leo@gmail.com"}, {"email": "leo@gmail.com", "email_status": "verified", "free_domain": True}),
        ({"email": ""}, {"email": None, "email_status": None, "email_true_status": None}),
        ({"email": "no address"}, {"email": "fyodor.dostoevsky@apollo.io"}),
        (
            {"present_raw_address": "Atlanta, United States"},
            {"city": "Atlanta", "state": "Georgia", "country": "United States", "time_zone": "America/New_York"},
        ),
        (
            {"present_raw_address": ""},
            {"present_raw_address": None, "city": None, "state": None, "country": None, "time_zone": None},
        ),
        ({"label_names": []}, {"label_ids": []}),
        ({"label_names": ["", "2024 fiction writers of america attendees"]}, {"label_ids": [LABEL]}),
    ],
    ids=repr,
)
def test_an_update_changes_derived_members_too(apollo: Apollo, body: Any, expected: Any) -> None:
    """Documented where Apollo derives a value; that `""` clears a field is assumed."""
    contact = updated(apollo, body)
    assert {name: contact[name] for name in expected} == expected


def test_a_new_email_is_verified(apollo: Apollo) -> None:
    """Documented: an email that a customer sends counts as verified."""
    contact = updated(apollo, {"email": "soseki@example.com"}, contact_id="66e34b81740c50074e3d1bd9")
    assert contact["email_status"] == "verified"
    assert contact["email_true_status"] == "User Managed"


def test_label_names_replace_the_lists_and_create_unknown_ones(apollo: Apollo) -> None:
    """Documented: a new list can be found by its name later."""
    first = content(apollo.answer(patch({"label_names": ["Trade Show Leads", "Poets", "Poets"]})))
    assert [label["name"] for label in first["labels"]] == ["Trade Show Leads", "Poets"]
    assert first["contact"]["label_ids"] == [label["id"] for label in first["labels"]]
    second = content(apollo.answer(patch({"label_names": ["Poets"]}, contact_id=ADA)))
    assert second["labels"] == first["labels"][1:]
    assert second["labels"][0] | {"id": ""} == {
        "id": "",
        "modality": "contacts",
        "cached_count": 0,
        "name": "Poets",
        "created_at": "2026-01-02T12:00:00.000Z",
        "updated_at": "2026-01-02T12:00:00.000Z",
        "user_id": "60affe7d6e270a00f5db6fe4",
    }


def test_a_list_of_accounts_is_not_taken_for_one_of_contacts(apollo: Apollo) -> None:
    """Documented: names of lists are unique for each modality."""
    contact = updated(apollo, {"label_names": ["CSV Import"]})
    assert contact["label_ids"] != ["6614710916c22b01c7dd5e9b"]


def test_phones_overwrite_their_own_type_and_are_appended_otherwise(apollo: Apollo) -> None:
    """Documented: on update, an existing number of the same type is overwritten."""
    contact = updated(apollo, {"mobile_phone": "+1-415-555-0121", "direct_phone": "555-123-4567"})
    numbers = [(p["position"], p["type"], p["sanitized_number"]) for p in contact["phone_numbers"]]
    assert numbers == [(0, "work_direct", "+15551234567"), (1, "mobile", "+14155550121")]
    assert contact["sanitized_phone"] == "+15551234567"


def test_custom_fields_are_merged(apollo: Apollo) -> None:
    """Assumed: "add information to custom fields" reads like a merge; `""` removes a value."""
    body = {"typed_custom_fields": {DATE_FIELD: "2025-08-07", CUSTOMER_AGE: TWO_YEARS, OTHER_TEXT_FIELD: ""}}
    contact = updated(apollo, body)
    assert contact["typed_custom_fields"] == {
        TEXT_FIELD: "test",
        DATE_FIELD: "2025-08-07",
        CUSTOMER_AGE: TWO_YEARS,
    }


def test_an_unknown_custom_field_is_ignored_and_reported(apollo: Apollo) -> None:
    """Observed: the namespaced id of GET /fields has no effect here."""
    contact = updated(apollo, {"typed_custom_fields": {f"contact.{TEXT_FIELD}": "x", UNKNOWN: "y"}})
    assert contact["typed_custom_fields"] == documented_example()["contact"]["typed_custom_fields"]
    findings = apollo.journal.entries(apollo.keys.open("demo").team)[-1].findings
    assert [finding.code for finding in findings] == ["unknown-custom-field", "unknown-custom-field"]
    assert "send the id without it" in findings[0].message


def test_a_custom_value_of_the_wrong_type_is_reported_and_not_kept(apollo: Apollo) -> None:
    """Assumed: custom_field_errors has a name but no documented content; it is empty after the next update."""
    contact = updated(apollo, {"typed_custom_fields": {CUSTOMER_AGE: "2 years", TEXT_FIELD: "kept"}})
    assert list(contact["custom_field_errors"]) == [CUSTOMER_AGE]
    assert CUSTOMER_AGE not in contact["typed_custom_fields"]
    assert contact["typed_custom_fields"][TEXT_FIELD] == "kept"
    assert updated(apollo, {})["custom_field_errors"] == {}


def test_a_custom_value_of_the_wrong_type_can_be_refused() -> None:
    """Assumed: with the policy bad_custom_field=refuse."""
    apollo = new_apollo(bad_custom_field="refuse")
    before = apollo.keys.open("demo").snapshot()
    reply = apollo.answer(patch({"title": "x", "typed_custom_fields": {DATE_FIELD: "tomorrow"}}))
    assert error(reply).startswith(f"Something's wrong with your API request. typed_custom_fields.{DATE_FIELD} cannot")
    assert apollo.keys.open("demo").snapshot() == before
    good = {"typed_custom_fields": {DATE_FIELD: "2025-08-07"}}
    assert updated(apollo, good)["typed_custom_fields"][DATE_FIELD] == "2025-08-07"


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("frist_name", "Leo", "unknown-field"),
        ("owner_id", "x", "foreign-field"),
        ("contact", {"title": "Novelist"}, "unknown-field"),
    ],
    ids=str,
)
def test_unknown_fields_are_ignored_and_reported(apollo: Apollo, member: str, value: Any, code: str) -> None:
    """Observed: Apollo ignores unknown fields."""
    contact = updated(apollo, {member: value})
    assert contact | {"updated_at": ""} == documented_example()["contact"] | {"updated_at": ""}
    (finding,) = apollo.journal.entries(apollo.keys.open("demo").team)[-1].findings
    assert (finding.code, finding.path) == (code, f"$.{member}")


def test_put_takes_every_field_from_the_query(apollo: Apollo) -> None:
    """Observed: old clients send PUT with an empty body and all fields in the query."""
    query = (
        "first_name=Leo&title=Count&label_names[]=Poets&label_names%5B%5D=Counts"
        f"&mobile_phone=555-123-4567&typed_custom_fields[{TEXT_FIELD}]=war&contact_stage_id={APPROACHING}"
    )
    headers = with_key("demo", (b"content-type", b"application/json"))
    reply = apollo.answer(Call("PUT", f"/v1/contacts/{FYODOR}", query, headers))
    contact = content(reply)["contact"]
    assert (contact["name"], contact["title"]) == ("Leo Dostoevsky", "Count")
    assert contact["contact_stage_id"] == APPROACHING
    assert contact["typed_custom_fields"][TEXT_FIELD] == "war"
    assert contact["phone_numbers"][1]["sanitized_number"] == "+15551234567"
    assert [label["name"] for label in content(reply)["labels"]] == ["Poets", "Counts"]


def test_put_with_a_body_does_what_patch_does(apollo: Apollo) -> None:
    """Observed: the older documentation says PUT."""
    assert content(apollo.answer(patch({"title": "Count"}, method="PUT")))["contact"]["title"] == "Count"


def test_an_update_is_stored(apollo: Apollo) -> None:
    """Documented: an update updates."""
    updated(apollo, {"title": "Novelist"})
    assert updated(apollo, {})["title"] == "Novelist"


def test_a_website_is_accepted_and_never_shown(apollo: Apollo) -> None:
    """Documented: no member of the reply holds it."""
    assert "https://example.com" not in str(updated(apollo, {"website_url": "https://example.com"}))
    (finding,) = apollo.journal.entries(apollo.keys.open("demo").team)[0].findings
    assert (finding.code, finding.severity) == ("unseen-field", "note")
