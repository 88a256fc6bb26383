"""What does a HAR file say? Read entry by entry, so that its size does not matter."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from mock_apollo.check.recording import (
    Recorded,
    Recording,
    RecordingError,
    Skipped,
    body_of,
    call_of,
    milliseconds,
    read_one,
    recorded,
    reply_of,
)
from mock_apollo.protocol.json_depth import MAX_DEPTH

BEGIN, END = {"start_map", "start_array"}, {"end_map", "end_array"}
ENTRIES = ["log", "entries", None]  # the keys on the way to an entry; None is for what has none
PREFLIGHT = "access-control-request-method"


def read_har(file: BinaryIO) -> Recording:
    """The entries of `log.entries`. Raises RecordingError."""
    for number, entry in enumerate(_entries(file), 1):
        yield read_one(_recorded, number, entry)


def _entries(file: BinaryIO) -> Iterator[Any]:
    try:
        import ijson  # noqa: PLC0415 - only this command needs it
    except ImportError as error:
        raise RecordingError("to read HAR files, pip install 'mock-apollo[check]'.") from error
    try:
        yield from _built(ijson.basic_parse(file, use_float=True), ijson.ObjectBuilder)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise RecordingError(f"it begins like a HAR file, but is not JSON to its end: {_place(error)}.") from error


def _place(error: Exception) -> str:
    """What a parser says, without the text around the place, which may hold a secret."""
    return str(error).partition("\n")[0].strip()[:80]


def _built(events: Iterator[tuple[str, Any]], builder_of: Any) -> Iterator[Any]:
    """The members of `log.entries`, built one after the other; the parser's own paths would grow with the depth."""
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
    """Each event with the keys that lead to it. Raises RecordingError when they are too many."""
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
    request, response = entry["request"], entry.get("response") or {}
    sent = request.get("postData") or {}
    headers = _pairs(request)
    names = {name.lower() for name, _ in headers}
    if not sent.get("text") and (request.get("bodySize") or 0) > 0:
        return Skipped("a call whose body was not recorded")
    if request["method"] == "CONNECT" or (request["method"] == "OPTIONS" and PREFLIGHT in names):
        return Skipped("a question of a browser or a proxy, which is no call")
    if sent.get("mimeType") and "content-type" not in names:
        headers.append(("content-type", sent["mimeType"]))
    body = body_of(sent.get("text") or "", sent.get("encoding"))
    host, call = call_of(request["method"], request["url"], headers, body)
    at = milliseconds(entry.get("startedDateTime") or "")
    until = None if at is None else at + int(entry.get("time") or 0)
    return recorded(f"entry {number}", 1, host, call, at=at, until=until, **_reply(response))


def _reply(response: dict[str, Any]) -> dict[str, Any]:
    """The reply, if there was one; status 0 is how browsers say that there was none."""
    if not response.get("status"):
        return {}
    said = response.get("content") or {}
    headers = _pairs(response) or [("content-type", said.get("mimeType", ""))]
    reply, content = reply_of(response["status"], headers, _body(said))
    return {"reply": reply, "content": content}


def _body(said: dict[str, Any]) -> bytes | None:
    """The body of a reply; None when it was thrown away, or cannot be decoded."""
    try:
        return body_of(said.get("text") or "", said.get("encoding")) or None
    except ValueError:
        return None


def _pairs(message: dict[str, Any]) -> list[tuple[str, str]]:
    return [(header["name"], header.get("value") or "") for header in message.get("headers") or ()]
