"""Which calls does a HAR file contain? It is read entry by entry, so that it may be larger than the memory."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from mock_apollo.check.recording import (
    Recorded,
    Recording,
    RecordingError,
    Skipped,
    call_of,
    milliseconds,
    read_one,
    recorded,
    reply_of,
)
from mock_apollo.protocol.body_text import body_from_text
from mock_apollo.protocol.json_depth import MAX_DEPTH

BEGIN, END = {"start_map", "start_array"}, {"end_map", "end_array"}
ENTRIES = ["log", "entries", None]  # the keys that lead to an entry; None is an item of a list
MAX_MESSAGE_LENGTH = 80  # characters
PREFLIGHT = "access-control-request-method"


def read_har(file: BinaryIO) -> Recording:
    """Read the entries of `log.entries`. Raises RecordingError."""
    for number, entry in enumerate(_entries(file), 1):
        yield read_one(_recorded, number, entry)


def _entries(file: BinaryIO) -> Iterator[Any]:
    """Yield the entries, parsed one after the other. Raises RecordingError."""
    import ijson  # noqa: PLC0415 - slow to import, and only HAR files need it

    try:
        yield from _built(ijson.basic_parse(file, use_float=True), ijson.ObjectBuilder)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise RecordingError(f"it begins like a HAR file, but is not JSON to its end: {_place(error)}.") from error


def _place(error: Exception) -> str:
    """Return the message of a parser without the excerpt of the file, which may contain a secret."""
    return str(error).partition("\n")[0].strip()[:MAX_MESSAGE_LENGTH]


def _built(events: Iterator[tuple[str, Any]], builder_of: Any) -> Iterator[Any]:
    """Build the items of `log.entries` one after the other from the events of the parser."""
    builder = None
    for keys, event, value in _located(events):
        if builder is None and keys == ENTRIES and event in BEGIN:
            builder = builder_of()
        if builder is not None:
            builder.event(event, value)
            if keys == ENTRIES and event in END:
                yield builder.value
                builder = None


def _located(events: Iterator[tuple[str, Any]]) -> Iterator[tuple[list[Any], str, Any]]:
    """Yield each event with the keys that lead to it. Raises RecordingError when they are too many.

    The paths that ijson itself can give would grow with the depth of the file.
    """
    keys: list[Any] = []
    for event, value in events:
        if event in END:
            keys.pop()
        yield keys, event, value
        if event == "map_key":
            keys[-1] = value
        elif event in BEGIN:
            keys.append(None)
        if len(keys) > MAX_DEPTH:
            raise RecordingError(f"it is nested deeper than {MAX_DEPTH} levels.")


def _recorded(number: int, entry: dict[str, Any]) -> Recorded | Skipped:
    """Read an entry, unless its body is missing or it is no call of the client itself."""
    request, response = entry["request"], entry.get("response") or {}
    sent = request.get("postData") or {}
    headers = _pairs(request)
    names = {name.lower() for name, _ in headers}
    if not sent.get("text") and (request.get("bodySize") or 0) > 0:
        return Skipped("a call whose body was not recorded")
    if request["method"] == "CONNECT" or (request["method"] == "OPTIONS" and PREFLIGHT in names):
        return Skipped("a CONNECT or a CORS preflight, which is not a call of the client")
    if sent.get("mimeType") and "content-type" not in names:
        headers.append(("content-type", sent["mimeType"]))
    body = body_from_text(sent.get("text") or "", sent.get("encoding"))
    host, call = call_of(request["method"], request["url"], headers, body)
    at = milliseconds(entry.get("startedDateTime") or "")
    until = None if at is None else at + int(entry.get("time") or 0)
    return recorded(f"entry {number}", 1, host, call, at=at, until=until, **_reply(response))


def _reply(response: dict[str, Any]) -> dict[str, Any]:
    """Read the reply; without one, browsers record the status 0."""
    if not response.get("status"):
        return {}
    body = response.get("content") or {}
    headers = _pairs(response)
    if "content-type" not in (name.lower() for name, _ in headers):
        headers.append(("content-type", body.get("mimeType") or ""))
    reply, content = reply_of(response["status"], headers, _body(body))
    return {"reply": reply, "content": content}


def _body(content: dict[str, Any]) -> bytes | None:
    """Return the body of a reply; None when it was not recorded, or cannot be decoded."""
    try:
        return body_from_text(content.get("text") or "", content.get("encoding")) or None
    except ValueError:
        return None


def _pairs(message: dict[str, Any]) -> list[tuple[str, str]]:
    return [(header["name"], header.get("value") or "") for header in message.get("headers") or ()]
