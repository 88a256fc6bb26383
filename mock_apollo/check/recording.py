"""What was recorded? Calls with their replies, and what could not be read, whatever the format."""

import base64
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from mock_apollo.clock import SECOND
from mock_apollo.credentials import credentials
from mock_apollo.messages import JSON, TEXT, Call, Reply
from mock_apollo.refusals import Content


class RecordingError(Exception):
    """A file cannot be judged; the message says why, and what to do."""


class Recorded(NamedTuple):
    """A call, where it stands in its file, and the reply if there was one.

    `host` is where it went, without the port; `content` is what the body of the reply means, None when it is not known.
    `at` is in ms since 1970; `client` is what tells one client from another.
    """

    where: str
    line: int
    host: str
    call: Call
    client: Hashable
    reply: Reply | None = None
    content: Content | None = None
    at: int | None = None


class Skipped(NamedTuple):
    """Something that was not judged, and why."""

    why: str


Recording = Iterator[Recorded | Skipped]


def read_one(reader: Callable[..., Recorded | Skipped], *parts: Any) -> Recorded | Skipped:
    """What a reader makes of one part of a file; who writes recordings does not always keep to the format."""
    try:
        return reader(*parts)
    except (KeyError, TypeError, AttributeError, ValueError):
        return Skipped("a call that is not recorded as the format has it")


def call_of(method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> tuple[str, Call]:
    """The host that was called, and the call as it went over the wire."""
    parts = urlsplit(url)
    path = parts.path or "/"
    wire = tuple((_bytes(name).lower(), _bytes(value)) for name, value in headers if not name.startswith(":"))
    return parts.hostname or "", Call(method.upper(), path, parts.query, wire, body)


def reply_of(status: int, headers: Iterable[tuple[str, str]], body: bytes | None) -> tuple[Reply, Content | None]:
    """The reply, and what its body means; a body that is None was not recorded."""
    wire = tuple((_bytes(name).lower(), _bytes(value)) for name, value in headers)
    media_type = dict(wire).get(b"content-type", b"").partition(b";")[0].strip().lower()
    reply = Reply(status, body or b"", media_type, wire)
    return reply, None if body is None else _content(media_type, body)


def _content(media_type: bytes, body: bytes) -> Content | None:
    text = body.decode("utf-8", "replace")
    if media_type == TEXT:
        return text
    try:
        return orjson.loads(body) if media_type == JSON else text
    except orjson.JSONDecodeError:
        return text


def recorded(where: str, line: int, host: str, call: Call, **more: Any) -> Recorded:
    """A recorded call whose client is known by its credentials."""
    return Recorded(where, line, host, call, **{"client": credentials(call), **more})


def flat(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Headers that were written as an object, with one value or a list of them for each name."""
    pairs = ((name, value if isinstance(value, list) else [value]) for name, value in headers.items())
    return [(name, str(value)) for name, values in pairs for value in values]


def milliseconds(time: str) -> int | None:
    """A time of ISO 8601 in ms since 1970, None when it is none."""
    try:
        return int(datetime.fromisoformat(time).timestamp() * SECOND)
    except ValueError:
        return None


def body_of(text: str, encoding: str | None) -> bytes:
    """The bytes of a body that was written as text, or in base64."""
    return base64.b64decode(text) if encoding == "base64" else text.encode("utf-8", "surrogatepass")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
