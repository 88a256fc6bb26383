"""Tests of the client of a running fake: what it sends, which errors it raises, and when a fake is ready."""

import json
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.server.background import Running, running, serving
from mock_apollo.server.client import Remote, RemoteError, surroundings
from mock_apollo.server.listen import HOST, listen
from tests.calls import new_apollo

TOKEN = "t0p-secret"
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Server:
    """An ASGI application that keeps the requests and answers them as the test says."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.statuses = [200]  # in the order of the requests; the last one also of all that follow
        self.body = b"null"
        self.location: str | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        message = await receive()
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        target = (scope["raw_path"] + b"?" + scope["query_string"]).decode().rstrip("?")
        self.requests.append((scope["method"], target, headers, message["body"]))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        await send({"type": "http.response.start", "status": status, "headers": self.headers()})
        await send({"type": "http.response.body", "body": self.body})

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers of its answers."""
        return [(b"location", self.location.encode())] if self.location else []


@pytest.fixture
def server() -> Server:
    """A server whose answers the test chooses."""
    return Server()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """The URL of that server."""
    with serving(server) as (url, _):
        yield url


@pytest.fixture(scope="module")
def fake() -> Iterator[Running]:
    """A fake that asks for an admin token."""
    with running(new_apollo(), TOKEN) as running_fake:
        yield running_fake


@pytest.fixture
def closed() -> str:
    """A URL where nothing answers."""
    with listen(HOST, 0) as listener:
        return f"http://{HOST}:{listener.getsockname()[1]}"


def test_an_act_is_done_and_its_json_returned(fake: Running) -> None:
    """Assumed: with the key of the world and the token; a slash at the end of the URL does not matter."""
    for at in (fake.url, f"{fake.url}/"):
        remote = Remote(at, "mine", TOKEN)
        assert remote.act(Control.create_world)["team"] == fake.apollo.open("mine").team
    assert remote.act(Control.records, "contacts")[0]["id"] in fake.apollo.open("mine").contacts_by_id


@pytest.mark.parametrize(
    ("token", "sent"), [(None, None), ("", None), ("t", "Bearer t"), (" t\n", "Bearer t"), ("\u00e9", "Bearer \u00e9")]
)
def test_key_and_token_are_headers(server: Server, url: str, token: str | None, sent: str | None) -> None:
    """Assumed: in UTF-8, without the line break that a secret from a file ends with."""
    Remote(url, "\u043a\u043b\u044e\u0447\n", token).ask("GET", "/worlds")
    ((method, target, headers, body),) = server.requests
    assert (method, target, body) == ("GET", "/__admin/worlds", b"")
    assert (headers["x-api-key"], headers.get("authorization")) == ("\u043a\u043b\u044e\u0447", sent)
    assert "content-type" not in headers or headers["content-type"] != "application/json"


@pytest.mark.parametrize(
    ("key", "token"), [("k\nx-other: 1", None), ("k\x00", None), ("k", "t\r\nx"), ("k\x7f", "t")], ids=ascii
)
def test_a_key_that_cannot_be_a_header_is_refused_without_being_shown(
    server: Server, url: str, key: str, token: str | None
) -> None:
    """Assumed: before anything is sent."""
    with pytest.raises(RemoteError) as refused:
        Remote(url, key, token).ask("GET", "/worlds")
    assert str(refused.value) == "the key and the token are a line of printable characters each; one of them is not."
    assert server.requests == []


@pytest.mark.parametrize("body", [{}, [], {"a": [1, None, "\u00e9"]}, 0, False], ids=str)
def test_a_body_is_sent_as_json(server: Server, url: str, body: Any) -> None:
    """Assumed: also an empty one; only None is no body."""
    Remote(url, "k").ask("PUT", "/state", body)
    ((_, _, headers, sent),) = server.requests
    assert (headers["content-type"], json.loads(sent)) == ("application/json", body)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2030, 1, 1, tzinfo=UTC), "2030-01-01T00:00:00+00:00"),
        (datetime(2030, 1, 1, 1, 2, 3, 4000, timezone(timedelta(hours=2))), "2030-01-01T01:02:03.004000+02:00"),
    ],
    ids=str,
)
def test_a_moment_is_sent_as_iso_8601(server: Server, url: str, moment: datetime, text: str) -> None:
    """Assumed: with its time zone."""
    Remote(url, "k").act(Control.move_clock, set=moment)
    assert json.loads(server.requests[0][3])["set"] == text


def test_a_value_that_json_does_not_have_is_refused_and_not_sent(server: Server, url: str) -> None:
    """Assumed: as a local world refuses it."""
    with pytest.raises(RemoteError, match="cannot be written as JSON"):
        Remote(url, "k").act(Control.put, {"contacts": {1, 2}})
    assert server.requests == []


@pytest.mark.parametrize(
    "url_given", ["closed", "ftp://127.0.0.1", "http://", "http://\x00", "no url", "http://[", "file:///etc"]
)
def test_an_error_says_where_nothing_answers(closed: str, url_given: str) -> None:
    """Assumed: and what to do; a URL that is none is told the same way."""
    where = closed if url_given == "closed" else url_given
    with pytest.raises(RemoteError) as refused:
        Remote(where, "k").act(Control.reset)
    assert str(refused.value).startswith(f"nothing answers at {where}: ")
    assert str(refused.value).endswith(". Start it, or give its URL by --url, MOCK_APOLLO_URL or pytest --apollo-url.")


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (422, b'{"error": "wrong"}', "wrong"),
        (422, b'{"error": ["one", "two"]}', "one; two"),
        (404, b'{"error": 5}', "5"),
        (500, b"Internal \xff Error", "the fake answered 500: Internal \ufffd Error"),
        (502, b"x" * 300, f"the fake answered 502: {'x' * 200}"),
        (400, b"[]", "the fake answered 400: []"),
        (400, b'{"message": 1}', 'the fake answered 400: {"message": 1}'),
        (503, b"", "the fake answered 503: "),
    ],
    ids=ascii,
)
def test_an_error_has_the_reason_of_the_fake(server: Server, url: str, status: int, body: bytes, message: str) -> None:
    """Assumed: an answer that is not the fake's is shown by its status and its first 200 characters."""
    server.statuses, server.body = [status], body
    with pytest.raises(RemoteError) as refused:
        Remote(url, "k").act(Control.reset)
    assert str(refused.value) == message
    assert refused.value.status == status
    assert isinstance(refused.value, ControlError)


def test_a_refusal_of_a_running_fake_is_raised(fake: Running) -> None:
    """Assumed: without the token, with a wrong one, and for an act that cannot be done."""
    for token in (None, "wrong"):
        with pytest.raises(RemoteError, match="Send the admin token as Authorization: Bearer"):
            Remote(fake.url, "k", token).act(Control.reset)
    with pytest.raises(RemoteError, match="There is no snapshot a b\\?; there are: none yet"):
        Remote(fake.url, "k", TOKEN).act(Control.restore, "a b?")


def test_a_fake_that_answers_is_ready_without_key_and_token(fake: Running, closed: str) -> None:
    """Assumed: at once, with or without time to wait."""
    assert Remote(fake.url, "").is_ready(0)
    assert Remote(f"{fake.url}/", "").is_ready(30)
    assert not Remote(closed, "").is_ready(0)


@pytest.mark.parametrize("status", [500, 503, 404])
def test_a_server_that_answers_with_an_error_is_not_ready(server: Server, url: str, status: int) -> None:
    """Assumed: it is asked at /readyz."""
    server.statuses = [status]
    assert not Remote(url, "").is_ready(0)
    assert [target for _, target, _, _ in server.requests] == ["/readyz"]


def test_a_fake_that_does_not_start_is_waited_for_as_long_as_said(closed: str) -> None:
    """Assumed: in seconds."""
    began = time.monotonic()
    assert not Remote(closed, "").is_ready(0.2)
    assert 0.2 <= time.monotonic() - began < 5


def test_a_fake_is_ready_as_soon_as_it_answers(server: Server, url: str) -> None:
    """Assumed: it is asked again and again until then."""
    server.statuses = [503, 503, 200]
    assert Remote(url, "").is_ready(30)
    assert len(server.requests) == 3


def test_a_client_finds_the_fake_by_its_environment() -> None:
    """Assumed: a client of Apollo needs the URL; commands need the key too."""
    assert surroundings("http://127.0.0.1:1", "k", {}) == {
        "APOLLO_API_BASE_URL": "http://127.0.0.1:1",
        "MOCK_APOLLO_URL": "http://127.0.0.1:1",
        "MOCK_APOLLO_KEY": "k",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


@pytest.mark.parametrize(
    ("known", "upper", "lower"),
    [
        ({"NO_PROXY": "corp"}, "corp,::1", "corp,::1"),
        ({"NO_PROXY": "a", "no_proxy": "b"}, "a,::1", "b,::1"),
        ({"no_proxy": "a, ::1"}, "a, ::1", "a, ::1"),
        ({"no_proxy": "*"}, "*", "*"),
    ],
    ids=str,
)
def test_a_client_reaches_the_fake_without_a_proxy(known: dict[str, str], upper: str, lower: str) -> None:
    """Assumed: the hosts that are known stay, in both spellings, as a client that reads one ignores the other."""
    variables = surroundings("http://[::1]:27655", "k", known)
    assert (variables["NO_PROXY"], variables["no_proxy"]) == (upper, lower)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(server: Server, url: str, status: int) -> None:
    """Assumed: the key and the token go to the address that was given, and to no other."""
    server.statuses, server.location = [status], f"{url}/elsewhere"
    for method, body in (("GET", None), ("PUT", {})):
        with pytest.raises(RemoteError) as refused:
            Remote(url, "k", TOKEN).ask(method, "/worlds", body)
        assert str(refused.value) == (
            f"the fake answered {status}: go to {url}/elsewhere. If the fake is there, give its URL."
        )
    assert not Remote(url, "").is_ready(0)
    assert {target for _, target, _, _ in server.requests} == {"/__admin/worlds", "/readyz"}
