"""What a test can do to a world elsewhere: all that it can do to one of its own process, with the same outcome."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mock_apollo.contract.findings import Finding
from mock_apollo.journal.journal import read_entry
from mock_apollo.server.background import running
from mock_apollo.server.client import RemoteError
from mock_apollo.testing.local_world import local_world
from mock_apollo.testing.remote_world import remote_world
from mock_apollo.testing.world import ApolloWorld
from tests.calls import ADA, FYODOR, new_apollo


@pytest.fixture(params=["here", "elsewhere"])
def world(request: pytest.FixtureRequest) -> Iterator[ApolloWorld]:
    """A world behind a socket, held by its objects or by the control API."""
    with running(new_apollo(frozen_at=None)) as server:
        if request.param == "here":
            yield local_world(server.apollo, "mine", server.url, server.do)
        else:
            yield remote_world(server.url, "mine", None)


def update(world: ApolloWorld, **fields: Any) -> httpx.Response:
    """One call."""
    return httpx.patch(f"{world.url}/api/v1/contacts/{FYODOR}", json=fields, headers=world.headers)


def test_contacts_are_seen_deleted_and_hidden(world: ApolloWorld) -> None:
    """Assumed: as Apollo would refuse them."""
    update(world, title="Novelist")
    assert world.contacts[FYODOR]["title"] == "Novelist"
    assert len(world.contacts) == len([*world.contacts]) == 7
    world.contacts.hide(ADA)
    world.contacts.delete(FYODOR)
    assert {FYODOR, ADA} & {*world.contacts} == set()
    assert update(world).json()["error"] == "Cannot update contact as it is deleted."


def test_records_are_put_replaced_removed_and_brought_back(world: ApolloWorld) -> None:
    """Assumed: in the form of a seed, or of a state."""
    state = world.export()
    world.put({"contacts": [{"id": FYODOR, "title": "Poet"}]})
    assert world.contacts[FYODOR]["title"] == "Poet"
    world.snapshot()
    world.remove("contacts", FYODOR)
    assert FYODOR not in world.contacts
    world.restore()
    assert world.contacts[FYODOR]["title"] == "Poet"
    world.replace({"contacts": [{"id": ADA, "first_name": "Ada"}]})
    assert [*world.contacts] == [ADA]
    world.load(state)
    assert world.contacts[FYODOR]["title"] == "Chief Writer"
    world.clear()
    assert len(world.contacts) == 0
    world.reset()
    assert len(world.contacts) == 7


def test_time_moves_and_limits_change(world: ApolloWorld) -> None:
    """Assumed: until the next reset."""
    world.limit("hour=1")
    world.clock.freeze(datetime(2030, 1, 1, tzinfo=UTC))
    assert [update(world).status_code for _ in range(2)] == [200, 429]
    world.clock.advance(3600)
    assert update(world).status_code == 200
    assert world.clock.now == datetime(2030, 1, 1, 1, tzinfo=UTC).timestamp()
    world.clock.run()
    world.reset()
    assert [update(world).status_code for _ in range(2)] == [200, 200]


def test_faults_are_set_and_taken_away(world: ApolloWorld) -> None:
    """Assumed: one by one, or all."""
    first = world.faults.add("502", times=1)
    world.faults.add("429", retry_after=7)
    assert update(world).status_code == 502
    assert [rule["struck"] for rule in world.faults.all()] == [1, 0]
    world.faults.remove(first)
    assert update(world).headers["retry-after"] == "7"
    world.faults.clear()
    assert update(world).status_code == 200


def test_what_was_said_is_known_and_waited_for(world: ApolloWorld) -> None:
    """Assumed: with the findings, and the near misses."""
    update(world, frist_name="Leo")
    assert [violation.code for violation in world.violations] == ["unknown-field"]
    world.expect("update-a-contact", body={"frist_name": "Leo"}, status=200, times=1)
    with pytest.raises(AssertionError, match="near miss"):
        world.expect("update-a-contact", body={"first_name": "Leo"})
    assert world.journal.wait(1, status=200).line == ("PATCH", f"/api/v1/contacts/{FYODOR}", 200)
    with pytest.raises(TimeoutError, match="seen 0 times"):
        world.journal.wait(0.05, status=422)
    assert world.journal.counts() == {"update-a-contact": {"200": 1}}
    assert world.journal.as_curl().startswith("curl -gi -X PATCH")
    assert len(world.journal.as_har()["log"]["entries"]) == 1
    assert "def test_1_update_a_contact_gets_200" in world.journal.as_pytest()
    world.journal.clear()
    assert len(world.journal.entries()) == 0


@pytest.mark.parametrize("body", [b'{"title": "\xc3\xa9"}', b"\xff\x00"], ids=["text", "bytes"])
def test_an_entry_that_was_exported_is_the_same(body: bytes) -> None:
    """Assumed: also when its body is no text."""
    with running(new_apollo()) as server:
        url, headers = f"{server.url}/api/v1/contacts/{FYODOR}", {"x-api-key": "k", "content-type": "application/json"}
        httpx.patch(url, content=body, headers=headers)
        (entry,) = server.apollo.journal.all_entries()
    again = read_entry(entry.document())
    assert again.document() == entry.document()
    assert all(isinstance(finding, Finding) for finding in again.findings)


def test_what_the_fake_refuses_says_why() -> None:
    """Assumed: as a sentence."""
    with running(new_apollo()) as server:
        world = remote_world(server.url, "mine", None)
        with pytest.raises(RemoteError, match="is neither a plan"):
            world.limit("often")
        with pytest.raises(RemoteError, match="nothing answers at"):
            remote_world("http://127.0.0.1:1", "mine", None)
        world.remove_world()
        assert server.apollo.keys.worlds() == []
