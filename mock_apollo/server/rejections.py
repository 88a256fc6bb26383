"""What is refused before anybody could answer it, and what is known of such a request?"""

import re
from http import HTTPMethod
from typing import NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mock_apollo.protocol.messages import TEXT, Call, Headers, Reply

CLOSE = b"connection: close\r\n"
TLS = re.compile(rb"\x16\x03[\x00-\x04]")  # how a client begins that was told https://
LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}) (/[^ \r\n]*) HTTP/1\.[01]\r?\n")
KNOWN = {method.value.encode() for method in HTTPMethod}


class Rejection(NamedTuple):
    """A reply to what is no request that anybody could answer."""

    status: int
    sentence: str

    def reply(self) -> bytes:
        """Return the reply as it goes over the wire."""
        head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n" % len(self.sentence)
        return b"".join((STATUS_LINE[self.status], head, CLOSE, b"\r\n", self.sentence.encode()))

    def as_reply(self) -> Reply:
        """Return the reply as the journal has it."""
        return Reply(self.status, self.sentence.encode(), TEXT)


NOT_HTTP = Rejection(400, "Invalid HTTP request received.")
NOT_HTTPS = Rejection(400, "A client speaks TLS here, but this port speaks plain HTTP: use http:// and not https://.")
NO_PROXY = Rejection(400, "This is no proxy: use its address as the base URL of Apollo instead.")
TOO_SLOW = Rejection(408, "The request was not complete in time; see --request-timeout.")
TWO_HOSTS = Rejection(400, "There are two Host headers: send one.")
HEAD_TOO_LARGE = Rejection(431, "The headers are too large: send fewer or shorter ones, or see --max-header-size.")


def with_unknown_method(data: bytes) -> Call | None:
    """Return the request at whose method a parser has stopped, as far as it stands in these bytes, or None."""
    lines = [line for line in LINE.finditer(data) if line[1] not in KNOWN]
    if not lines:
        return None
    line = lines[-1]
    head, _, body = data[line.end() :].partition(b"\r\n\r\n")
    return known_call(line[1], line[2], [*map(_header, head.split(b"\r\n"))], body)


def known_call(method: bytes, url: bytes, headers: Headers, body: bytes = b"") -> Call:
    """Return the call of which this is known."""
    path, _, query = url.decode("latin-1").partition("?")
    return Call(method.decode("latin-1"), path, query, headers, body)


def _header(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name.strip().lower(), value.strip()
