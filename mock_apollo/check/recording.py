"""What does a recording consist of, whatever its format? Calls with their replies, and parts that are skipped."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from mock_apollo.contract.findings import Findings
from mock_apollo.protocol.credentials import credentials
from mock_apollo.protocol.messages import JSON, Call, Reply, lines_of
from mock_apollo.protocol.redacted_text import REDACTED
from mock_apollo.protocol.refusals import Content
from mock_apollo.protocol.timestamps import milliseconds_of, since_epoch

MALFORMED = (
    KeyError,
    TypeError,
    AttributeError,
    ValueError,
    OverflowError,
)  # raised by readers of what breaks a format
HEADERS, BODY = "header", "$"  # where the paths of findings begin
CONTENT_TYPE = "content-type"
PLACEHOLDERS = (REDACTED.encode(), b"Bearer " + REDACTED.encode(), b"[Filtered]", b"REDACTED")  # of credentials


class RecordingError(Exception):
    """A file cannot be judged; the message says why and what to do."""


class Recorded(NamedTuple):
    """A recorded call, with its reply if there was one.

    - `where`, `line`: its place in the file, as text and as the number of a line
    - `host`: the host that was called, without the port
    - `client`: identifies the client; None when it is unknown
    - `content`: the parsed body of the reply; None when it is unknown
    - `at`, `until`: its beginning and its end, in ms since 1970; None when unknown
    - `earlier`: findings from when it was recorded that cannot be made again without the records
    - `unknown`: parts of the call that are not in the recording (HEADERS, BODY), each with why; nothing is said of them
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
    earlier: Findings = ()
    unknown: Mapping[str, str] = MappingProxyType({})


class Skipped(NamedTuple):
    """A part of a recording that is not judged, and why."""

    why: str


Recording = Iterator[Recorded | Skipped]


def read_one(reader: Callable[..., Recorded | Skipped], *parts: Any) -> Recorded | Skipped:
    """Read one part of a file, or skip it when it does not follow the format; a missing member is named."""
    try:
        return reader(*parts)
    except KeyError as missing:
        return Skipped(f"a call without {missing.args[0]}, which the format has")
    except MALFORMED:
        return Skipped("a call that does not follow the format")


def call_of(method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> tuple[str, Call]:
    """Return the host of a URL, and the call; pseudo-headers of HTTP/2 are dropped."""
    parts = urlsplit(url.encode("utf-8", "backslashreplace").decode())
    wire = tuple((_bytes(name).lower(), _bytes(value)) for name, value in headers if not name.startswith(":"))
    return parts.hostname or "", Call(method, parts.path or "/", parts.query, wire, body)


def reply_of(status: int, headers: Iterable[tuple[str, str]], body: bytes | None) -> tuple[Reply, Content | None]:
    """Return the reply and its parsed body, which is not known without its type; `body` is None if not recorded."""
    wire = tuple((_bytes(name).lower(), _bytes(value)) for name, value in headers)
    names = dict(wire)
    media_type = names.get(b"content-type", b"").partition(b";")[0].strip().lower()
    content = (
        None if body is None or not media_type else _content(media_type, body, packed=b"content-encoding" in names)
    )
    return Reply(int(status), body or b"", media_type, lines_of(wire)), content


def _content(media_type: bytes, body: bytes, *, packed: bool) -> Content | None:
    """Parse a body as JSON or text; return None when it is compressed."""
    try:
        return orjson.loads(body) if media_type == JSON else body.decode()
    except ValueError:
        return None if packed else body.decode("utf-8", "replace")


def recorded(where: str, line: int, host: str, call: Call, **more: Any) -> Recorded:
    """Make a Recorded whose client is identified by its credentials, unless they were replaced by placeholders."""
    given = credentials(call)
    client = None if any(value in PLACEHOLDERS for value in given) else given
    return Recorded(where, line, host, call, **{"client": client, **more})


def without_media_type(headers: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a message has no Content-Type."""
    return all(name.lower() != CONTENT_TYPE for name, _ in headers)


def flat(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the headers in an object, which has a value or a list of values for each name, as text or bytes."""
    pairs = ((name, value if isinstance(value, list) else [value]) for name, value in headers.items())
    return [(_text(name), _text(value)) for name, values in pairs for value in values]


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def milliseconds(time: str) -> int | None:
    """Parse a time in ISO 8601, or as in e-mail, as ms since 1970; return None when it is neither."""
    for parse in (milliseconds_of, _milliseconds_of_email):
        try:
            return parse(time)
        except ValueError:
            continue
    return None


def _milliseconds_of_email(time: str) -> int:
    """Parse a time as in e-mail (RFC 5322). Raises ValueError."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - slow to import, and only Ruby's VCR needs it

    return since_epoch(parsedate_to_datetime(time))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
