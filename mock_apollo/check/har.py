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
        yield from ijson.items(file, "log.entries.item", use_float=True)
    except ijson.JSONError as error:
        raise RecordingError("it begins like a HAR file, but is not whole. Record it again.") from error


def _recorded(number: int, entry: dict[str, Any]) -> Recorded | Skipped:
    request, response = entry["request"], entry.get("response") or {}
    sent = request.get("postData") or {}
    if request.get("bodySize", 0) > 0 and "text" not in sent:
        return Skipped("a call whose body was not recorded")
    headers = _pairs(request)
    if sent.get("mimeType") and "content-type" not in (name.lower() for name, _ in headers):
        headers.append(("content-type", sent["mimeType"]))
    host, call = call_of(
        request["method"], request["url"], headers, body_of(sent.get("text", ""), sent.get("encoding"))
    )
    return recorded(
        f"entry {number}", 1, host, call, at=milliseconds(entry.get("startedDateTime", "")), **_reply(response)
    )


def _reply(response: dict[str, Any]) -> dict[str, Any]:
    """The reply, if there was one; status 0 is how browsers say that there was none."""
    if not response.get("status"):
        return {}
    said = response.get("content") or {}
    body = body_of(said["text"], said.get("encoding")) if "text" in said else None
    headers = _pairs(response) or [("content-type", said.get("mimeType", ""))]
    reply, content = reply_of(response["status"], headers, body)
    return {"reply": reply, "content": content}


def _pairs(message: dict[str, Any]) -> list[tuple[str, str]]:
    return [(header["name"], header["value"]) for header in message.get("headers", ())]
