"""Which calls does a HAR file contain? It is read entry by entry, so that it may be larger than the memory."""

from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import urlencode

from mock_apollo.check.beside import BROKEN, Beside, nothing
from mock_apollo.check.recording import (
    BODY,
    CONTENT_TYPE,
    Recorded,
    Recording,
    RecordingError,
    Skipped,
    call_of,
    milliseconds,
    read_one,
    recorded,
    reply_of,
    without_media_type,
)
from mock_apollo.protocol.body_text import body_from_text
from mock_apollo.protocol.json_depth import MAX_DEPTH

BEGIN, END = {"start_map", "start_array"}, {"end_map", "end_array"}
ENTRIES = ["log", "entries", None]  # the keys that lead to an entry; None is an item of a list
CHUNK = 1 << 16  # bytes
WITHOUT_BODY = ("GET", "HEAD", "DELETE")  # methods of which no body is missed
PREFLIGHT = "access-control-request-method"
NO_BODY = "its body was not recorded"


def read_har(file: IO[bytes], beside: Beside = nothing) -> Recording:
    """Read the entries of `log.entries`; `beside` reads bodies in files of their own. Raises RecordingError."""
    for number, entry in enumerate(_entries(file), 1):
        yield read_one(_recorded, number, entry, beside)


def _entries(file: IO[bytes]) -> Iterator[Any]:
    """Yield the entries, parsed one after the other. Raises RecordingError."""
    import ijson  # noqa: PLC0415 - slow to import, and only HAR files need it

    read = 0
    try:
        for read, entry in enumerate(_built(ijson.basic_parse(file, use_float=True), ijson.ObjectBuilder), 1):  # noqa: B007 - a count
            yield entry
    except (ijson.JSONError, UnicodeDecodeError) as error:  # whose message may quote the file
        raise RecordingError(f"it begins like a HAR file, but {_why(file, read)}") from error
    except BROKEN as error:
        raise RecordingError(f"it cannot be read after entry {read}. Record it again.") from error


def _why(file: IO[bytes], read: int) -> str:
    """Return what is wrong with a file that is no JSON after some entries, without anything that is in it."""
    place = _end_of_utf_8(file) if file.seekable() else None
    if place is not None:
        return f"is not UTF-8 at byte {place}. Save it as UTF-8."
    return f"is not JSON to its end, after entry {read}. Export it again."


def _end_of_utf_8(file: IO[bytes]) -> int | None:
    """Return the place of the first byte that is not UTF-8, or None."""
    decoder, place = getincrementaldecoder("utf-8")(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return place - waiting + error.start
        place += len(chunk)
    return None


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


def _recorded(number: int, entry: dict[str, Any], beside: Beside) -> Recorded | Skipped:
    """Read an entry, unless it is no call of the client itself."""
    request, response = entry["request"], entry.get("response") or {}
    headers = _pairs(request)
    names = {name.lower() for name, _ in headers}
    if request["method"] == "CONNECT" or (request["method"] == "OPTIONS" and PREFLIGHT in names):
        return Skipped("a CONNECT or a CORS preflight, which is not a call of the client")
    body, media_type = _sent(request, beside)
    if media_type and CONTENT_TYPE not in names:
        headers.append((CONTENT_TYPE, media_type))
    unknown = {BODY: NO_BODY} if body is None else {}
    host, call = call_of(request["method"], request["url"], headers, body or b"")
    at = milliseconds(entry.get("startedDateTime") or "")
    until = None if at is None else at + int(entry.get("time") or 0)
    more = _reply(response, beside)
    return recorded(f"entry {number}", 1, host, call, at=at, until=until, unknown=unknown, **more)


def _sent(request: dict[str, Any], beside: Beside) -> tuple[bytes | None, str]:
    """Return the body of a call, None when it was not recorded, and its media type."""
    sent = request.get("postData") or {}
    media_type = str(sent.get("mimeType") or "")
    if sent.get("_file"):
        return beside(str(sent["_file"])), media_type
    if sent.get("text"):
        return body_from_text(sent["text"], sent.get("encoding")), media_type
    if sent.get("params"):
        return urlencode([(each["name"], each.get("value") or "") for each in sent["params"]]).encode(), media_type
    return (None if _had_a_body(request) else b""), media_type


def _had_a_body(request: dict[str, Any]) -> bool:
    """Tell whether a call had a body, or may have had one: -1 and nothing are sizes that are not known."""
    size = request.get("bodySize", -1)
    lengths = [value for name, value in _pairs(request) if name.lower() == "content-length"]
    is_unknown = size is None or size < 0
    return size > 0 if not is_unknown else lengths != ["0"] and request["method"] not in WITHOUT_BODY


def _reply(response: dict[str, Any], beside: Beside) -> dict[str, Any]:
    """Read the reply; without one, browsers record the status 0."""
    if not response.get("status"):
        return {}
    body = response.get("content") or {}
    headers = _pairs(response)
    if without_media_type(headers):
        headers.append((CONTENT_TYPE, body.get("mimeType") or ""))
    reply, content = reply_of(response["status"], headers, _body(body, beside))
    return {"reply": reply, "content": content}


def _body(content: dict[str, Any], beside: Beside) -> bytes | None:
    """Return the body of a reply; None when it was not recorded, or cannot be decoded."""
    if content.get("_file"):
        return beside(str(content["_file"]))
    try:
        return body_from_text(content.get("text") or "", content.get("encoding")) or None
    except ValueError:
        return None


def _pairs(message: dict[str, Any]) -> list[tuple[str, str]]:
    return [(header["name"], header.get("value") or "") for header in message.get("headers") or ()]
