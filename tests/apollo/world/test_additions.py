"""Tests of records that are added to a world, or change those that are there."""

from typing import Any

import pytest

from mock_apollo.apollo.records import CONTACT_KINDS, Records
from mock_apollo.apollo.seeds import SeedError
from mock_apollo.apollo.world.additions import add_records
from mock_apollo.apollo.world.world import World
from tests.calls import ADA, DELETED, FYODOR, HIDDEN, new_apollo

GHOST = "f" * 24


@pytest.fixture
def world() -> World:
    """The demo world."""
    return new_apollo().open("demo")


@pytest.fixture
def demo(world: World) -> Records:
    """The records of the demo world, as they were."""
    return world.snapshot()


def more(world: World, seed: Any) -> Records:
    """Return the records of a world, with those of a seed added."""
    add_records(world, seed)
    return world.records


def test_a_record_of_a_known_id_is_changed_where_it_stands(world: World, demo: Records) -> None:
    """Assumed: members that are not given stay; the order of the records does too."""
    changed = more(world, {"contacts": [{"id": FYODOR, "title": "Put"}]})
    assert changed.contacts[FYODOR] == {**demo.contacts[FYODOR], "title": "Put"}
    assert list(changed.contacts) == list(demo.contacts)
    assert changed._replace(contacts=demo.contacts) == demo
    assert demo.contacts[FYODOR]["title"] != "Put"


def test_a_record_without_an_id_is_added_behind_the_others(world: World, demo: Records) -> None:
    """Assumed: it is completed like one of a seed."""
    added = more(world, {"contacts": [{"first_name": "Leo"}, {"first_name": "Ann"}]})
    assert list(added.contacts)[:-2] == list(demo.contacts)
    assert [contact["name"] for contact in [*added.contacts.values()][-2:]] == ["Leo", "Ann"]
    assert list(added.contacts)[-1] != list(added.contacts)[-2]


@pytest.mark.parametrize("target", CONTACT_KINDS)
@pytest.mark.parametrize("contact_id", [ADA, DELETED, HIDDEN], ids=["contact", "deleted", "hidden"])
def test_a_contact_moves_to_the_kind_that_it_is_given_as(
    world: World, demo: Records, target: str, contact_id: str
) -> None:
    """Assumed: it is deleted, hidden or brought back, with all its members."""
    moved = more(world, {target: [{"id": contact_id, "title": "Moved"}]})
    (before,) = [demo.by_kind()[kind][contact_id] for kind in CONTACT_KINDS if contact_id in demo.by_kind()[kind]]
    assert [kind for kind in CONTACT_KINDS if contact_id in moved.by_kind()[kind]] == [target]
    assert moved.by_kind()[target][contact_id] == {**before, "title": "Moved"}
    assert moved.count_all() == demo.count_all()


def test_problems_of_records_that_were_there_are_not_those_of_new_ones(world: World, demo: Records) -> None:
    """Assumed: a reference to a removed record does not stop another record from being added."""
    world.records.contacts[FYODOR] = {**demo.contacts[FYODOR], "label_ids": [GHOST]}
    assert len(more(world, {"contacts": [{"first_name": "Leo"}]}).contacts) == len(demo.contacts) + 1
    with pytest.raises(SeedError) as refused:
        more(world, {"contacts": [{"id": ADA, "label_ids": [GHOST]}]})
    assert refused.value.problems == [
        f"the records: contact {ADA}: label_ids '{GHOST}' is not the id of a matching record in this seed"
    ]


@pytest.mark.parametrize(
    ("seed", "problem"),
    [
        (None, "is empty"),
        ({"contact": []}, "contact: Extra inputs"),
        ({"users": [{"id": GHOST}, {"id": GHOST}]}, "given more than once"),
        (
            {"contacts": [{"id": GHOST}], "deleted_contacts": [{"id": GHOST}]},
            "contacts: the id f+ is given more than once",
        ),
        ({"labels": [{"name": "2024 fiction writers of america attendees"}]}, "given more than once among contacts"),
    ],
    ids=str,
)
def test_records_that_cannot_be_added_are_refused(world: World, demo: Records, seed: Any, problem: str) -> None:
    """Assumed: for the reasons for which a seed is."""
    with pytest.raises(SeedError, match=problem):
        more(world, seed)
