"""What crosses the wire? A call comes in, a reply goes out.

Both are frozen by agreement and not by `frozen=True`, which makes them four times as expensive to create.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl

Json = dict[str, Any]  # a JSON object
Headers = Sequence[tuple[bytes, bytes]]

JSON = b"application/json"
TEXT = b"text/plain"
HTML = b"text/html"


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

    def header(self, name: bytes) -> bytes | None:
        """Return the value of the first header with that lower-case name, or None."""
        for known, value in self.headers:
            if known == name:
                return value
        return None

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
    """An HTTP response, ready to be sent."""

    status: int
    body: bytes
    media_type: bytes = JSON
    headers: Headers = ()
    wire: Wire | None = None
