"""Which calls do the mappings of WireMock stand for?"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from mock_apollo.check.recording import Recorded, Recording, Skipped, flat, read_one, reply_of
from mock_apollo.check.stubs import SEVERAL, body_of, listed, parsed, stub, url_of

PLACES = ("url", "urlPath")  # that stand for one; `urlPattern` and its like stand for several
ANY = "ANY"
EXACT = ("equalToJson", "equalTo")
PLACEHOLDER = b"${json-unit."  # for a value that is not known


def read_wiremock(file: BinaryIO) -> Recording:
    """Read a mapping, or a file with several. Raises RecordingError."""
    content = parsed(file)
    mappings = listed(content, "mappings") if "mappings" in content else [content]
    for number, mapping in enumerate(mappings, 1):
        yield read_one(_call, number, mapping)


def _call(number: int, mapping: dict[str, Any]) -> Recorded | Skipped:
    request, response = mapping["request"], mapping.get("response") or {}
    path = next((request[place] for place in PLACES if place in request), None)
    method = request.get("method", ANY)
    if path is None or method == ANY:
        return SEVERAL
    host = (request.get("host") or {}).get("equalTo", "localhost")
    url = url_of(f"http://{host}", path, [*_exact(request.get("queryParameters") or {})])
    headers = [*_exact(request.get("headers") or {})]
    replied = response["jsonBody"] if "jsonBody" in response else response.get("body")
    reply = reply_of(response.get("status", 200), flat(response.get("headers") or {}), body_of(replied))
    return stub(f"mapping {number}", (method, url, headers, _body(request.get("bodyPatterns") or [])), reply)


def _body(patterns: list[dict[str, Any]]) -> bytes | None:
    """Return the body that patterns match exactly, or None."""
    bodies = (body_of(pattern[name]) for pattern in patterns for name in EXACT if name in pattern)
    body = next(bodies, None)
    return None if body is None or PLACEHOLDER in body else body


def _exact(patterns: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the patterns that have one value."""
    return ((name, str(pattern["equalTo"])) for name, pattern in patterns.items() if "equalTo" in pattern)
