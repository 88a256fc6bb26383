"""Fields are listed, and custom fields created and updated."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.records import NEW_CUSTOM_FIELD
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import ADA, FYODOR, JSON_TYPE, UNKNOWN, content, error, patch, updated, with_key

TEXT = "5b75f1c11dc2727d43ae3bb9"
AGE = "617ff4041e711500a401c25e"
NEWCOMER, ONE_YEAR, TWO_YEARS = (f"617ff4041e711500a401c2{end}" for end in ("5f", "60", "61"))


def ask(apollo: Apollo, method: str, body: Any = None, query: str = "") -> Reply:
    """Call an operation on fields."""
    sent = b"" if body is None else orjson.dumps(body)
    return apollo.answer(Call(method, "/api/v1/fields", query, with_key("demo", JSON_TYPE), sent))


def fields(apollo: Apollo, query: str = "") -> dict[str, dict[str, Any]]:
    """The fields by their ids."""
    return {field["id"]: field for field in content(ask(apollo, "GET", None, query))["fields"]}


def change(apollo: Apollo, field_id: str, **given: Any) -> Reply:
    """Update one field of contacts."""
    return ask(apollo, "PATCH", {"fields": [{"id": f"contact.{field_id}", **given}]})


def test_fields_are_listed_with_their_modality_as_prefix_of_the_id(apollo: Apollo) -> None:
    """Documented: system fields and custom fields, or those of one source."""
    known = fields(apollo)
    assert known["contact.id"]["source"] == "system"
    assert known[f"contact.{TEXT}"] == fields(apollo, "source=custom")[f"contact.{TEXT}"]
    assert (known[f"contact.{TEXT}"]["label"], known[f"contact.{TEXT}"]["type"]) == ("Notes", "string")
    assert "contact.id" not in fields(apollo, "source=custom")
    assert fields(apollo, "source=crm_synced") == {}
    assert ask(apollo, "GET", None, "source=else").status == 422


def test_a_new_field_can_be_written(apollo: Apollo) -> None:
    """Documented: the reply; the field is listed everywhere, and its id without prefix accepts values."""
    wish = {"label": "Favourite novel", "modality": "contact", "type": "string", "meta": {"max_length": 5}}
    (made,) = content(ask(apollo, "POST", wish))["typed_custom_fields"]
    assert (made["name"], made["modality"], made["text_field_max_length"]) == ("Favourite novel", "contact", 5)
    assert fields(apollo)[f"contact.{made['id']}"]["meta"]["max_length"] == 5
    listed = content(apollo.answer(Call("GET", "/v1/typed_custom_fields", "", with_key("demo"))))["typed_custom_fields"]
    assert listed[-1]["id"] == made["id"]
    assert updated(apollo, {"typed_custom_fields": {made["id"]: "Idiot"}})["typed_custom_fields"][made["id"]] == "Idiot"
    assert made["id"] in updated(apollo, {"typed_custom_fields": {made["id"]: "The Idiot"}})["custom_field_errors"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"modality": "contact", "type": "string"}, '"label" is a required property'),
        ({"label": " ", "modality": "contact", "type": "string"}, "A label is not empty."),
        ({"label": "X", "modality": "people", "type": "string"}, "modality is not allowed"),
        ({"label": "X", "modality": "contact", "type": "picklist"}, "type is not allowed"),
    ],
    ids=str,
)
def test_an_invalid_new_field_is_refused(apollo: Apollo, body: Any, words: str) -> None:
    """Assumed: the document lists the types, and has no refusal here."""
    assert words in error(ask(apollo, "POST", body))


def test_a_reserved_name_is_refused(apollo: Apollo) -> None:
    """Documented: for a change; for a new field it is assumed."""
    words = "Field name with prefix 'powerup_' is not allowed. Please use another name."
    assert error(change(apollo, TEXT, label="powerup_x")) == words
    assert error(ask(apollo, "POST", {"label": "powerup_x", "modality": "contact", "type": "string"})) == words


def test_a_field_is_renamed_and_made_longer(apollo: Apollo) -> None:
    """Documented: the reply has both forms of the field."""
    document = content(change(apollo, TEXT, label="Renewal owner", meta={"max_length": 240}))
    assert document["typed_custom_fields"] == [
        {"id": TEXT, "name": "Renewal owner", "modality": "contact", "text_field_max_length": 240}
    ]
    assert document["fields"] == [fields(apollo)[f"contact.{TEXT}"]]
    assert content(change(apollo, TEXT))["fields"][0]["label"] == "Renewal owner"


def test_an_option_keeps_its_values_by_its_id(apollo: Apollo) -> None:
    """Documented by an example for a renamed option; that values are reassigned or removed is assumed."""
    for contact_id, option in ((FYODOR, NEWCOMER), (ADA, ONE_YEAR)):
        updated(apollo, {"typed_custom_fields": {AGE: option}}, contact_id)
    made = content(apollo.answer(Call("POST", "/v1/contacts", "", with_key("demo"))))["contact"]["id"]
    updated(apollo, {"typed_custom_fields": {AGE: TWO_YEARS}}, made)
    options = [{"id": NEWCOMER, "name": "Newcomer"}, {"name": "Old", "reassign_from": [ONE_YEAR]}]
    meta = content(change(apollo, AGE, meta={"picklist_values": options}))["fields"][0]["meta"]
    newcomer, old = meta["picklist_values"]
    assert (newcomer["id"], newcomer["name"], old["name"]) == (NEWCOMER, "Newcomer", "Old")
    assert updated(apollo, {})["typed_custom_fields"][AGE] == NEWCOMER
    assert updated(apollo, {}, ADA)["typed_custom_fields"][AGE] == old["id"]
    assert AGE not in updated(apollo, {}, made)["typed_custom_fields"]


def test_a_field_may_be_changed_twice_at_once(apollo: Apollo) -> None:
    """Assumed: one change after the other."""
    twice = [{"id": f"contact.{TEXT}", "label": "A"}, {"id": f"contact.{TEXT}", "meta": {"max_length": 5.0}}]
    document = content(ask(apollo, "PATCH", {"fields": twice}))
    assert [field["label"] for field in document["fields"]] == ["A"]
    assert document["typed_custom_fields"][0]["text_field_max_length"] == 5
    assert fields(apollo)[f"contact.{TEXT}"]["label"] == "A"


def test_the_options_of_a_multipicklist_are_reassigned_one_by_one(apollo: Apollo) -> None:
    """Assumed: the values of a multipicklist are separated by commas."""
    world = apollo.keys.open("demo")
    world.put_custom_field({**world.custom_fields[AGE], "type": "multipicklist"})
    updated(apollo, {"typed_custom_fields": {AGE: f"{NEWCOMER},{ONE_YEAR},{TWO_YEARS}"}})
    change(apollo, AGE, meta={"picklist_values": [{"id": NEWCOMER}, {"id": TWO_YEARS, "reassign_from": [ONE_YEAR]}]})
    assert updated(apollo, {})["typed_custom_fields"][AGE] == f"{NEWCOMER},{TWO_YEARS}"


def test_removed_options_disappear_from_accounts_too(apollo: Apollo) -> None:
    """Assumed: as from contacts; an option that is sent without a name keeps its name."""
    account = "66e9abf95ac32901b20d1a0d"
    for body in ({"typed_custom_fields": {AGE: ONE_YEAR}}, {}):
        sent = orjson.dumps(body)
        call = Call("PATCH", f"/api/v1/accounts/{account}", "", with_key("demo", JSON_TYPE), sent)
        values = content(apollo.answer(call))["account"]["typed_custom_fields"]
        assert values.get(AGE) == (ONE_YEAR if body else None)
        document = content(change(apollo, AGE, meta={"picklist_values": [{"id": NEWCOMER}]}))
        assert document["fields"][0]["meta"]["picklist_values"] == [{"id": NEWCOMER, "name": "New Customer"}]


@pytest.mark.parametrize(
    ("field_id", "given", "words"),
    [
        (UNKNOWN, {}, "Some fields could not be found"),
        ("id", {}, "Some fields could not be found"),
        (TEXT, {"type": "number"}, "Cannot change field type after creation"),
        (
            AGE,
            {"meta": {"picklist_values": [{"id": NEWCOMER}] * 2}},
            f"Parameters misconfigured. {NEWCOMER} is not a valid ID",
        ),
        (AGE, {"meta": {"picklist_values": []}}, "Picklist fields must have at least one option"),
        (
            AGE,
            {"meta": {"picklist_values": [{"id": UNKNOWN}]}},
            f"Parameters misconfigured. {UNKNOWN} is not a valid ID",
        ),
    ],
)
def test_an_invalid_change_of_a_field_is_refused(apollo: Apollo, field_id: str, given: Any, words: str) -> None:
    """Documented: in these words, except the unknown option; no field is changed."""
    before = apollo.keys.open("demo").snapshot()
    body = {"fields": [{"id": f"contact.{TEXT}", "label": "X"}, {"id": f"contact.{field_id}", **given}]}
    assert error(ask(apollo, "PATCH", body)) == words
    assert error(ask(apollo, "PATCH", {"fields": [{"id": f"account.{TEXT}"}]})) == "Some fields could not be found"
    assert apollo.keys.open("demo").snapshot() == before


def test_a_child_field_cannot_be_updated(apollo: Apollo) -> None:
    """Documented: in these words; it is listed with its parent."""
    world = apollo.keys.open("demo")
    world.put_custom_field({**NEW_CUSTOM_FIELD, "id": UNKNOWN, "name": "Part", "parent": f"contact.{TEXT}"})
    assert fields(apollo)[f"contact.{UNKNOWN}"]["parent"] == f"contact.{TEXT}"
    assert error(change(apollo, UNKNOWN, label="X")) == "Child fields cannot be updated directly"


def test_a_crm_mapping_cannot_be_set(apollo: Apollo) -> None:
    """Documented: 403, in these words."""
    options = [{"id": NEWCOMER, "mapped_crm_id": "1"}]
    reply = change(apollo, AGE, meta={"picklist_values": options})
    assert (reply.status, content(reply)) == (403, {"error": "CRM Mapping cannot be configured using API Call"})


def test_a_value_under_an_id_with_the_prefix_is_reported(apollo: Apollo) -> None:
    """Observed: clients forget to strip it, and the value is ignored."""
    apollo.answer(patch({"typed_custom_fields": {f"contact.{TEXT}": "x"}}))
    (finding,) = apollo.journal.entries(apollo.keys.open("demo").team)[0].findings
    assert finding.message.endswith("GET /fields puts the prefix 'contact.' before the id; send the id without it.")
