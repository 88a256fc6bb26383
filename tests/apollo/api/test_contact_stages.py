"""Contact stages, and contacts that move to another."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import ADA, APPROACHING, DELETED, FYODOR, JSON_TYPE, NEW, UNKNOWN, content, error, patch, with_key


def move(apollo: Apollo, query: str = "", body: Any = None) -> Reply:
    """Call POST /contacts/update_stages."""
    sent = b"" if body is None else orjson.dumps(body)
    return apollo.answer(Call("POST", "/api/v1/contacts/update_stages", query, with_key("demo", JSON_TYPE), sent))


def test_all_stages_are_listed(apollo: Apollo) -> None:
    """Documented: their members, in their order."""
    reply = apollo.answer(Call("GET", "/api/v1/contact_stages", "", with_key("demo")))
    stages = content(reply)["contact_stages"]
    assert [stage["name"] for stage in stages[:2]] == ["New", "Approaching"]
    assert stages[0] == {
        "id": NEW,
        "team_id": "6095a710bd01d100a506d4ac",
        "display_name": "New",
        "name": "New",
        "display_order": 0,
        "ignore_trigger_override": None,
        "category": "in_progress",
        "is_meeting_set": None,
    } | {name: stages[0][name] for name in ("ignore_trigger_override", "is_meeting_set")}


QUERY = f"contact_ids[]={FYODOR}&contact_ids[]={ADA}&contact_ids[]={FYODOR}&contact_stage_id={APPROACHING}"
BODY = {"contact_ids": [FYODOR, ADA], "contact_stage_id": APPROACHING}
BY_NAME = {"contact_ids": [FYODOR, ADA], "contact_stage_name": "Approaching"}


@pytest.mark.parametrize(("query", "body"), [(QUERY, None), (QUERY, {}), ("", BODY), ("", BY_NAME)])
def test_contacts_move_together(apollo: Apollo, query: str, body: Any) -> None:
    """Documented for the query; the body is that of older pages; one client sends the name of the stage (observed)."""
    apollo.keys.open("demo").clock.advance(1_000)
    contacts = content(move(apollo, query, body))["contacts"]
    assert [contact["id"] for contact in contacts] == [FYODOR, ADA]
    assert {contact["contact_stage_id"] for contact in contacts} == {APPROACHING}
    assert {contact["updated_at"] for contact in contacts} == {"2026-01-02T12:00:01.000Z"}
    assert all("city" not in contact and contact["custom_field_errors"] is None for contact in contacts)
    assert content(apollo.answer(patch()))["contact"]["contact_stage_id"] == APPROACHING


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Required parameter 'contact_ids' missing"),
        ({"contact_ids": []}, "Required parameter 'contact_ids' missing"),
        ({"contact_ids": [FYODOR]}, "Required parameter 'contact_stage_id' missing"),
        ({"contact_ids": [FYODOR], "contact_stage_id": "x"}, "x is not a valid ID"),
        ({"contact_ids": [FYODOR], "contact_stage_id": UNKNOWN}, f"{UNKNOWN} is not a valid ID"),
        ({"contact_ids": [FYODOR], "contact_stage_name": "Nowhere"}, "Nowhere is not a valid ID"),
        ({"contact_ids": [FYODOR, "x"], "contact_stage_id": APPROACHING}, "x is not a valid ID"),
        ({"contact_ids": [FYODOR, UNKNOWN], "contact_stage_id": APPROACHING}, "This contact does not exist"),
        ({"contact_ids": [FYODOR, DELETED], "contact_stage_id": APPROACHING}, "as it is deleted"),
    ],
    ids=str,
)
def test_one_refused_contact_stops_all(apollo: Apollo, body: Any, words: str) -> None:
    """Documented for missing parameters; the rest is as for an update (assumed); no contact has moved."""
    before = apollo.keys.open("demo").snapshot()
    assert words in error(move(apollo, "", body))
    assert apollo.keys.open("demo").snapshot() == before
