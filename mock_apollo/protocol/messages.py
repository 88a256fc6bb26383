"""What crosses the wire: a call comes in, a reply goes out.

Both are frozen by agreement: a frozen dataclass costs four times as much to make.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl

Json = dict[str, Any]  # an object of JSON
Headers = Sequence[tuple[bytes, bytes]]

JSON = b"application/json"
TEXT = b"text/plain"
HTML = b"text/html"


@dataclass(slots=True)
class Call:
    """One HTTP request as the client sent it.

    `path` and `query` are raw: still percent-encoded, the query without its `?`.
    Header names are lower case, as ASGI gives them; repeated headers stay repeated.
    """

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: bytes) -> bytes | None:
        """The first header of that (lower-case) name, or None."""
        for known, value in self.headers:
            if known == name:
                return value
        return None

    def query_pairs(self) -> list[tuple[str, str]]:
        """The decoded query, in the order sent; blank values are kept."""
        return parse_qsl(self.query, keep_blank_values=True, errors="replace")


DRIPS = 20  # pieces of a body that drips


@dataclass(slots=True)
class Wire:
    """What happens to a reply on its way: it waits, it drips, it breaks off.

    `delay` is how long the first byte takes, `drip` how long the body takes, both in ms. The connection is reset
    before the reply (`nothing`), or in the middle of its body (`half`).
    """

    delay: int = 0
    drip: int = 0
    reset: Literal["", "nothing", "half"] = ""


@dataclass(slots=True)
class Reply:
    """One HTTP response, ready to be written: the body is bytes and never changes again."""

    status: int
    body: bytes
    media_type: bytes = JSON
    headers: Headers = ()
    wire: Wire | None = None
