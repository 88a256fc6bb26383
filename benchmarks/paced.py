"""What does a client feel at a steady rate? Calls go out when they are due, however late the replies come.

A latency counts from the moment at which its call was due: a server that stands still is charged for all the calls that
were due meanwhile, not for the one that happened to wait (no "coordinated omission").
"""

import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from benchmarks.workload import UPDATE, Request, request_bytes

SPIN = 0.002  # seconds before a call is due in which the generator does not sleep, since it would wake too late
PATIENCE = 20  # seconds after the last call was due; what has no reply by then counts as if it came at that moment
PIECE = 1 << 16


class Felt(NamedTuple):
    """Latencies in microseconds."""

    p50: float
    p99: float
    worst: float


class _Wire:
    """A connection with at most one call under way, and when that call was due."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = 0.0
        self._reply = b""

    def send(self, request: bytes, due: float) -> None:
        self.due, self._reply = due, b""
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Read a part of the reply, and tell whether it was the last one."""
        self._reply += self.socket.recv(PIECE)
        head, _, body = self._reply.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(self._reply.decode("latin-1") or "the server closed the connection")
        return len(body) >= int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])


def steadily(
    port: int, rate: float, seconds: float, connections: int = 8, request: Request = UPDATE, patience: float = PATIENCE
) -> Felt:
    """Send so many calls a second for some time, and wait for the replies."""
    with _wires(port, connections) as (selector, idle):
        calls = _latencies(selector, idle, request_bytes(port, request), rate, seconds, patience)
        latencies = sorted(calls)
    count = len(latencies)
    return Felt(*(latencies[place] * 1e6 for place in (count // 2, count * 99 // 100, count - 1)))


@contextmanager
def _wires(port: int, connections: int) -> Iterator[tuple[selectors.BaseSelector, list[_Wire]]]:
    with ExitStack() as stack:
        idle = [_Wire(port) for _ in range(connections)]
        selector = stack.enter_context(selectors.DefaultSelector())
        for wire in idle:
            selector.register(stack.enter_context(wire.socket), selectors.EVENT_READ, wire)
        yield selector, idle


def _latencies(
    selector: selectors.BaseSelector, idle: list[_Wire], request: bytes, rate: float, seconds: float, patience: float
) -> Iterator[float]:
    """Yield the latency of each call as its reply comes."""
    began, sent, replied = time.perf_counter(), 0, 0
    count, end = int(rate * seconds), began + seconds + patience
    while replied < count and (now := time.perf_counter()) < end:
        due = began + sent / rate
        may_send = bool(idle) and sent < count
        if may_send and due <= now:
            idle.pop().send(request, due)
            sent += 1
            continue
        for wire in _replied(selector, max(due - now - SPIN, 0) if may_send else end - now):
            yield time.perf_counter() - wire.due
            idle.append(wire)
            replied += 1
    busy = (key.data for key in selector.get_map().values() if key.data not in idle)
    yield from (end - due for due in (*(wire.due for wire in busy), *(began + n / rate for n in range(sent, count))))


def _replied(selector: selectors.BaseSelector, most: float) -> list[_Wire]:
    """Return the connections whose reply is complete; wait at most so many seconds for the first one."""
    return [key.data for key, _ in selector.select(most) if key.data.receive()]
