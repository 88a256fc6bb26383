"""Worlds, and how much fits into one."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.clock import Clock
from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.apollo.ids import NewIds
from mock_apollo.apollo.policy import Policy
from mock_apollo.apollo.rate_limits import Limits, RateLimit
from mock_apollo.apollo.world.indexes import Contents
from mock_apollo.apollo.world.state import exported
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.server.build import load_records
from mock_apollo.server.settings import Settings
from tests.calls import ADA, FYODOR, JSON_TYPE, LABEL, content, new_apollo, with_key


def test_a_world_without_users_makes_lists_of_nobodys() -> None:
    """Assumed: a seed need not have users."""
    records = load_records(Settings())._replace(users={})
    world = World("team", Contents.of(records), Clock(), Limits(RateLimit()), NewIds("world"), Policy())
    (label_id,) = world.lists.ids(["Poets"])
    world.admit()
    assert world.labels[label_id]["user_id"] is None


def test_a_snapshot_does_not_change_with_its_world() -> None:
    """Assumed: our own feature."""
    records = load_records(Settings())
    world = World("team", Contents.of(records), Clock(), Limits(RateLimit()), NewIds("world"), Policy())
    before = world.snapshot()
    world.put_contact({**world.contact(FYODOR), "title": "Novelist"})
    world.lists.ids(["Poets"])
    world.admit()
    assert before == records
    assert world.snapshot() != before


DEMO = new_apollo().open("demo").records.count_all()
TWO = {"contacts": [{"first_name": "Ada", "email": "ada@a.co"}, {"first_name": "Bob", "email": "bob@a.co"}]}
GROWING = {
    "a contact": ("contacts", {"first_name": "Ada"}, 1),
    "a contact on a new list": ("contacts", {"first_name": "Ada", "label_names": ["New"]}, 2),
    "an update with new lists": (f"contacts/{FYODOR}", {"label_names": ["New", "Newer", " "]}, 2),
    "a duplicate on a new list": ("contacts", {"email": "gogol@a.co", "label_names": ["New"], "run_dedupe": True}, 1),
    "two contacts": ("contacts/bulk_create", TWO, 2),
    "two contacts on a new list": ("contacts/bulk_create", {**TWO, "append_label_names": ["New"]}, 3),
    "a duplicate and a contact": (
        "contacts/bulk_create",
        {"contacts": [{"email": "gogol@a.co"}, {"email": "b@a.co"}], "run_dedupe": True},
        1,
    ),
    "an account": ("accounts", {"name": "Acme"}, 1),
    "a list": ("labels", {"name": "New", "modality": "contacts"}, 1),
    "a record on a new list": (
        "labels/add_entity_ids_to_label_names",
        {"entity_ids": [FYODOR], "label_names": ["New", " "], "modality": "contacts"},
        1,
    ),
    "a custom field": ("fields", {"label": "New", "modality": "contact", "type": "string"}, 1),
}


def post(apollo: Apollo, path: str, body: Any) -> Reply:
    """The reply to a call that adds records."""
    method = "PATCH" if path.endswith(FYODOR) else "POST"
    return apollo.answer(Call(method, f"/api/v1/{path}", "", with_key("demo", JSON_TYPE), orjson.dumps(body)))


def with_room(room: int) -> Apollo:
    """The demo world with room for some more records; one of its contacts has an email."""
    apollo = new_apollo(max_records=DEMO + room)
    Control(apollo, "demo").put({"contacts": [{"id": ADA, "email": "gogol@a.co"}]})
    return apollo


@pytest.mark.parametrize(("path", "body", "count"), GROWING.values(), ids=GROWING)
def test_all_that_a_call_adds_is_counted_before_anything_changes(path: str, body: Any, count: int) -> None:
    """Assumed: 503 and no change where one place is missing."""
    apollo = with_room(count)
    assert post(apollo, path, body).status == 200
    assert apollo.open("demo").records.count_all() == DEMO + count
    apollo = with_room(count - 1)
    before = exported(apollo.open("demo"))
    refused = post(apollo, path, body)
    assert (refused.status, dict(refused.headers)[b"x-mock-apollo"]) == (503, b"full")
    assert exported(apollo.open("demo")) == before


@pytest.mark.parametrize("second", [{"contact_stage_id": "5234234"}, {"account_id": "5234234"}], ids=str)
def test_a_refused_contact_leaves_no_list_behind(apollo: Apollo, second: Any) -> None:
    """Assumed: also where other contacts of the call, or other fields of the contact, were in order."""
    before = exported(apollo.open("demo"))
    several = {"contacts": [{"first_name": "Ada"}, second], "append_label_names": ["New"]}
    assert post(apollo, "contacts/bulk_create", several).status == 422
    assert post(apollo, "contacts", {"label_names": ["New"], **second}).status == 422
    assert exported(apollo.open("demo")) == before
    assert content(post(apollo, "contacts", {"label_names": ["Other"]}))["labels"][0]["name"] == "Other"
    assert "New" not in [label["name"] for label in apollo.open("demo").labels.values()]


@pytest.mark.parametrize("room", [0, -3])
def test_a_world_that_is_full_can_be_restored_reset_and_renamed_in(room: int) -> None:
    """Assumed: also one whose seed has more records than fit."""
    apollo = with_room(room)
    control = Control(apollo, "demo")
    control.snapshot()
    control.load(control.export())
    control.replace({kind: [*by_id.values()] for kind, by_id in apollo.open("demo").records.by_kind().items()})
    control.put({"contacts": [{"id": FYODOR, "first_name": "Leo"}]})
    renamed = Call("PATCH", f"/api/v1/labels/{LABEL}", "", with_key("demo", JSON_TYPE), b'{"name": "Renamed"}')
    assert apollo.answer(renamed).status == 200
    with pytest.raises(ControlError, match="max-records"):
        control.put({"labels": [{"name": "One more"}]})
    control.clear()
    control.restore()
    control.reset()
    assert apollo.open("demo").records.count_all() == DEMO
