"""What crosses the wire? A call comes in, a reply goes out.

Both are frozen by agreement and not by `frozen=True`, which makes them four times as expensive to create.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl

Json = dict[str, Any]  # a JSON object
Headers = Sequence[tuple[bytes, bytes]]

JSON = b"application/json"
TEXT = b"text/plain"
HTML = b"text/html"


def lines_of(headers: Headers) -> bytes:
    """Return headers as they go over the wire: a line with its end for each."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


def headers_in(lines: bytes) -> Headers:
    """Return the names and values of headers, given as they go over the wire."""
    return tuple([(name, value) for name, _, value in (line.partition(b": ") for line in lines.split(b"\r\n")[:-1])])


@dataclass(slots=True)
class Call:
    """An HTTP request as the client sent it.

    `path` and `query` are raw: still percent-encoded, the query without its `?`.
    Header names are in lower case, as in ASGI; repeated headers are kept.
    """

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    _first: dict[bytes, bytes] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def first_headers(self) -> dict[bytes, bytes]:
        """The value of the first header of each name."""
        if self._first is None:
            self._first = dict(reversed(self.headers))
        return self._first

    def header(self, name: bytes) -> bytes | None:
        """Return the value of the first header with that lower-case name, or None."""
        return (self._first or self.first_headers).get(name)

    def query_pairs(self) -> list[tuple[str, str]]:
        """Return the decoded names and values of the query, in order; empty values are kept."""
        return parse_qsl(self.query, keep_blank_values=True, errors="replace")


DRIPS = 20  # chunks in which a slowed-down body is sent


@dataclass(slots=True)
class Wire:
    """How the transport is to disturb a reply.

    `delay` is the time before the first byte and `drip` the time that the body takes, both in ms. `reset` closes the
    connection before the reply (`nothing`) or in the middle of its body (`half`).
    """

    delay: int = 0
    drip: int = 0
    reset: Literal["", "nothing", "half"] = ""


@dataclass(slots=True)
class Reply:
    """An HTTP response, ready to be sent; `lines` are its headers but content type and length, as on the wire."""

    status: int
    body: bytes
    media_type: bytes = JSON
    lines: bytes = b""
    wire: Wire | None = None

    @property
    def headers(self) -> Headers:
        """The names and values of the headers but content type and length."""
        return headers_in(self.lines)
