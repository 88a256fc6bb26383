"""Tests of who may use the control API, and of which world a request controls."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.server.background import Running, running
from mock_apollo.server.control.acts import ACTS, Act
from tests.calls import new_apollo, patch
from tests.server.control.asgi_client import steer
from tests.server.raw import request, wire


def test_a_token_is_required_of_all_clients_and_admits_remote_ones(apollo: Apollo) -> None:
    """Assumed: without a token, only clients on the same machine are admitted."""
    bearer = {"authorization": "Bearer t0p-secret"}
    for client, token, headers, status in [
        ("127.0.0.1", None, {}, 200),
        ("10.0.0.7", None, {}, 403),
        ("10.0.0.7", "t0p-secret", bearer, 200),
        ("10.0.0.7", "t0p-secret", {}, 401),
        ("127.0.0.1", "t0p-secret", {"authorization": "Bearer wrong"}, 401),
    ]:
        for path in ("worlds", "faults", "journal", "state", "clock"):
            reply = steer(apollo, "GET", path, client=client, token=token, headers=headers)
            assert (path, reply.status_code) == (path, status)
            assert "access-control-allow-origin" not in reply.headers


def test_a_control_call_needs_a_key_that_is_accepted(apollo: Apollo) -> None:
    """Assumed: the key names the world."""
    missing = steer(apollo, "POST", "reset", headers={"x-api-key": ""})
    assert (missing.status_code, missing.json()["error"]) == (422, "Send the key of the world in the X-Api-Key header.")
    assert steer(apollo, "POST", "reset", headers={"x-api-key": "invalid"}).status_code == 401
    assert steer(apollo, "GET", "journal", headers={"x-api-key": "invalid"}).status_code == 401


def test_a_key_in_any_script_names_one_world(apollo: Apollo) -> None:
    """Assumed: for Apollo's calls and for control calls alike."""
    key = "\u043a\u043b\u044e\u0447"
    apollo.answer(patch({"title": "Counted"}, key=key))
    reply = steer(apollo, "GET", "journal/counts", headers={"x-api-key": key.encode()})
    assert reply.json() == {"update-a-contact": {"200": 1}}


@pytest.mark.parametrize("headers", [{"host": "["}, {"origin": "http://["}], ids=str)
def test_a_malformed_host_or_origin_is_refused(apollo: Apollo, headers: Any) -> None:
    """Assumed: as one of another machine is."""
    assert steer(apollo, "GET", "worlds", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "header", ["forwarded", "via", "x-real-ip", "x-forwarded-for", "X-Forwarded-Host", "x-forwarded-proto"]
)
def test_a_request_that_came_by_a_proxy_is_not_local(apollo: Apollo, header: str) -> None:
    """Assumed: who is behind a proxy on this machine may be anywhere; with the token it does not matter."""
    refused = steer(apollo, "GET", "worlds", headers={header: "127.0.0.1"})
    assert (refused.status_code, "came by a proxy" in refused.json()["error"]) == (403, True)
    sesame = {header: "127.0.0.1", "authorization": "Bearer sesame-open"}
    assert steer(apollo, "GET", "worlds", headers=sesame, token="sesame-open").status_code == 200


def test_of_several_hosts_all_must_be_this_machine(apollo: Apollo) -> None:
    """Assumed: behind any server that lets two Host headers through."""
    hosts = [(b"host", b"localhost"), (b"host", b"evil.example"), (b"x-api-key", b"k")]
    for order in (hosts, hosts[::-1]):
        assert steer(apollo, "GET", "worlds", raw=order).status_code == 403


@pytest.fixture(scope="module")
def guarded() -> Iterator[Running]:
    """A server that asks for a token."""
    with running(new_apollo(), "sesame-open") as server:
        yield server


WITH_BODIES = [act for act in ACTS.values() if act.body is not None]


@pytest.mark.parametrize("act", WITH_BODIES, ids=lambda act: f"{act.method} {act.path}")
def test_who_may_not_steer_is_refused_before_the_body_is_read(guarded: Running, act: Act) -> None:
    """Assumed: though 200 MB are announced; 100 Continue is not sent either."""
    target, sizes = f"/__admin{act.path}", ("content-length: 200000000", "expect: 100-continue")
    with wire(guarded.url) as client:
        assert client.send(request(act.method, target, *sizes, body=b"")).reply().status == 401


@pytest.mark.parametrize(
    "framing", [("content-length: 70000000",), ("content-length: 70000000", "expect: 100-continue")], ids=str
)
def test_a_body_that_is_too_large_is_refused_unread(guarded: Running, framing: tuple[str, ...]) -> None:
    """Assumed: 413, by what the client announces."""
    token = "authorization: Bearer sesame-open"
    with wire(guarded.url) as client:
        refused = client.send(request("PUT", "/__admin/state", token, *framing, body=b"")).reply()
        assert refused.status == 413
        said = orjson.loads(refused.body)["error"]
        assert said == "The body is larger than 67108864 bytes; send a smaller one, or see --max-import-size."


def test_a_body_that_comes_after_its_answer_does_not_disturb_the_next_request(guarded: Running) -> None:
    """Assumed: it is read and dropped."""
    token = "authorization: Bearer sesame-open"
    with wire(guarded.url) as client:
        late = request("PUT", "/__admin/state", "content-length: 300000", body=b"")
        assert client.send(late).reply().status == 401
        client.send(b"x" * 300_000, request("GET", "/__admin/worlds", token, body=b""))
        assert client.reply().status == 200


def test_a_body_that_has_no_length_is_read_up_to_the_limit(apollo: Apollo) -> None:
    """Assumed: then it is refused in the same words."""

    async def endless() -> Any:
        for _ in range(5):
            yield b" " * 1_000

    refused = steer(apollo, "PUT", "state", content=endless(), most=2_048, headers={"content-type": "application/json"})
    assert (refused.status_code, "larger than 2048 bytes" in refused.json()["error"]) == (413, True)
    assert steer(apollo, "PUT", "limits", json={"rate_limit": "off"}, most=2_048).status_code == 200


@pytest.mark.parametrize("path", ["contract", "behaviours", "findings"])
def test_tables_about_the_fake_itself_are_open(apollo: Apollo, path: str) -> None:
    """Assumed: they hold nothing of anybody, and stand in the documentation too."""
    assert steer(apollo, "GET", path, client="10.0.0.7", token="sesame-open").status_code == 200
