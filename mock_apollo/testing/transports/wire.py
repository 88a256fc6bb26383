"""What do transports without a port share? Calls made of requests, delays, and broken connections."""

from typing import Protocol
from urllib.parse import urlsplit

from mock_apollo.protocol.messages import DRIPS, Call, Headers, Reply
from mock_apollo.protocol.timestamps import SECOND
from mock_apollo.server.asgi import OK, PROBES


class Answers(Protocol):
    """Something that answers calls, as Apollo does."""

    def answer(self, call: Call) -> Reply:
        """Return the reply to a call."""


class BrokenOffError(Exception):
    """The connection was reset; `half` when a part of the reply had arrived."""

    def __init__(self, *, half: bool) -> None:
        super().__init__("Connection reset by peer")
        self.half = half


class TooLateError(Exception):
    """The reply takes longer than the client's time-out."""


def answer(apollo: Answers, method: str, url: str, headers: Headers, body: bytes) -> Reply:
    """Return the reply to a request for a URL: Apollo's, or that of a probe."""
    parts = urlsplit(url)
    if parts.path.encode() in PROBES:
        return OK
    lower = tuple((name.lower(), value) for name, value in headers)
    return apollo.answer(Call(method, parts.path, parts.query, lower, body))


def headers_of(reply: Reply) -> Headers:
    """Return all headers of a reply, as the server sends them."""
    return [(b"content-type", reply.media_type), (b"content-length", b"%d" % len(reply.body)), *reply.headers]


def body_of(reply: Reply, method: str) -> bytes:
    """Return the body that arrives; a reply to HEAD has none."""
    return b"" if method == "HEAD" else reply.body


def lateness(reply: Reply, timeout: float | None) -> float:
    """Return how many seconds a reply takes. Raises TooLateError when the client's time-out is shorter."""
    if reply.wire is None:
        return 0
    longest = max(reply.wire.delay, reply.wire.drip / DRIPS) / SECOND  # between two pieces of what arrives
    if timeout is not None and longest > timeout:
        raise TooLateError(f"Nothing comes for {longest} s, and the client waits {timeout} s.")
    return (reply.wire.delay + reply.wire.drip) / SECOND


def check_wire(reply: Reply) -> None:
    """Raise BrokenOffError unless the reply arrives whole."""
    if reply.wire and reply.wire.reset:
        raise BrokenOffError(half=reply.wire.reset == "half")
