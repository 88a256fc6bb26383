"""Worlds."""

from mock_apollo.apollo.clock import Clock
from mock_apollo.apollo.ids import NewIds
from mock_apollo.apollo.policy import Policy
from mock_apollo.apollo.rate_limits import Limits, RateLimit
from mock_apollo.apollo.world.indexes import Contents
from mock_apollo.apollo.world.world import World
from mock_apollo.server.build import load_records
from mock_apollo.server.settings import Settings
from tests.calls import FYODOR


def test_a_world_without_users_makes_lists_of_nobodys() -> None:
    """Assumed: a seed need not have users."""
    records = load_records(Settings())._replace(users={})
    world = World("team", Contents.of(records), Clock(), Limits(RateLimit()), NewIds("world"), Policy())
    (label_id,) = world.lists.ids(["Poets"])
    assert world.labels[label_id]["user_id"] is None


def test_a_snapshot_does_not_change_with_its_world() -> None:
    """Assumed: our own feature."""
    records = load_records(Settings())
    world = World("team", Contents.of(records), Clock(), Limits(RateLimit()), NewIds("world"), Policy())
    before = world.snapshot()
    world.put_contact({**world.contact(FYODOR), "title": "Novelist"})
    world.lists.ids(["Poets"])
    assert before == records
    assert world.snapshot() != before
