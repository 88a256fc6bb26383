"""What a fault does on the wire, to a client that really reads from a socket."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.calls import FYODOR
from tests.e2e.servers import serving


def fault(url: str, key: str, **rule: Any) -> None:
    """Let something go wrong once."""
    reply = httpx.post(f"{url}/__admin/faults", json={"times": 1, **rule}, headers={"x-api-key": key})
    assert reply.status_code == 200, reply.text


def update(url: str, key: str, timeout: float = 30) -> httpx.Response:
    """An update."""
    path = f"{url}/api/v1/contacts/{FYODOR}"
    return httpx.patch(path, json={"title": "Novelist"}, headers={"x-api-key": key}, timeout=timeout)


def test_a_connection_is_reset_before_the_reply_and_in_it(url: str, key: str) -> None:
    """Assumed: the client gets an error, and not an end; the next call is answered."""
    fault(url, key, fault="reset")
    with pytest.raises(httpx.ReadError, match="reset by peer"):
        update(url, key)
    fault(url, key, fault="cut")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        update(url, key)
    assert update(url, key).status_code == 200


def test_a_late_reply_is_whole_for_those_who_wait(url: str, key: str) -> None:
    """Assumed: a delay before the first byte, or drop by drop; who does not wait that long gives up."""
    for kind in ("delay", "drip"):
        fault(url, key, fault=kind, delay_ms=200)
        began = time.perf_counter()
        reply = update(url, key)
        assert time.perf_counter() - began >= 0.19
        assert reply.json()["contact"]["title"] == "Novelist"
        assert reply.headers["x-mock-apollo-fault"].endswith(kind)
    fault(url, key, fault="delay", delay_ms=60_000)
    with pytest.raises(httpx.ReadTimeout):
        update(url, key, timeout=0.05)
    assert update(url, key).status_code == 200


def test_a_broken_wire_is_no_error_of_the_server(tmp_path: Any, key: str) -> None:
    """Assumed: the log tells of the calls, and of nothing else; it stops at once."""
    with serving(tmp_path) as server:
        for kind in ("reset", "cut"):
            fault(server.url, key, fault=kind)
            with pytest.raises(httpx.TransportError):
                update(server.url, key)
        assert server.stop() == 0
        lines = server.log.read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["PATCH", "PATCH"]


def test_nobody_who_waits_holds_up_the_end(tmp_path: Any, key: str) -> None:
    """Assumed: a long poll and a late reply end with the server, and the log has no traceback."""
    with serving(tmp_path) as server, ThreadPoolExecutor(2) as pool:
        fault(server.url, key, fault="delay", delay_ms=60_000)
        late = pool.submit(update, server.url, key)
        poll = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
        poll.request("GET", "/__admin/journal?status=418&wait=60", headers={"x-api-key": key})
        while len(httpx.get(f"{server.url}/__admin/journal", headers={"x-api-key": key}).text.splitlines()) < 1:
            pass
        began = time.perf_counter()
        assert server.stop() == 0
        assert time.perf_counter() - began < 1.5
        assert late.result().status_code == 200
        assert poll.getresponse().status == 200
        poll.close()
        assert "Traceback" not in server.log.read_text()
