"""Tests of the routes under /__admin that change a world."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.faults import FaultRule
from mock_apollo.protocol.messages import Call
from mock_apollo.server.app import app_of
from mock_apollo.server.banner import Greeting
from tests.calls import ADA, DELETED, FYODOR, content, error, new_apollo, patch, updated, with_key
from tests.server.control.asgi_client import JSON_HEADER, KEY, steer, view


def title(apollo: Apollo) -> str:
    """Return the title of the documented contact."""
    return str(content(apollo.answer(view()))["contact"]["title"])


def test_a_world_is_reset_to_its_seed(apollo: Apollo) -> None:
    """Assumed: records, ids, limits, clock, faults, snapshots and journal; other worlds stay."""
    other = apollo.answer(patch({"title": "Other"}))
    apollo.answer(patch({"title": "Changed", "label_names": ["New"]}, key=KEY))
    steer(apollo, "POST", "clock", json={"advance": 3600})
    steer(apollo, "POST", "faults", json={"fault": "500"})
    steer(apollo, "PUT", "snapshots/mine")
    for _ in range(2):
        summary = steer(apollo, "POST", "reset").json()
        assert summary == {
            "team": apollo.open(KEY).team,
            "contacts": 7,
            "now": "2026-01-02T12:00:00.000Z",
            "calls": 0,
            "faults": 0,
            "snapshots": [],
            "rate_limit": "minute=600,hour=600,day=6000",
        }
    reply = apollo.answer(patch(key=KEY))
    assert dict(reply.headers)[b"x-hourly-usage"] == b"1"
    assert content(reply)["contact"]["title"] == "Chief Writer"
    assert updated(apollo, {})["title"] == content(other)["contact"]["title"] == "Other"


def test_worlds_are_listed_created_and_removed(apollo: Apollo) -> None:
    """Assumed: by the public names of their teams, never by keys."""
    assert steer(apollo, "POST", "worlds").json()["contacts"] == 7
    listed = steer(apollo, "GET", "worlds")
    assert [world["team"] for world in listed.json()] == [apollo.open(KEY).team]
    assert KEY not in listed.text
    apollo.answer(patch({"title": "Changed"}, key=KEY))
    assert steer(apollo, "DELETE", "worlds").status_code == 200
    assert steer(apollo, "GET", "worlds").json() == []
    assert title(apollo) == "Chief Writer"


def test_a_cleared_world_keeps_stages_fields_and_users(apollo: Apollo) -> None:
    """Assumed: contacts, accounts and lists are deleted; new records can be added."""
    assert steer(apollo, "POST", "clear").json()["contacts"] == 0
    world = apollo.open(KEY)
    assert (world.stages, world.labels, world.accounts) != ({}, {}, {})
    assert (len(world.stages), dict(world.labels), dict(world.accounts)) == (25, {}, {})
    assert steer(apollo, "POST", "records", json={"contacts": [{"first_name": "Leo"}]}).json()["contacts"] == 1


def test_a_world_is_exported_and_loaded(apollo: Apollo) -> None:
    """Assumed: an export of the loaded world is the same byte for byte; it can be loaded into another world too."""
    apollo.answer(patch({"title": "Kept", "label_names": ["New"], "mobile_phone": "1"}, key=KEY))
    written = steer(apollo, "GET", "state")
    steer(apollo, "POST", "clear")
    for key in (KEY, "another"):
        headers = {"x-api-key": key, **JSON_HEADER}
        assert steer(apollo, "PUT", "state", content=written.content, headers=headers).status_code == 200
        assert steer(apollo, "GET", "state", headers=headers).content == written.content
    assert title(apollo) == "Kept"
    refused = steer(apollo, "PUT", "state", json={"records": {"contact": []}, "ids": 1, "clock": {}})
    assert (refused.status_code, refused.json()) == (
        422,
        {"error": ["the state: contact: Extra inputs are not permitted"]},
    )


def test_the_name_of_a_snapshot_may_have_a_slash(apollo: Apollo) -> None:
    """Assumed: as clients quote it."""
    assert steer(apollo, "PUT", "snapshots/before%2Fnoon").json()["snapshots"] == ["before/noon"]
    assert steer(apollo, "POST", "snapshots/before%2Fnoon/restore").status_code == 200


def test_a_snapshot_is_restored_by_its_name(apollo: Apollo) -> None:
    """Assumed: any number of times; an unknown name is a 404 that lists the known ones."""
    steer(apollo, "PUT", "snapshots/before")
    for text in ("A", "B"):
        apollo.answer(patch({"title": text}, key=KEY))
        assert steer(apollo, "POST", "snapshots/before/restore").json()["snapshots"] == ["before"]
        assert title(apollo) == "Chief Writer"
    missing = steer(apollo, "POST", "snapshots/after/restore")
    assert (missing.status_code, missing.json()["error"]) == (404, "There is no snapshot after; there are: before.")


def test_records_are_added_changed_and_removed(apollo: Apollo) -> None:
    """Assumed: in the form of a seed; a contact is deleted, hidden or restored by the list in which it is put."""
    put = steer(apollo, "POST", "records", json={"contacts": [{"id": FYODOR, "title": "Put"}, {"first_name": "New"}]})
    assert put.json()["contacts"] == 8
    contact = content(apollo.answer(view()))["contact"]
    assert (contact["title"], contact["name"]) == ("Put", "Fyodor Dostoevsky")
    moved = {"deleted_contacts": [{"id": FYODOR}], "hidden_contacts": [{"id": ADA}], "contacts": [{"id": DELETED}]}
    steer(apollo, "POST", "records", json=moved)
    assert error(apollo.answer(view())) == "This contact has been deleted."
    assert error(apollo.answer(view(ADA))) == "You are not authorized to view this page."
    assert content(apollo.answer(view(DELETED)))["contact"]["name"] == "Nikolai Gogol"
    assert steer(apollo, "DELETE", f"records/deleted_contacts/{FYODOR}").status_code == 200
    assert error(apollo.answer(view())) == "Oops! This contact does not exist in Apollo."
    gone = steer(apollo, "DELETE", f"records/contacts/{FYODOR}")
    assert (gone.status_code, gone.json()["error"]) == (404, f"There is no {FYODOR} among the contacts.")
    wrong = steer(apollo, "POST", "records", json={"contacts": [{"account_id": "f" * 24}]})
    assert (wrong.status_code, "is not the id of a matching record in this seed" in wrong.text) == (422, True)
    assert steer(apollo, "PUT", "records", json={"contacts": [{}]}).json()["contacts"] == 1
    assert steer(apollo, "PUT", "records", json={"contact": [{}]}).status_code == 422


def test_limits_and_timestamps_follow_the_clock(apollo: Apollo) -> None:
    """Assumed: 600 calls are spent, and an hour later there are 600 more."""
    for _ in range(600):
        apollo.answer(patch(key=KEY))
    spent = apollo.answer(patch(key=KEY))
    assert (spent.status, dict(spent.headers)[b"retry-after"]) == (429, b"3600")
    assert steer(apollo, "POST", "clock", json={"advance": 3599.5}).json()["now"] == "2026-01-02T12:59:59.500Z"
    assert dict(apollo.answer(patch(key=KEY)).headers)[b"retry-after"] == b"1"
    steer(apollo, "POST", "clock", json={"advance": 0.5})
    assert content(apollo.answer(patch(key=KEY)))["contact"]["updated_at"] == "2026-01-02T13:00:00.000Z"
    assert steer(apollo, "POST", "clock", json={"set": "2030-01-01T00:00:00Z"}).json() == {
        "now": "2030-01-01T00:00:00.000Z",
        "frozen": True,
    }
    assert steer(apollo, "POST", "clock", json={"run": True}).json()["frozen"] is False
    assert steer(apollo, "GET", "clock").json()["now"] >= "2030-01-01T00:00:00.000Z"
    assert steer(apollo, "POST", "clock", json={"freeze": True}).json()["frozen"] is True


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "give at least one of freeze, set, advance, run"),
        ({"run": True, "freeze": True}, "run cannot be combined with freeze or set"),
        ({"set": "2030-01-01"}, "set: "),
        ({"advance": 1e12}, "advance: "),
        ({"advence": 1}, "advence: Extra inputs"),
    ],
    ids=str,
)
def test_a_contradictory_move_of_the_clock_is_refused(apollo: Apollo, body: Any, words: str) -> None:
    """Assumed: 422 with the reason."""
    reply = steer(apollo, "POST", "clock", json=body)
    assert (reply.status_code, words in reply.json()["error"]) == (422, True), reply.text


def test_faults_are_added_listed_counted_and_removed(apollo: Apollo) -> None:
    """Assumed: each has an id; an invalid rule is a 422 with the reason."""
    rule = {"fault": "502", "operation": "update-a-contact", "times": 1}
    assert steer(apollo, "POST", "faults", json=rule).json()["id"] == "1"
    steer(apollo, "POST", "faults", json={"fault": "500", "operation": "view-a-contact"})
    assert apollo.answer(patch(key=KEY)).status == 502
    assert [(known["fault"], known["struck"]) for known in steer(apollo, "GET", "faults").json()] == [
        ("502", 1),
        ("500", 0),
    ]
    assert steer(apollo, "DELETE", "faults/2").json() == {"removed": 1}
    assert steer(apollo, "DELETE", "faults/2").status_code == 404
    assert steer(apollo, "DELETE", "faults").json() == {"removed": 1}
    for wrong, words in (({"fault": "500", "operation": "x"}, "x is no operation"), ({"fault": "x"}, "fault: ")):
        refused = steer(apollo, "POST", "faults", json=wrong)
        assert (refused.status_code, words in refused.json()["error"]) == (422, True)


@pytest.mark.parametrize(
    "move",
    [{"set": "9999-12-31T23:59:59Z"}, {"set": "0001-01-01T00:00:00Z"}, {"set": "9890-01-01T00:00:00Z", "advance": 1e8}],
    ids=str,
)
def test_a_time_out_of_range_is_refused_and_changes_nothing(apollo: Apollo, move: Any) -> None:
    """Assumed: the world and the list of worlds still answer."""
    refused = steer(apollo, "POST", "clock", json=move)
    assert (refused.status_code, "the time must be in the years" in refused.json()["error"]) == (422, True)
    written = steer(apollo, "GET", "state").json()
    written["clock"] = {"ahead": 10**30, "frozen_at": None}
    assert steer(apollo, "PUT", "state", json=written).status_code == 422
    assert steer(apollo, "GET", "clock").json()["now"] == "2026-01-02T12:00:00.000Z"
    assert steer(apollo, "GET", "worlds").status_code == 200


def test_a_removed_list_may_stay_in_label_ids(apollo: Apollo) -> None:
    """Assumed: the contact shows no list, and other records can still be added."""
    apollo.answer(patch({"label_names": ["Gone"]}, key=KEY))
    (label_id,) = apollo.open(KEY).contacts_by_id[FYODOR]["label_ids"]
    assert steer(apollo, "DELETE", f"records/labels/{label_id}").status_code == 200
    assert content(apollo.answer(view()))["labels"] == []
    assert steer(apollo, "POST", "records", json={"contacts": [{"first_name": "New"}]}).json()["contacts"] == 8
    assert steer(apollo, "POST", "records", json={"contacts": [{"account_id": "f" * 24}]}).status_code == 422


def test_records_added_by_control_calls_are_limited_too() -> None:
    """Assumed: 503 with a sentence, and nothing is changed."""
    apollo = new_apollo(max_records=100)
    written = steer(apollo, "GET", "state").json()
    for method in ("POST", "PUT"):
        refused = steer(apollo, method, "records", json={"contacts": [{}] * 101})
        assert (refused.status_code, "raise --max-records" in refused.json()["error"]) == (503, True)
    assert steer(apollo, "GET", "state").json() == written


def test_snapshots_and_fault_rules_are_limited(apollo: Apollo) -> None:
    """Assumed: a sentence says what to do; a snapshot of the same name is replaced."""
    world = apollo.open(KEY)
    world.saved |= {str(number): world.save() for number in range(100)}
    assert steer(apollo, "PUT", "snapshots/99").status_code == 200
    refused = steer(apollo, "PUT", "snapshots/100")
    assert (refused.status_code, "A world has at most 100 snapshots; keep" in refused.json()["error"]) == (422, True)
    for _ in range(1000):
        apollo.add_fault(world, FaultRule(fault="500"))
    refused = steer(apollo, "POST", "faults", json={"fault": "500"})
    assert (refused.status_code, "at most 1000 fault rules; remove" in refused.json()["error"]) == (422, True)


def test_a_new_id_is_never_one_in_use(apollo: Apollo) -> None:
    """Assumed: also in a world that was loaded with a lower count of ids."""
    create = Call("POST", "/api/v1/contacts", "", with_key(KEY))
    first = content(apollo.answer(create))["contact"]["id"]
    written = steer(apollo, "GET", "state").json() | {"ids": 0}
    assert steer(apollo, "PUT", "state", json=written).status_code == 200
    assert content(apollo.answer(create))["contact"]["id"] != first
    assert first in apollo.open(KEY).contacts_by_id


def test_removing_a_removed_world_leaves_its_successor(apollo: Apollo) -> None:
    """Assumed: a world that was created since then stays."""
    world = apollo.open(KEY)
    apollo.remove(world)
    newer = apollo.open(KEY)
    apollo.remove(world)
    assert apollo.open(KEY) is newer


def numbers(schema: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Yield each schema of a number in a schema, with its place."""
    if isinstance(schema, list):
        for number, each in enumerate(schema):
            yield from numbers(each, f"{place}[{number}]")
    if not isinstance(schema, dict):
        return
    if schema.get("type") in ("integer", "number"):
        yield place, schema
    for name, each in schema.items():
        yield from numbers(each, f"{place}.{name}")


def test_every_number_that_a_control_call_takes_has_bounds(apollo: Apollo) -> None:
    """Assumed: in its description, and so in the sentence that refuses it."""
    document = app_of(apollo, Greeting("", "")).openapi()
    called = {path: calls for path, calls in document["paths"].items() if path.startswith("/__admin")}
    taken = [
        (f"{method} {path}", [call.get("parameters", []), call.get("requestBody", {})])
        for path, calls in called.items()
        for method, call in calls.items()
    ]
    names = {ref.rpartition("/")[2] for ref in re.findall(r'"\$ref": ?"([^"]+)"', json.dumps(taken))}
    for _ in range(3):
        nested = json.dumps([document["components"]["schemas"][name] for name in names])
        names |= {ref.rpartition("/")[2] for ref in re.findall(r'"\$ref": ?"([^"]+)"', nested)}
    taken += [(name, document["components"]["schemas"][name]) for name in sorted(names)]
    found = [number for place, schema in taken for number in numbers(schema, place)]
    bounds = ({"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"})
    unbounded = [place for place, schema in found if any(each.isdisjoint(schema) for each in bounds)]
    assert len(found) > 10
    assert unbounded == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "limits", {"rate_limit": "hour=99999999999999999999"}),
        ("PUT", "state", {"records": {}, "ids": 10**30, "clock": {}}),
        ("PUT", "state", {"records": {}, "ids": 0, "clock": {"ahead": 10**30, "frozen_at": 0}}),
        ("POST", "clock", {"advance": 10**30}),
        ("POST", "faults", {"fault": "429", "retry_after": 10**30}),
        ("POST", "records", {"contact_stages": [{"display_order": 10**30}]}),
        ("POST", "journal/expect", {"call": {"status": 10**30}}),
        ("GET", f"journal?after={10**30}", None),
    ],
    ids=str,
)
def test_a_number_that_is_too_large_is_refused_in_a_sentence(apollo: Apollo, method: str, path: str, body: Any) -> None:
    """Assumed: and changes nothing, so that the next call is answered as ever."""
    refused = steer(apollo, method, path, content=None if body is None else json.dumps(body), headers=JSON_HEADER)
    assert refused.status_code == 422
    assert "10000000000000" not in str(refused.json()["error"])
    usage = Call("POST", "/api/v1/usage_stats/api_usage_stats", "", with_key(KEY), b"")
    assert apollo.answer(usage).status == 200
    assert steer(apollo, "GET", "state").status_code == 200


def test_new_limits_are_shown(apollo: Apollo) -> None:
    """Assumed: as they are given; a window without a limit is left out."""
    assert steer(apollo, "PUT", "limits", json={"rate_limit": "hour=5"}).json()["rate_limit"] == "hour=5"
    assert (
        steer(apollo, "PUT", "limits", json={"rate_limit": "free"}).json()["rate_limit"] == "minute=50,hour=200,day=600"
    )
    assert steer(apollo, "PUT", "limits", json={"rate_limit": "off"}).json()["rate_limit"] == "off"
