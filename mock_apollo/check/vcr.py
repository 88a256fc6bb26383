"""Which calls does a cassette contain? Those of vcrpy, of VCR for Ruby, Go and PHP, of Betamax and of schemathesis.

They are YAML or JSON, and alike: a list of interactions, each with a request and a response.
"""

from collections.abc import Mapping
from typing import Any, BinaryIO

import orjson

from mock_apollo.check.recording import (
    BODY,
    CONTENT_TYPE,
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
UNREAD = "its body is of a kind that only the program that recorded it knows"


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
        return Skipped("a call with a value of a kind that only the program that recorded it knows")


def _interaction(number: int, interaction: dict[str, Any]) -> Recorded | Skipped:
    request, response = interaction["request"], interaction.get("response")
    url = str(request.get("uri") or request["url"])
    if url.startswith(("ws://", "wss://")) or (response and _status(response) == SWITCHING_PROTOCOLS):
        return Skipped("a WebSocket, which is no call of Apollo's")
    headers, given = flat(request.get("headers") or {}), request.get("body")
    unknown = {BODY: UNREAD} if isinstance(given, Tagged) else {}
    body = b"" if unknown else _body(given) or b""
    if _is_json(given) and without_media_type(headers):
        headers.append((CONTENT_TYPE, JSON.decode()))
    host, call = call_of(str(request["method"]).upper(), url, headers, body)
    more: dict[str, Any] = {"at": milliseconds(str(interaction.get("recorded_at", ""))), "unknown": unknown}
    if response:
        more["reply"], more["content"] = reply_of(
            _status(response), flat(response.get("headers") or {}), _body_of(response)
        )
    return recorded(f"interaction {number}", 1, host, call, **more)


def _status(response: Mapping[str, Any]) -> int:
    """Return the status: an object or a number, or with a name of its own in Go and in an older form of vcrpy's."""
    status = response.get("code") or response.get("status_code") or response.get("status", OK)
    return int(status["code"] if isinstance(status, dict) else status)


def _body_of(response: Mapping[str, Any]) -> bytes | None:
    """Return the body of a reply; None when it is not known."""
    body = response["body"] if "body" in response else response.get("content")
    return None if isinstance(body, Tagged) else _body(body)


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
