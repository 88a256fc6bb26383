"""What clients do after they were refused."""

from typing import Any

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract import retries
from mock_apollo.contract.document import Contract
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.retries import Retries
from mock_apollo.journal.journal import NO_TEAM
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import ADA, new_apollo, patch, raw

BAD = {"account_id": "5234234"}
PATCH = Contract.load().operations["update-a-contact"]


def codes(apollo: Apollo, *calls: Call) -> list[list[str]]:
    """What is found in each of these calls."""
    for call in calls:
        apollo.answer(call)
    entries = [*apollo.journal.entries(apollo.keys.open("demo").team), *apollo.journal.entries(NO_TEAM)]
    return [[finding.code for finding in entry.findings] for entry in entries]


def test_a_call_before_the_wait_is_over_is_found() -> None:
    """Documented: Retry-After says for how long."""
    apollo = new_apollo(rate_limit="minute=1")
    assert codes(apollo, patch(), patch(), patch()) == [[], [], ["ignored-retry-after"]]


def test_a_call_after_the_wait_is_not_found() -> None:
    """Documented: the window opens anew."""
    apollo = new_apollo(rate_limit="minute=1")
    apollo.answer(patch())
    apollo.answer(patch())
    apollo.keys.open("demo").clock.advance(60_000)
    assert codes(apollo, patch(), patch())[2:] == [[], []]


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
        "changed media type",
        "another contact between",
        "200",
        "401",
        "other keys",
        "unreadable",
    ],
)
def test_the_same_call_after_the_same_refusal_is_found(calls: list[Call], expected: bool) -> None:  # noqa: FBT001
    """Documented: 401 and 422 are the client's to mend."""
    assert ("hopeless-retry" in codes(new_apollo(), *calls)[-1]) is expected


@pytest.mark.parametrize("headers", [(), ((b"retry-after", b"soon"),)], ids=["none", "no number"])
def test_who_is_not_told_how_long_need_not_wait(headers: Any) -> None:
    """Observed: Apollo did not always say."""
    refusals = Retries()
    refused = Exchange(patch(), Reply(429, b"", headers=headers), "client", 0, PATCH, None)
    assert [refusals.judge(refused, PATCH) for _ in range(2)] == [(), ()]


def test_no_secret_is_remembered() -> None:
    """Assumed: what is kept are hashes."""
    apollo = new_apollo()
    apollo.answer(patch(key="invalid-s3cr3t"))
    assert "s3cr3t" not in repr(vars(apollo.judge._retries))  # noqa: SLF001 - that is where it would be


def test_only_so_much_is_remembered() -> None:
    """Assumed: who is refused a thousand times has forgotten the first."""
    refusals = Retries()
    refused = Exchange(patch(), Reply(422, b""), 0, 0, PATCH, None)
    clients = [*range(retries.MAX_REFUSALS + 1), retries.MAX_REFUSALS, 0]
    findings = [refusals.judge(refused._replace(client=client), PATCH) for client in clients]
    assert [len(found) for found in findings[-2:]] == [1, 0]
