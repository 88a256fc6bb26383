"""Tests of the world that a test holds: local and remote ones do the same."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.contract.findings import Finding
from mock_apollo.journal.journal import read_entry
from mock_apollo.server.background import running
from mock_apollo.server.client import RemoteError
from mock_apollo.testing.local_world import local_world
from mock_apollo.testing.remote_world import remote_world
from mock_apollo.testing.world import ApolloWorld
from tests.calls import ADA, FYODOR, UNKNOWN, new_apollo


@pytest.fixture(params=["local", "remote"])
def world(request: pytest.FixtureRequest) -> Iterator[ApolloWorld]:
    """A world behind a socket, controlled in this process or over the control API."""
    with running(new_apollo(frozen_at=None)) as server:
        if request.param == "local":
            yield local_world(server.apollo, "mine", server.url, server.do)
        else:
            yield remote_world(server.url, "mine", None)


def update(world: ApolloWorld, **fields: Any) -> httpx.Response:
    """Update the documented contact; return the response."""
    return httpx.patch(f"{world.url}/api/v1/contacts/{FYODOR}", json=fields, headers=world.headers)


def test_contacts_are_read_deleted_and_hidden(world: ApolloWorld) -> None:
    """Assumed: a deleted or hidden contact is no longer among them, and Apollo refuses to update it."""
    update(world, title="Novelist")
    assert world.contacts[FYODOR]["title"] == "Novelist"
    assert len(world.contacts) == len([*world.contacts]) == 7
    world.contacts.hide(ADA)
    world.contacts.delete(FYODOR)
    assert {FYODOR, ADA} & {*world.contacts} == set()
    assert update(world).json()["error"] == "Cannot update contact as it is deleted."


def test_records_are_put_replaced_removed_and_restored(world: ApolloWorld) -> None:
    """Assumed: from the form of a seed, a snapshot, an exported world, or the seed of the fake."""
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


def test_the_clock_and_the_limits_are_set(world: ApolloWorld) -> None:
    """Assumed: until the next reset; limits follow the clock."""
    world.limit("hour=1")
    world.clock.freeze(datetime(2030, 1, 1, tzinfo=UTC))
    assert [update(world).status_code for _ in range(2)] == [200, 429]
    world.clock.advance(3600)
    assert update(world).status_code == 200
    assert world.clock.now == datetime(2030, 1, 1, 1, tzinfo=UTC).timestamp()
    world.clock.run()
    world.reset()
    assert [update(world).status_code for _ in range(2)] == [200, 200]


def test_faults_are_added_removed_and_cleared(world: ApolloWorld) -> None:
    """Assumed: one by its id, or all."""
    first = world.faults.add("502", times=1)
    world.faults.add("429", retry_after=7)
    assert update(world).status_code == 502
    assert [rule["struck"] for rule in world.faults.all()] == [1, 0]
    world.faults.remove(first)
    assert update(world).headers["retry-after"] == "7"
    world.faults.clear()
    assert update(world).status_code == 200


def test_the_journal_is_read_expected_and_awaited(world: ApolloWorld) -> None:
    """Assumed: with findings; an expectation that is not met lists near misses."""
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
def test_an_entry_that_is_read_from_its_export_is_the_same(body: bytes) -> None:
    """Assumed: also when its body is not UTF-8."""
    with running(new_apollo()) as server:
        url, headers = f"{server.url}/api/v1/contacts/{FYODOR}", {"x-api-key": "k", "content-type": "application/json"}
        httpx.patch(url, content=body, headers=headers)
        (entry,) = server.apollo.journal.all_entries()
    again = read_entry(entry.document())
    assert again.document() == entry.document()
    assert all(isinstance(finding, Finding) for finding in again.findings)


def test_a_refusal_of_a_remote_fake_is_raised() -> None:
    """Assumed: as a RemoteError with the reason."""
    with running(new_apollo()) as server:
        world = remote_world(server.url, "mine", None)
        with pytest.raises(RemoteError, match="is neither a plan"):
            world.limit("often")
        with pytest.raises(RemoteError, match="nothing answers at"):
            remote_world("http://127.0.0.1:1", "mine", None)
        world.remove_world()
        assert server.apollo.keys.worlds() == []


def test_an_id_that_no_contact_has_is_a_key_error(world: ApolloWorld) -> None:
    """Assumed: as in every mapping."""
    with pytest.raises(KeyError, match=UNKNOWN):
        world.contacts[UNKNOWN]
    assert UNKNOWN not in world.contacts
    assert world.contacts.get(UNKNOWN) is None


def test_an_act_that_cannot_be_done_is_a_control_error(world: ApolloWorld) -> None:
    """Assumed: with the same sentence, local and remote."""
    refusals: dict[str, Callable[[], Any]] = {
        "There is no snapshot x; there are: none yet.": lambda: world.restore("x"),
        "There is no fault rule 9; list the rules to see their ids.": lambda: world.faults.remove("9"),
        f"There is no {UNKNOWN} among the contacts.": lambda: world.contacts.delete(UNKNOWN),
        "advance: Input should be less than or equal to 316224000": lambda: world.clock.advance(1e9),
        "It waits from 0 to 86400 seconds, not inf.": lambda: world.journal.wait(float("inf")),
        "It waits from 0 to 86400 seconds, not nan.": lambda: world.journal.wait(float("nan")),
        "nope: Extra inputs are not permitted": lambda: world.journal.entries(nope=1),  # type: ignore[call-arg]
        "stauts: Extra inputs are not permitted": lambda: world.journal.wait(1, stauts=1),  # type: ignore[call-arg]
        "call.nope: Extra inputs are not permitted": lambda: world.expect(nope=1),  # type: ignore[call-arg]
    }
    for message, act in refusals.items():
        with pytest.raises(ControlError) as refused:
            act()
        assert str(refused.value) == message


def test_a_call_is_awaited_until_it_is_made(world: ApolloWorld) -> None:
    """Assumed: entries that were there before are found at once; others as soon as they are made."""
    with ThreadPoolExecutor(1) as pool:
        awaited = pool.submit(world.journal.wait, 30, status=422)
        update(world, title="A")
        update(world, account_id="17")
        assert awaited.result().line[2] == 422
    assert world.journal.wait(0, status=422).number == awaited.result().number
    assert [entry.line[2] for entry in world.journal.entries()] == [200, 422]


def test_a_clock_that_is_advanced_by_nothing_stays(world: ApolloWorld) -> None:
    """Assumed: so that a loop may advance by any number of seconds."""
    world.clock.freeze()
    before = world.clock.read()
    world.clock.advance(0)
    assert world.clock.read() == before
    assert before["frozen"] is True


def test_what_a_test_is_given_is_its_own(world: ApolloWorld) -> None:
    """Assumed: to change it in place changes no world and no seed."""
    world.contacts[FYODOR]["label_ids"].append("mine")
    world.record("contacts", FYODOR)["title"] = "mine"
    world.records("contacts")[0]["phone_numbers"].clear()
    world.export()["records"]["contacts"][0]["title"] = "mine"
    for _ in range(2):
        contact = world.contacts[FYODOR]
        assert ("mine" in contact["label_ids"], contact["title"], len(contact["phone_numbers"])) == (
            False,
            "Chief Writer",
            1,
        )
        world.reset()


@pytest.mark.parametrize("name", ["", "a\nb", "\ud800"], ids=ascii)
def test_a_snapshot_needs_a_name_that_can_be_shown(world: ApolloWorld, name: str) -> None:
    """Assumed: near and far; nothing is kept."""
    with pytest.raises(ControlError):
        world.snapshot(name)
    assert world.reset()["snapshots"] == []


@pytest.mark.parametrize("wrong", [[], None, "x", 5], ids=repr)
def test_records_that_are_no_object_are_refused(world: ApolloWorld, wrong: Any) -> None:
    """Assumed: near and far; nothing changes."""
    for act in (world.put, world.replace, world.load):
        with pytest.raises(ControlError):
            act(wrong)
    assert len(world.contacts) == 7


@pytest.mark.parametrize("contact_id", ["", "a/b", "nope"])
def test_a_contact_that_is_not_there_is_not_there_near_and_far(world: ApolloWorld, contact_id: str) -> None:
    """Assumed: whatever its id looks like."""
    assert contact_id not in world.contacts
    with pytest.raises(ControlError, match=f"There is no {contact_id} among the contacts"):
        world.record("contacts", contact_id)
    with pytest.raises(ControlError, match=f"There is no {contact_id} among the contacts"):
        world.contacts.delete(contact_id)
    with pytest.raises(ControlError, match=f"There is no fault rule {contact_id}; list the rules"):
        world.faults.remove(contact_id)


def test_a_seed_of_a_fault_fits_into_64_bits(world: ApolloWorld) -> None:
    """Assumed: JSON of most languages has no longer numbers; no rule is added."""
    with pytest.raises(ControlError, match="seed: "):
        world.faults.add("500", seed=2**63)
    assert world.faults.all() == []


def test_entries_are_whole_whatever_a_text_in_them_has(world: ApolloWorld) -> None:
    """Assumed: separators that are no end of a line in JSON."""
    update(world, title="one\u2028two\x85three")
    (entry,) = world.journal.entries()
    assert b"two" in entry.call.body
    assert world.journal.wait(0, status=200).number == entry.number


def test_a_clock_is_frozen_to_the_millisecond(world: ApolloWorld) -> None:
    """Assumed: without the rounding of floats."""
    for millisecond in (1, 3, 999):
        world.clock.freeze(datetime(2030, 1, 1, 0, 0, 0, millisecond * 1_000, tzinfo=UTC))
        assert world.clock.read()["now"] == f"2030-01-01T00:00:00.{millisecond:03d}Z"
