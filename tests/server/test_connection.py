"""What a connection owes its client in the corners: limits, deadlines, an orderly end."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mock_apollo.apollo.faults import FaultRule
from mock_apollo.server.background import Running, running
from mock_apollo.server.connection import HttpLimits
from tests.calls import new_apollo
from tests.server.raw import PATH, TITLE, request, wire

LIMITS = HttpLimits(head=4_096, request=1, idle=1)


@contextmanager
def limited(limits: HttpLimits = LIMITS) -> Iterator[Running]:
    """A server with narrow limits."""
    with running(new_apollo(), limits=limits) as server:
        yield server


@pytest.fixture
def server() -> Iterator[Running]:
    """A server whose limits are narrow."""
    with limited() as server:
        yield server


@pytest.mark.parametrize("target", [PATH, "/readyz"])
@pytest.mark.parametrize(("size", "status"), [(3_000, 200), (4_200, 431), (100_000, 431)])
def test_a_head_that_is_too_large_is_refused(server: Running, target: str, size: int, status: int) -> None:
    """Documented (RFC 6585): 431; then the connection closes. By whatever way the request would have gone."""
    with wire(server.url) as client:
        reply = client.send(request("PATCH", target, f"x-large: {'x' * size}")).reply()
        assert reply.status == status
        assert (reply.headers.get("connection") == "close") is (status == 431)


def test_many_small_headers_count_as_one_large_head(server: Running) -> None:
    """Assumed: also when they come one after the other."""
    with wire(server.url) as client:
        client.send(b"GET /readyz HTTP/1.1\r\n", *[b"x-small: y\r\n"] * 400)
        assert client.reply().status == 431


@pytest.mark.parametrize("endless", [b"x-small: y\r\n" * 1_000, b"x: " + b"y" * 10_000], ids=["lines", "line"])
@pytest.mark.parametrize("cut", [0, 40])
def test_trailers_count_as_a_head(server: Running, endless: bytes, cut: int) -> None:
    """Assumed: what is no body has the same limit, by whatever way the request goes."""
    chunked = request("PATCH", PATH, "transfer-encoding: chunked", body=b"1\r\n \r\n0\r\n")
    with wire(server.url) as client:
        assert client.send(chunked[:cut], chunked[cut:], endless).reply().status == 431


@pytest.mark.parametrize("target", [PATH, "/readyz"])
@pytest.mark.parametrize("size", [1, 4_090, 4_096, 4_100, 9_000])
def test_a_body_in_chunks_has_no_limit_of_a_head(server: Running, target: str, size: int) -> None:
    """Assumed: neither many chunks nor large ones, wherever they are cut."""
    chunk = b"%x\r\n%b\r\n" % (size, b" " * size)
    chunks = chunk * (20_000 // size) + b"2\r\n{}\r\n0\r\n\r\n"
    with wire(server.url) as client:
        assert client.send(request("PATCH", target, "transfer-encoding: chunked", body=chunks)).reply().status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"PATCH /api",
        request()[:120],
        request("PUT", "/__admin/limits").replace(b": x", b": [::1]", 1)[:-5],
        request()[:-5],
    ],
    ids=["line", "head", "body of a control call", "body"],
)
def test_a_request_that_takes_too_long_is_refused(server: Running, sent: bytes) -> None:
    """Documented (RFC 9110): 408, which says that the connection closes."""
    with wire(server.url) as client:
        reply = client.send(sent).reply()
        assert (reply.status, reply.headers["connection"]) == (408, "close")
        assert b"--request-timeout" in reply.body
        assert client.ends()


def test_a_connection_without_a_request_is_closed_in_silence(server: Running) -> None:
    """Assumed: before the first call and after it; a 408 might be taken for the reply to the next call."""
    with wire(server.url) as fresh, wire(server.url) as used:
        assert used.send(request()).reply().status == 200
        assert used.ends()
        assert fresh.ends()


def test_who_speaks_tls_is_told_to_use_http(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    """Assumed: the log names the mistake, since the client cannot read the reply."""
    with caplog.at_level(logging.WARNING, logger="uvicorn.error"), wire(server.url) as client:
        assert b"use http://" in client.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").reply().body
        assert client.ends()
    assert "use http:// and not https://" in caplog.text


def test_who_wants_a_proxy_is_told_that_this_is_none(server: Running) -> None:
    """Assumed: https_proxy was set where a base URL is needed."""
    with wire(server.url) as client:
        reply = client.send(b"CONNECT api.example.com:443 HTTP/1.1\r\nhost: api.example.com:443\r\n\r\n").reply()
        assert (reply.status, b"base URL" in reply.body) == (400, True)
        assert client.ends()


def test_the_end_of_the_server_waits_for_no_half_request() -> None:
    """Assumed (R17): half-sent bodies are dropped, and nothing is left running."""
    with limited(HttpLimits()) as server:
        clients = [wire(server.url) for _ in range(20)]
        opened = [client.__enter__() for client in clients]
        for client in opened:
            client.send(request()[: -len(TITLE)])
        assert opened[0].send(TITLE).reply().status == 200
    assert all(client.ends() for client in opened)
    for manager in clients:
        manager.__exit__(None, None, None)


@pytest.mark.parametrize("kind", ["reset", "cut"])
def test_no_task_waits_for_a_connection_that_is_gone(kind: str) -> None:
    """Assumed (R16): neither that of the broken reply nor that of a call behind it."""
    with limited(HttpLimits()) as server:
        rule = FaultRule.model_validate({"fault": kind, "times": 1})
        server.do(lambda: server.apollo.add_fault(server.apollo.open("demo"), rule))
        before = server.do(lambda: len(asyncio.all_tasks(server.loop)))
        with wire(server.url) as client:
            client.send(request() + request("GET", "/readyz", body=b""))
            assert client.breaks_off()
        assert server.do(lambda: len(asyncio.all_tasks(server.loop))) <= before


@pytest.mark.parametrize("target", [PATH, "/__admin/worlds", "/readyz"])
def test_two_hosts_are_refused(server: Running, target: str) -> None:
    """Documented (RFC 9112): 400, since nobody knows which of them is meant; one more request is not read."""
    with wire(server.url) as client:
        refused = client.send(request("GET", target, "Host: y", body=b"")).reply()
        assert (refused.status, refused.body) == (400, b"There are two Host headers: send one.")


def test_a_body_that_does_not_come_after_its_answer_ends_the_connection(server: Running) -> None:
    """Assumed: when its time is over, without a second reply."""
    with wire(server.url) as client:
        client.send(request("PUT", "/__admin/nothing", "content-length: 1000", body=b""))
        assert client.reply().status == 404
        assert client.ends()
