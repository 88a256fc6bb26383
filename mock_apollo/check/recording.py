"""What was recorded? Calls with their replies, and what could not be read, whatever the format."""

import base64
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from mock_apollo.contract.findings import Findings
from mock_apollo.protocol.credentials import credentials
from mock_apollo.protocol.messages import JSON, Call, Reply
from mock_apollo.protocol.refusals import Content
from mock_apollo.protocol.timestamps import SECOND

MALFORMED = (KeyError, TypeError, AttributeError, ValueError)
LEFT_OUT = (b"[redacted]", b"[Filtered]", b"Bearer [redacted]", b"REDACTED")


class RecordingError(Exception):
    """A file cannot be judged; the message says why, and what to do."""


class Recorded(NamedTuple):
    """A call, where it stands in its file, and the reply if there was one.

    `host` is where it went, without the port; `content` is what the body of the reply means, None when it is not known.
    `at` and `until` are its beginning and its end in ms since 1970; `client` is what tells one client from another.
    `noted` is what was found when it was recorded, and cannot be found any more.
    """

    where: str
    line: int
    host: str
    call: Call
    client: Hashable
    reply: Reply | None = None
    content: Content | None = None
    at: int | None = None
    until: int | None = None
    noted: Findings = ()


class Skipped(NamedTuple):
    """Something that was not judged, and why."""

    why: str


Recording = Iterator[Recorded | Skipped]


def read_one(reader: Callable[..., Recorded | Skipped], *parts: Any) -> Recorded | Skipped:
    """What a reader makes of one part of a file; who writes recordings does not always keep to the format."""
    try:
        return reader(*parts)
    except MALFORMED:
        return Skipped("a call that is not recorded as the format has it")


def call_of(method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> tuple[str, Call]:
    """The host that was called, and the call as it went over the wire."""
    parts = urlsplit(url.encode("utf-8", "backslashreplace").decode())
    wire = tuple((_bytes(name).lower(), _bytes(value)) for name, value in headers if not name.startswith(":"))
    return parts.hostname or "", Call(method, parts.path or "/", parts.query, wire, body)


def reply_of(status: int, headers: Iterable[tuple[str, str]], body: bytes | None) -> tuple[Reply, Content | None]:
    """The reply, and what its body means; a body that is None was not recorded."""
    wire = tuple((_bytes(name).lower(), _bytes(value)) for name, value in headers)
    names = dict(wire)
    media_type = names.get(b"content-type", b"").partition(b";")[0].strip().lower()
    content = None if body is None else _content(media_type, body, packed=b"content-encoding" in names)
    return Reply(int(status), body or b"", media_type, wire), content


def _content(media_type: bytes, body: bytes, *, packed: bool) -> Content | None:
    """What a body means; None for one that is still compressed."""
    try:
        return orjson.loads(body) if media_type == JSON else body.decode()
    except ValueError:
        return None if packed else body.decode("utf-8", "replace")


def recorded(where: str, line: int, host: str, call: Call, **more: Any) -> Recorded:
    """A recorded call whose client is known by its credentials, unless they were taken out."""
    given = credentials(call)
    client = None if any(value in LEFT_OUT for value in given) else given
    return Recorded(where, line, host, call, **{"client": client, **more})


def flat(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Headers that were written as an object, with one value or a list of them for each name."""
    pairs = ((name, value if isinstance(value, list) else [value]) for name, value in headers.items())
    return [(name, str(value)) for name, values in pairs for value in values]


def milliseconds(time: str) -> int | None:
    """A time as ISO 8601 or e-mail has it, in ms since 1970; None when it is none."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return int(parse(time).timestamp() * SECOND)
        except ValueError:
            continue
    return None


def body_of(text: str, encoding: str | None) -> bytes:
    """The bytes of a body that was written as text, or in base64."""
    return base64.b64decode(text) if encoding == "base64" else text.encode("utf-8", "surrogatepass")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
