"""Which calls does a cassette contain? Those of vcrpy, of VCR for Ruby, Go and PHP, of Betamax and of schemathesis.

They are YAML or JSON, and alike: a list of interactions, each with a request and a response.
"""

from collections.abc import Mapping
from typing import Any, BinaryIO
from urllib.parse import urlencode

import orjson

from mock_apollo.check.recording import (
    BODY,
    CONTENT_TYPE,
    HEADERS,
    Recorded,
    Recording,
    Skipped,
    call_of,
    flat,
    milliseconds,
    read_one,
    recorded,
    reply_of,
    without_media_type,
)
from mock_apollo.check.yaml_values import Tagged, UnreadError, read_yaml
from mock_apollo.protocol.body_text import BASE64, body_from_text
from mock_apollo.protocol.messages import JSON
from mock_apollo.protocol.statuses import OK

BODY_OBJECT = {"string", "base64_string", "encoding"}  # the members of a body that is written as an object
SWITCHING_PROTOCOLS = 101
UNREAD = "of a kind that only the program that recorded it knows"
UNREAD_PARTS = {HEADERS: f"its headers are {UNREAD}", BODY: f"its body is {UNREAD}"}


def read_vcr(file: BinaryIO) -> Recording:
    """Read the interactions of a cassette. Raises RecordingError."""
    for number, interaction in enumerate(_interactions(read_yaml(file)), 1):
        yield read_one(_recorded, number, interaction)


def _interactions(cassette: Any) -> list[Any]:
    """Return the interactions; those of PHP's VCR are not in an object."""
    if isinstance(cassette, dict):
        cassette = cassette.get("http_interactions") or cassette.get("interactions")
    return cassette if isinstance(cassette, list) else []


def _recorded(number: int, interaction: dict[str, Any]) -> Recorded | Skipped:
    try:
        return _interaction(number, interaction)
    except UnreadError:
        return Skipped(f"a call with a value {UNREAD}")


def _interaction(number: int, interaction: dict[str, Any]) -> Recorded | Skipped:
    request, response = interaction["request"], _known(interaction.get("response"))
    url = str(request["url"] if "url" in request else request["uri"])
    if url.startswith(("ws://", "wss://")) or (response and _status(response) == SWITCHING_PROTOCOLS):
        return Skipped("a WebSocket, which is no call of Apollo's")
    headers, body, unknown = _sent(request)
    host, call = call_of(str(request["method"]).lstrip(":").upper(), url, headers, body)
    more: dict[str, Any] = {"at": milliseconds(str(interaction.get("recorded_at", ""))), "unknown": unknown}
    if response:
        replied = flat(_known(response.get("headers")) or {})
        more["reply"], more["content"] = reply_of(_status(response), replied, _body_of(response))
    return recorded(f"interaction {number}", 1, host, call, **more)


def _sent(request: Mapping[str, Any]) -> tuple[list[tuple[str, str]], bytes, dict[str, str]]:
    """Return headers and body of a call, and which of them are not known, each with why."""
    given, body = request.get("headers"), request.get("body")
    unknown = {
        part: UNREAD_PARTS[part] for part, value in ((HEADERS, given), (BODY, body)) if isinstance(value, Tagged)
    }
    headers = flat(_known(given) or {})
    if fields := request.get("post_fields"):  # of PHP's VCR
        return headers, urlencode(fields, doseq=True).encode(), unknown
    if without_media_type(headers) and (_is_json(body) or (HEADERS in unknown and body)):
        headers.append((CONTENT_TYPE, JSON.decode()))
    return headers, _body(_known(body)) or b"", unknown


def _known(value: Any) -> Any:
    """Return a value, or None for one of a kind that only another program knows."""
    return None if isinstance(value, Tagged) else value


def _status(response: Mapping[str, Any]) -> int:
    """Return the status: an object or a number, or with a name of its own in Go and in an older form of vcrpy's."""
    status = response.get("code") or response.get("status_code") or response.get("status", OK)
    return int(status["code"] if isinstance(status, dict) else status)


def _body_of(response: Mapping[str, Any]) -> bytes | None:
    """Return the body of a reply; None when it is not known."""
    body = response["body"] if "body" in response else response.get("content")
    return _body(_known(body))


def _is_json(body: Any) -> bool:
    """Tell whether a body is written as the JSON that it stands for, as by vcrpy for aiohttp."""
    return isinstance(body, list) or (isinstance(body, dict) and not body.keys() <= BODY_OBJECT)


def _body(body: Any) -> bytes | None:
    """Return a body, which is text, bytes, JSON, or an object that contains one of them. Raises ValueError."""
    if _is_json(body):
        return orjson.dumps(body, default=str)
    if isinstance(body, dict):
        if "base64_string" in body:
            return body_from_text(body["base64_string"], BASE64)
        return _body(body.get("string"))
    if body is None or isinstance(body, bytes):
        return body
    return body_from_text(str(body), None)
