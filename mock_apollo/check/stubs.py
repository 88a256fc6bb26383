"""Which call does a stub stand for? One that it matches exactly; of a stub only what must match is known."""

from collections.abc import Iterable
from typing import Any, BinaryIO
from urllib.parse import urlencode

import orjson

from mock_apollo.check.recording import (
    BODY,
    CONTENT_TYPE,
    HEADERS,
    Recorded,
    RecordingError,
    Skipped,
    call_of,
    recorded,
    without_media_type,
)
from mock_apollo.protocol.messages import JSON

NO_HEADERS = "a stub, which has only the headers that must match"
NO_BODY = "a stub, which does not match bodies, or by a pattern"
SEVERAL = Skipped("a stub that matches more than one path or method")

Pairs = list[tuple[str, str]]


def parsed(file: BinaryIO) -> Any:
    """Return the content of a JSON file. Raises RecordingError."""
    try:
        return orjson.loads(file.read())
    except orjson.JSONDecodeError as error:  # whose message does not quote the file
        raise RecordingError(f"it is not JSON from line {error.lineno} on. Export it again.") from error


def listed(document: Any, *names: str) -> list[Any]:
    """Return the list under some names, each in the object of the one before it. Raises RecordingError."""
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    if isinstance(document, list):
        return document
    raise RecordingError(f"it has no list under {'.'.join(names)}, where its calls belong. Export it again.")


def url_of(base: str, path: str, query: Iterable[tuple[str, str]] | str) -> str:
    """Return the URL of a stub, whose query is a text or decoded names and values."""
    text = query if isinstance(query, str) else urlencode([*query])
    return f"{base}{path}{'&' if '?' in path else '?'}{text}" if text else f"{base}{path}"


def body_of(value: Any) -> bytes | None:
    """Return a body, which is a text or the JSON that it stands for."""
    return None if value is None else value.encode() if isinstance(value, str) else orjson.dumps(value)


def stub(where: str, call: tuple[str, str, Pairs, bytes | None], reply: Any) -> Recorded:
    """Make the call of a stub; a body of which the type is not known is taken for JSON."""
    method, url, headers, body = call
    if without_media_type(headers):
        headers.append((CONTENT_TYPE, JSON.decode()))
    host, made = call_of(method, url, headers, body or b"")
    unknown = {HEADERS: NO_HEADERS} if body is not None else {HEADERS: NO_HEADERS, BODY: NO_BODY}
    more = {"reply": reply[0], "content": reply[1]} if reply[0].media_type else {}  # else its type is not known either
    return recorded(where, 1, host, made, unknown=unknown, **more)
