"""The server of cases: on a port, the path of a call says which case it belongs to."""

from collections.abc import Iterator

import httpx
import pytest

from mock_apollo.fuzz.client.attempt import IN_PROCESS
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.cases.edits import EditError
from tests.fuzz.client.clients import PATH, UPDATE

KEY = {"x-api-key": "any"}


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[CaseServer, str]]:
    """A case server that allows the same call once, and its URL."""
    server = CaseServer.of(UPDATE, 1)
    with server.open() as url:
        yield server, url


def test_cases_that_run_side_by_side_are_kept_apart(served: tuple[CaseServer, str]) -> None:
    """Assumed: by the number in the base URL."""
    server, url = served
    names = ("401: as documented", "422: as documented", "200: null /contact/title")
    cases = [server.replies.named(name) for name in names]
    with (
        server.attempt(cases[0], url) as one,
        server.attempt(cases[1], url) as two,
        server.attempt(cases[2], url) as three,
    ):
        replies = [httpx.patch(attempt.url + PATH, json={}, headers=KEY) for attempt in (three, two, one)]
    assert [reply.status_code for reply in replies] == [200, 422, 401]
    assert replies[0].content == cases[2].reply.body


@pytest.mark.parametrize("path", ["/api/v1/contacts/1", "/case/99999/api/v1/contacts/1", "/case/x/api/v1/contacts/1"])
def test_a_path_without_a_running_case_is_answered_by_404(served: tuple[CaseServer, str], path: str) -> None:
    """Assumed: with a hint at the base URL; the path is kept for the report."""
    reply = httpx.patch(served[1] + path)
    assert (reply.status_code, reply.text[:12]) == (404, "The base URL")
    assert served[0].stray_path == path


def test_a_case_that_has_ended_is_none(served: tuple[CaseServer, str]) -> None:
    """Assumed: a client that is late gets nothing of another case."""
    server, url = served
    with server.attempt(server.replies.granted, url) as attempt:
        pass
    assert httpx.patch(attempt.url + PATH, json={}, headers=KEY).status_code == 404


def test_a_client_with_too_many_calls_gets_its_connection_reset(served: tuple[CaseServer, str]) -> None:
    """Assumed: so that no reply keeps it going."""
    server, url = served
    with server.attempt(server.replies.granted, url) as attempt:
        assert httpx.patch(attempt.url + PATH, json={}, headers=KEY).status_code == 200
        with pytest.raises(httpx.TransportError):
            httpx.patch(attempt.url + PATH, json={}, headers=KEY)
        assert attempt.is_storm


def test_a_fresh_attempt_ends_the_one_before() -> None:
    """Assumed: Hypothesis has no place where an example ends; no port is used."""
    server = CaseServer.of(UPDATE)
    first, second = server.fresh(server.replies.granted), server.fresh(server.replies.granted)
    assert first.url == second.url == IN_PROCESS
    assert second.number == first.number + 1


def test_limits_and_keys_of_the_environment_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: any key is accepted without limits, or the client would be refused for another reason than its case."""
    monkeypatch.setenv("MOCK_APOLLO_KEYS", "only-this")
    monkeypatch.setenv("MOCK_APOLLO_RATE_LIMIT", "hour=0")
    server = CaseServer.of(UPDATE)
    attempt = server.fresh(server.replies.granted)
    with httpx.Client(transport=attempt.httpx(), base_url=attempt.url, headers=KEY) as http:
        assert http.get("/api/v1/contact_stages").status_code == 200


def test_an_unknown_operation_is_an_error() -> None:
    """Assumed: with the ids of all operations."""
    with pytest.raises(EditError, match="there is no operation x; there are add-records-to-a-list"):
        CaseServer.of("x")
