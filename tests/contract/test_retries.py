"""Calls that a client makes although it was refused."""

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract import retries
from mock_apollo.contract.document import Contract
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.retries import Retries
from mock_apollo.journal.journal import NO_TEAM
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import ADA, FYODOR, new_apollo, patch, raw, with_key

BAD = {"account_id": "5234234"}
PATCH = Contract.load().operations["update-a-contact"]


def put(query: str) -> Call:
    """An update by its query alone."""
    return Call("PUT", f"/api/v1/contacts/{FYODOR}", query, with_key("demo"))


def codes(apollo: Apollo, *calls: Call) -> list[list[str]]:
    """The codes of the findings of each of these calls."""
    for call in calls:
        apollo.answer(call)
    entries = [*apollo.journal.entries(apollo.keys.open("demo").team), *apollo.journal.entries(NO_TEAM)]
    return [[finding.code for finding in entry.findings] for entry in entries]


def test_a_call_before_the_wait_is_over_is_found() -> None:
    """Documented: Retry-After is the time to wait."""
    apollo = new_apollo(rate_limit="minute=1")
    assert codes(apollo, patch(), patch(), patch()) == [[], [], ["ignored-retry-after"]]


def test_a_call_after_the_wait_is_not_found() -> None:
    """Documented: the window opens anew."""
    apollo = new_apollo(rate_limit="minute=1")
    apollo.answer(patch())
    apollo.answer(patch())
    apollo.keys.open("demo").clock.advance(60_000)
    assert codes(apollo, patch(), patch())[2:] == [[], []]


def test_a_wait_is_for_all_operations_that_are_counted_together() -> None:
    """Observed: Apollo counts by action, and PATCH and PUT are both contacts/update."""
    apollo = new_apollo(rate_limit="minute=1")
    assert codes(apollo, patch(), patch(), patch(method="PUT"))[2] == ["ignored-retry-after"]


@pytest.mark.parametrize(
    ("at", "early"),
    [
        (999, ""),
        (1_000, "2 s"),
        (1_100, "1.9 s"),
        (2_000, "1 s"),
        (2_890, "0.1 s"),
        (2_989, "less than 0.1 s"),
        (2_999, "less than 0.1 s"),
        (3_000, ""),
    ],
)
def test_a_wait_begins_with_the_429_and_ends_with_its_last_second(at: int, early: str) -> None:
    """Documented: Retry-After is the time to wait."""
    refusals = Retries()
    refused = Exchange(patch(), Reply(429, b"", lines=b"retry-after: 2\r\n"), "client", 1_000, PATCH, None)
    refusals.judge(refused, PATCH)
    findings = refusals.judge(refused._replace(at=at, reply=Reply(200, b"")), PATCH)
    assert [finding.message for finding in findings] == (
        [f"The call came {early} before the wait was over."] if early else []
    )


def test_another_team_need_not_wait() -> None:
    """Documented: limits are counted by team."""
    apollo = new_apollo(rate_limit="minute=1")
    calls = [patch(key=key) for key in ("other", "other", "demo")]
    assert codes(apollo, *calls) == [[]]


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([patch(BAD), patch(BAD)], True),
        ([patch(BAD), patch({"title": "x"}), patch(BAD)], False),
        ([patch(BAD), patch(BAD | {"title": "x"})], False),
        ([put("account_id=17"), put("account_id=17")], True),
        ([put("account_id=17"), put("account_id=18")], False),
        ([patch(BAD), patch(BAD, method="PUT")], False),
        ([raw(b"{}", (b"content-type", b"text/plain"), contact_id="17"), patch(contact_id="17")], False),
        ([patch(BAD), patch(contact_id=ADA), patch(BAD)], True),
        ([patch(), patch()], False),
        ([patch(key="invalid"), patch(key="invalid")], True),
        ([patch(key="invalid"), patch(key="invalid2")], False),
        ([raw(b"{"), raw(b"{")], True),
    ],
    ids=[
        "422",
        "something else between",
        "changed",
        "query",
        "changed query",
        "changed method",
        "changed media type",
        "another contact between",
        "200",
        "401",
        "other keys",
        "unreadable",
    ],
)
def test_the_same_call_after_the_same_refusal_is_found(calls: list[Call], expected: bool) -> None:  # noqa: FBT001
    """Documented: after a 401 or a 422 the client has to change the call."""
    assert ("hopeless-retry" in codes(new_apollo(), *calls)[-1]) is expected


@pytest.mark.parametrize("lines", [b"", b"retry-after: soon\r\n"], ids=["none", "no number"])
def test_without_a_retry_after_in_seconds_no_call_is_too_early(lines: bytes) -> None:
    """Observed: Apollo did not always send it."""
    refusals = Retries()
    refused = Exchange(patch(), Reply(429, b"", lines=lines), "client", 0, PATCH, None)
    assert [refusals.judge(refused, PATCH) for _ in range(2)] == [(), ()]


@pytest.mark.parametrize(("status", "expected"), [(422, 1), (401, 0)])
def test_of_a_client_without_a_key_only_a_422_is_remembered(status: int, expected: int) -> None:
    """Assumed: two wrong keys that were removed from a recording look the same; for a 422 the key was good."""
    refusals = Retries()
    refused = Exchange(patch(), Reply(status, b""), None, 0, PATCH, None)
    assert [len(refusals.judge(refused, PATCH)) for _ in range(2)] == [0, expected]


def test_the_refusals_of_one_client_are_forgotten_and_those_of_others_are_not() -> None:
    """Assumed: our own feature; a world that is reset has no past."""
    refusals = Retries()
    refused = Exchange(patch(), Reply(422, b""), "client", 0, PATCH, None)
    clients = ("forgotten", "other")
    for client in clients:
        refusals.judge(refused._replace(client=client), PATCH)
    refusals.forget("forgotten")
    assert [len(refusals.judge(refused._replace(client=client), PATCH)) for client in clients] == [0, 1]


def test_no_secret_is_remembered() -> None:
    """Assumed: only hashes are kept."""
    apollo = new_apollo()
    apollo.answer(patch(key="invalid-s3cr3t"))
    assert "s3cr3t" not in repr(vars(apollo.judge._retries))  # noqa: SLF001 - that is where it would be


def test_a_thousand_refusals_are_not_too_many() -> None:
    """Assumed: the oldest of them is still known."""
    refusals = Retries()
    refused = Exchange(patch(), Reply(422, b""), 0, 0, PATCH, None)
    findings = [refusals.judge(refused._replace(client=client), PATCH) for client in (*range(1_000), 0)]
    assert [len(found) for found in findings[-2:]] == [0, 1]


def test_the_oldest_refusal_is_forgotten_when_there_are_too_many() -> None:
    """Assumed: a thousand are kept."""
    refusals = Retries()
    refused = Exchange(patch(), Reply(422, b""), 0, 0, PATCH, None)
    clients = [*range(retries.MAX_REFUSALS + 1), retries.MAX_REFUSALS, 0]
    findings = [refusals.judge(refused._replace(client=client), PATCH) for client in clients]
    assert [len(found) for found in findings[-2:]] == [1, 0]
