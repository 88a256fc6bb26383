"""Export and import, and snapshot and restore, keep a world as it was after any sequence of changes."""

from collections.abc import Sequence
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.faults import FaultRule
from mock_apollo.apollo.world.state import State, exported, imported
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.messages import Call
from tests.calls import ACCOUNT, ADA, FYODOR, JSON_TYPE, new_apollo, with_key

AGE, NEWCOMER = "617ff4041e711500a401c25e", "617ff4041e711500a401c25f"
texts = st.text(max_size=20)
contact_ids = st.sampled_from([FYODOR, ADA])
fields = st.fixed_dictionaries(
    {},
    optional={
        "title": texts,
        "email": st.sampled_from(["", "a@b.co", "x@gmail.com"]),
        "mobile_phone": texts,
        "label_names": st.lists(texts, max_size=3),
        "present_raw_address": st.sampled_from(["", "Atlanta, United States"]),
        "typed_custom_fields": st.just({AGE: NEWCOMER}),
    },
)


several = st.lists(fields, max_size=3).map(lambda many: {"contacts": many})
options = texts.map(lambda name: _field({"meta": {"picklist_values": [{"name": name}]}}))


def calls(method: str, path: Any, body: Any) -> st.SearchStrategy[tuple[str, str, Any]]:
    """Calls of one operation."""
    return st.tuples(st.just(method), path, body)


steps = st.lists(
    st.one_of(
        calls("PATCH", contact_ids.map("contacts/{}".format), fields),
        calls("POST", st.just("contacts"), fields),
        calls(
            "POST", st.just("contacts/bulk_create"), st.lists(fields, max_size=3).map(lambda many: {"contacts": many})
        ),
        calls("POST", st.just("accounts"), texts.map(lambda name: {"name": name})),
        calls("PATCH", st.just(f"accounts/{ACCOUNT}"), texts.map(lambda name: {"name": name, "phone": name})),
        calls("POST", st.just("labels"), texts.map(lambda name: {"name": name, "modality": "accounts"})),
        calls("GET", st.just("labels"), st.none()),
        calls("PATCH", st.just("fields"), texts.map(lambda name: _field({"label": name}))),
        calls(
            "PATCH", st.just("fields"), texts.map(lambda name: _field({"meta": {"picklist_values": [{"name": name}]}}))
        ),
        calls("DELETE", contact_ids, st.none()),
        calls("ADVANCE", st.just(""), st.integers(0, 10**9)),
        calls("RESET", st.just(""), st.none()),
        calls("CLEAR", st.just(""), st.none()),
    ),
    max_size=12,
)


def _field(given: dict[str, Any]) -> dict[str, Any]:
    return {"fields": [{"id": f"contact.{AGE}", **given}]}


def walk(apollo: Apollo, world: World, done: Sequence[tuple[str, str, Any]]) -> None:
    """Do all of that, whether it is granted or not."""
    for method, path, body in done:
        if method == "DELETE":
            if path in world.contacts_by_id:
                world.delete_contact(path)
        elif method == "ADVANCE":
            world.clock.advance(body)
        elif method in ("RESET", "CLEAR"):
            (world.reset if method == "RESET" else world.clear)()
        else:
            sent = b"" if body is None else orjson.dumps(body)
            reply = apollo.answer(Call(method, f"/api/v1/{path}", "", with_key("demo", JSON_TYPE), sent))
            assert reply.status in (200, 422), reply.body


def written(world: World) -> bytes:
    """The world, byte for byte."""
    return orjson.dumps(exported(world))


@settings(max_examples=300, deadline=None)
@given(steps)
def test_a_world_that_is_written_down_and_read_is_the_same(done: Sequence[tuple[str, str, Any]]) -> None:
    """Assumed: export, import, export is the identity; also in a world that had other records."""
    apollo = new_apollo(rate_limit="off")
    world, other = apollo.open("demo"), apollo.open("other")
    walk(apollo, world, done)
    before = written(world)
    for each in (world, other):
        each.bring_back(imported(State.model_validate(orjson.loads(before))))
        assert written(each) == before


@settings(max_examples=300, deadline=None)
@given(steps, steps)
def test_what_is_brought_back_is_as_it_was(
    done: Sequence[tuple[str, str, Any]], anything: Sequence[tuple[str, str, Any]]
) -> None:
    """Assumed: snapshot, anything, restore is the identity; so is a reset."""
    apollo = new_apollo(rate_limit="off")
    world = apollo.open("demo")
    fresh = written(world)
    walk(apollo, world, done)
    saved, before = world.save(), written(world)
    walk(apollo, world, anything)
    world.bring_back(saved)
    assert written(world) == before
    apollo.add_fault(world, FaultRule(fault="500"))
    apollo.reset(world)
    assert written(world) == fresh
    assert not world.faults.rules
    assert apollo.journal.entries(world.team) == ()
