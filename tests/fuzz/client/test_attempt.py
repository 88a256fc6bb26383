"""One run of a client against one case: which reply it gets, and what is counted."""

from collections.abc import Iterator

import pytest

from mock_apollo.fuzz.client.attempt import KINDS, Attempt, TooManyCallsError
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.protocol.messages import Call
from tests.calls import ADA, patch
from tests.fuzz.client.clients import UPDATE


@pytest.fixture(scope="module")
def server() -> CaseServer:
    """A case server that allows the same call twice."""
    return CaseServer.of(UPDATE, 2)


@pytest.fixture
def attempt(server: CaseServer) -> Iterator[Attempt]:
    """An attempt of the documented 429, after which success follows."""
    with server.attempt(server.replies.named("429: as documented")) as attempt:
        yield attempt


def get(path: str, key: str = "demo") -> Call:
    """A call without a body."""
    return Call("GET", f"/api/v1/{path}", "", ((b"x-api-key", key.encode()),), b"")


def test_the_operation_gets_the_replies_of_the_script_of_which_the_last_repeats(attempt: Attempt) -> None:
    """Assumed: here a 429, then success again and again."""
    assert [attempt.answer(patch({"title": title})).status for title in ("a", "b", "c")] == [429, 200, 200]
    assert (attempt.call_count, attempt.operation_calls, attempt.retry_after) == (3, 3, 1)


def test_the_last_reply_says_whether_apollo_refused(attempt: Attempt) -> None:
    """Assumed: a client may report the refusal that came last, not one that it has got over."""
    attempt.answer(patch({"title": "a"}))
    assert attempt.was_refused
    attempt.answer(patch({"title": "b"}))
    assert not attempt.was_refused


def test_other_operations_are_answered_by_the_fake(server: CaseServer, attempt: Attempt) -> None:
    """Assumed: in a world of the attempt, whatever key the client sends, which is removed at the end."""
    before = len([*server.apollo.keys.worlds()])
    assert attempt.answer(get(f"contacts/{ADA}", "one key")).status == 200
    assert attempt.answer(get("contact_stages", "another key")).status == 200
    assert len([*server.apollo.keys.worlds()]) == before + 1
    attempt.end()
    assert len([*server.apollo.keys.worlds()]) == before
    assert (attempt.call_count, attempt.operation_calls) == (2, 0)


def test_a_call_without_a_key_is_refused_by_the_fake(attempt: Attempt) -> None:
    """Assumed: the attempt has a key only in place of the client's."""
    assert attempt.answer(Call("GET", "/api/v1/contact_stages", "", (), b"")).status == 401


def test_the_same_call_may_be_made_so_many_times(attempt: Attempt) -> None:
    """Assumed: the next one raises an exception that clients do not catch by mistake."""
    for _ in range(2):
        attempt.answer(patch({"title": "a"}))
    with pytest.raises(TooManyCallsError, match="was called more than 2 times in one case"):
        attempt.answer(patch({"title": "a"}))
    assert attempt.is_storm
    assert not issubclass(TooManyCallsError, Exception)


def test_different_calls_are_limited_too(attempt: Attempt) -> None:
    """Assumed: a hundred times as many in all."""
    for page in range(2 * KINDS):
        attempt.answer(get(f"contacts/{page}"))
    assert not attempt.is_storm
    with pytest.raises(TooManyCallsError):
        attempt.answer(get("contacts/last"))


def test_the_hook_runs_before_the_first_call_is_counted(attempt: Attempt) -> None:
    """Assumed: and only then; a driver reads by it what came before the call."""
    counts: list[int] = []
    attempt.before_first_call = lambda: counts.append(attempt.call_count)
    attempt.answer(patch({"title": "a"}))
    attempt.answer(patch({"title": "b"}))
    assert counts == [0]


@pytest.mark.parametrize(
    ("header", "value", "secret"),
    [
        (b"x-api-key", b"hunter2", "hunter2"),
        (b"authorization", b"Bearer hunter2", "hunter2"),
        (b"cookie", b"a=b", None),
    ],
)
def test_the_secrets_of_a_client_are_its_credentials(
    attempt: Attempt, header: bytes, value: bytes, secret: str
) -> None:
    """Assumed: with and without a scheme; our own key is none."""
    attempt.answer(Call("GET", "/api/v1/contact_stages", "", ((header, value), (b"x-api-key", b"demo")), b""))
    assert (secret in attempt.secrets) is (secret is not None)
    assert "demo" not in attempt.secrets
