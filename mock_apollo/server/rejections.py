"""What is refused before anybody could answer it, and what is known of such a request?"""

import re
from http import HTTPMethod
from typing import NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mock_apollo.protocol.messages import TEXT, Call, Headers, Reply

CLOSE = b"connection: close\r\n"
TLS = re.compile(rb"\x16\x03[\x00-\x04]")  # how a client begins that was told https://
HTTP_2 = b"PRI * HTTP/2.0\r\n"  # how a client begins that takes it for granted
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


NOT_HTTPS = Rejection(400, "A client speaks TLS here, but this port speaks plain HTTP: use http:// and not https://.")
NOT_HTTP_2 = Rejection(400, "A client speaks HTTP/2 here, but this port speaks HTTP/1.1: let it begin with HTTP/1.1.")
NO_PROXY = Rejection(400, "This is no proxy: use its address as the base URL of Apollo instead.")
TOO_SLOW = Rejection(408, "The request was not complete in time; see --request-timeout.")
BAD_TARGET = Rejection(
    400, "The target of the request is no path: begin it with a slash, and percent-encode what is not ASCII."
)
TWO_HOSTS = Rejection(400, "There are two Host headers: send one.")
HEAD_TOO_LARGE = Rejection(
    431, "The target, the headers or the trailers are too large: send shorter ones, or see --max-header-size."
)


def unreadable(data: bytes, reason: str) -> Rejection:
    """Return the rejection of bytes in which a parser has stopped, for the reason that it gives."""
    call = with_unknown_method(data)
    if TLS.match(data):
        return NOT_HTTPS
    if data.startswith(HTTP_2):
        return NOT_HTTP_2
    if call is not None and call.method.upper().encode() in KNOWN:
        return Rejection(400, f"{call.method} is no method of HTTP: write {call.method.upper()}, in capital letters.")
    return Rejection(400, f"Invalid HTTP request received ({reason}): let an HTTP library write it.")


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
