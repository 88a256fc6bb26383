"""Which calls do recorded stubs stand for? Those of WireMock, Hoverfly and nock, as far as they match one call exactly.

Stubs have the parts of a call that must match: other headers, the key above all, are not known.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import orjson

from mock_apollo.check.recording import (
    BODY,
    CONTENT_TYPE,
    HEADERS,
    Recorded,
    Recording,
    RecordingError,
    Skipped,
    call_of,
    flat,
    read_one,
    recorded,
    reply_of,
    without_media_type,
)
from mock_apollo.protocol.body_text import BASE64, body_from_text
from mock_apollo.protocol.messages import JSON

HOST = "http://localhost"  # of stubs that have none
NO_HEADERS = "a stub, which has only the headers that must match"
NO_BODY = "a stub, which matches bodies by a pattern"
SEVERAL = Skipped("a stub that matches more than one path or method")
EXACT = ("equalToJson", "equalTo")  # WireMock's patterns of a text
ONE_VALUE = ("exact", "json")  # Hoverfly's matchers


def read_wiremock(file: BinaryIO) -> Recording:
    """Read a mapping of WireMock, or a file with several. Raises RecordingError."""
    content = _parsed(file)
    for number, mapping in enumerate(content.get("mappings", [content]), 1):
        yield read_one(_of_wiremock, number, mapping)


def read_hoverfly(file: BinaryIO) -> Recording:
    """Read the pairs of a simulation of Hoverfly. Raises RecordingError."""
    for number, pair in enumerate(_parsed(file)["data"].get("pairs", []), 1):
        yield read_one(_of_hoverfly, number, pair)


def read_nock(file: BinaryIO) -> Recording:
    """Read the calls that nock has recorded as objects. Raises RecordingError."""
    for number, call in enumerate(_parsed(file), 1):
        yield read_one(_of_nock, number, call)


def _parsed(file: BinaryIO) -> Any:
    try:
        return orjson.loads(file.read())
    except orjson.JSONDecodeError as error:  # whose message does not quote the file
        raise RecordingError(f"it is not JSON from line {error.lineno} on. Export it again.") from error


def _of_wiremock(number: int, mapping: dict[str, Any]) -> Recorded | Skipped:
    request, response = mapping["request"], mapping.get("response") or {}
    path, method = request.get("url") or request.get("urlPath"), request["method"]
    if path is None or method == "ANY":
        return SEVERAL
    query = "&".join(f"{name}={value}" for name, value in _exact(request.get("queryParameters") or {}))
    patterns = request.get("bodyPatterns") or []
    body = next((_text(pattern[name]) for pattern in patterns for name in EXACT if name in pattern), None)
    reply = reply_of(
        response.get("status", 200),
        flat(response.get("headers") or {}),
        _text(response["jsonBody"] if "jsonBody" in response else response.get("body")),
    )
    url = f"{HOST}{path}?{query}" if query else f"{HOST}{path}"
    headers = [*_exact(request.get("headers") or {})]
    return _stub(f"mapping {number}", (method, url, headers, body), reply, known=body is not None or not patterns)


def _exact(patterns: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the patterns that have one value."""
    return ((name, str(pattern["equalTo"])) for name, pattern in patterns.items() if "equalTo" in pattern)


def _of_hoverfly(number: int, pair: dict[str, Any]) -> Recorded | Skipped:
    request, response = pair["request"], pair.get("response") or {}
    path, method = _one_value(request.get("path")), _one_value(request.get("method"))
    if path is None or method is None:
        return SEVERAL
    scheme, host = _one_value(request.get("scheme")) or "http", _one_value(request.get("destination")) or "localhost"
    given = request.get("query")
    query = _query(given) if isinstance(given, dict) else _one_value(request.get("deprecatedQuery") or given) or ""
    body = _text(_one_value(request.get("body")))
    headers = [(name, value) for name, each in (request.get("headers") or {}).items() if (value := _one_value(each))]
    encoding = BASE64 if response.get("encodedBody") else None
    replied = body_from_text(response.get("body") or "", encoding)
    reply = reply_of(response.get("status", 200), flat(response.get("headers") or {}), replied)
    call = (method, f"{scheme}://{host}{path}?{query}" if query else f"{scheme}://{host}{path}", headers, body)
    return _stub(f"pair {number}", call, reply, known=body is not None or not request.get("body"))


def _query(given: Mapping[str, Any]) -> str:
    return "&".join(f"{name}={value}" for name, each in given.items() if (value := _one_value(each)) is not None)


def _one_value(matchers: Any) -> str | None:
    """Return the value of a list of matchers that only one value meets."""
    values = [each["value"] for each in matchers or () if each.get("matcher", "exact") in ONE_VALUE]
    return str(values[0]) if values else None


def _of_nock(number: int, call: dict[str, Any]) -> Recorded:
    replied, sent = call.get("response"), call.get("body")
    is_packed = isinstance(replied, list) or call.get("responseIsBinary")
    raw = call.get("rawHeaders") or []
    headers = flat(raw) if isinstance(raw, dict) else [*zip(raw[::2], raw[1::2], strict=False)]
    reply = reply_of(call.get("status", 200), headers, None if is_packed else _text(replied))
    sent_headers = flat(call.get("reqheaders") or {})
    made = (call.get("method", "GET"), f"{call['scope']}{call['path']}", sent_headers, _text(sent))
    return _stub(f"call {number}", made, reply, known=True)


def _text(value: Any) -> bytes | None:
    """Return a body, which is a text or the JSON that it stands for."""
    return None if value is None else value.encode() if isinstance(value, str) else orjson.dumps(value)


def _stub(
    where: str, call: tuple[str, str, list[tuple[str, str]], bytes | None], reply: Any, *, known: bool
) -> Recorded:
    """Make the call of a stub; a body of which the type is not known is taken for JSON."""
    method, url, headers, body = call
    if body and without_media_type(headers):
        headers.append((CONTENT_TYPE, JSON.decode()))
    host, made = call_of(method, url, headers, body or b"")
    unknown = {HEADERS: NO_HEADERS} if known else {HEADERS: NO_HEADERS, BODY: NO_BODY}
    more = {"reply": reply[0], "content": reply[1]} if reply[0].media_type else {}  # else its type is not known either
    return recorded(where, 1, host, made, unknown=unknown, **more)
