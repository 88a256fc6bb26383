"""The sync engine, tested with nothing but the fixtures of mock_apollo."""

from collections.abc import Iterator

import httpx
import pytest
from engine import GaveUpError, RejectedError, SyncEngine

from mock_apollo import ApolloWorld

FYODOR = "66e34b81740c50074e3d1bd4"
UPDATE = "update-a-contact"


@pytest.fixture
def client(apollo: ApolloWorld) -> Iterator[httpx.Client]:
    """A client with the key of this test."""
    with httpx.Client(base_url=apollo.url, headers=apollo.headers, timeout=5) as client:
        yield client


@pytest.fixture
def engine(apollo: ApolloWorld, client: httpx.Client) -> SyncEngine:
    """An engine that waits in the time of its world, so that no test does."""
    return SyncEngine(client, sleep=apollo.clock.advance)


def test_a_change_arrives(apollo: ApolloWorld, engine: SyncEngine) -> None:
    """The contact has the title, and the call was made once."""
    assert engine.push(FYODOR, {"title": "Novelist"})["title"] == "Novelist"
    assert apollo.contacts[FYODOR]["title"] == "Novelist"
    apollo.expect(UPDATE, body={"title": "Novelist"}, status=200, times=1)
    assert apollo.violations == []


def test_a_wrong_key_is_not_tried_again(apollo: ApolloWorld, client: httpx.Client) -> None:
    """401 is for good."""
    client.headers["x-api-key"] = "invalid"
    with pytest.raises(RejectedError, match="Invalid access credentials"):
        SyncEngine(client).push(FYODOR, {"title": "Novelist"})


def test_a_stage_that_is_none_is_rejected(apollo: ApolloWorld, engine: SyncEngine) -> None:
    """422 is for good, and nothing has changed."""
    with pytest.raises(RejectedError, match="2342432 is not a valid ID"):
        engine.push(FYODOR, {"contact_stage_id": "2342432", "title": "Novelist"})
    assert apollo.contacts[FYODOR]["title"] == "Chief Writer"
    apollo.expect(UPDATE, status=422, times=1)


def test_a_deleted_contact_is_rejected(apollo: ApolloWorld, engine: SyncEngine) -> None:
    """In Apollo's own words."""
    apollo.contacts.delete(FYODOR)
    with pytest.raises(RejectedError, match="deleted_contact_ids"):
        engine.push(FYODOR, {"title": "Novelist"})


@pytest.mark.apollo(rate_limit="hour=1")
def test_a_spent_limit_is_waited_for(apollo: ApolloWorld, engine: SyncEngine) -> None:
    """An hour, on a clock that stands still: the engine waits as long as it is told, and not at all in real time."""
    apollo.clock.freeze()
    began = apollo.clock.now
    engine.push(FYODOR, {"title": "First"})
    engine.push(FYODOR, {"title": "Second"})
    assert apollo.clock.now - began == 3600
    assert [entry.line[2] for entry in apollo.journal.entries()] == [200, 429, 200]
    assert apollo.violations == []


def test_a_connection_that_breaks_off_is_tried_again(apollo: ApolloWorld, engine: SyncEngine) -> None:
    """In the middle of the body, twice; the change is there once."""
    apollo.faults.add("cut", operation=UPDATE, times=2)
    assert engine.push(FYODOR, {"label_names": ["Novelists"]})["label_ids"]
    apollo.expect(UPDATE, times=3)


def test_a_reply_that_comes_too_late_is_tried_again(apollo: ApolloWorld, client: httpx.Client) -> None:
    """And in the end the engine gives up."""
    client.timeout = httpx.Timeout(0.05)
    apollo.faults.add("delay", delay_ms=60_000)
    with pytest.raises(GaveUpError):
        SyncEngine(client, sleep=apollo.clock.advance).push(FYODOR, {"title": "Late"})
    apollo.expect(UPDATE, times=4)


def test_what_apollo_passes_over_is_seen(apollo: ApolloWorld, engine: SyncEngine) -> None:
    """A misspelt field is granted with 200; the judge knows better."""
    engine.push(FYODOR, {"frist_name": "Leo"})
    (violation,) = apollo.violations
    assert (violation.code, violation.path) == ("unknown-field", "$.frist_name")


@pytest.mark.parametrize("number", range(3))
def test_nobody_sees_what_others_do(apollo: ApolloWorld, engine: SyncEngine, number: int) -> None:
    """Each test has a world of its own."""
    assert apollo.contacts[FYODOR]["title"] == "Chief Writer"
    engine.push(FYODOR, {"title": f"Writer {number}"})
    assert len(apollo.journal.entries()) == 1


def test_a_world_can_be_brought_back(apollo: ApolloWorld, engine: SyncEngine) -> None:
    """What was changed after the snapshot is gone."""
    apollo.snapshot()
    engine.push(FYODOR, {"title": "Changed"})
    apollo.restore()
    assert apollo.contacts[FYODOR]["title"] == "Chief Writer"
