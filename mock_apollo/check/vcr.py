"""What does a cassette say? VCR's form: schemathesis writes it, and vcrpy (as YAML or JSON), and Ruby's VCR."""

from collections.abc import Mapping
from typing import Any, BinaryIO

import yaml

from mock_apollo.check.recording import (
    Recorded,
    Recording,
    RecordingError,
    body_of,
    call_of,
    flat,
    milliseconds,
    read_one,
    recorded,
    reply_of,
)

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_vcr(file: BinaryIO) -> Recording:
    """The interactions of a cassette. Raises RecordingError."""
    try:
        cassette = yaml.load(file, Loader)  # noqa: S506 - it is a safe loader, in C
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise RecordingError("it begins like a VCR cassette, but is not YAML. Record it again.") from error
    for number, interaction in enumerate(_interactions(cassette), 1):
        yield read_one(_recorded, number, interaction)


def _interactions(cassette: Any) -> list[Any]:
    members = cassette if isinstance(cassette, dict) else {}
    interactions = members.get("http_interactions") or members.get("interactions")
    return interactions if isinstance(interactions, list) else []


def _recorded(number: int, interaction: dict[str, Any]) -> Recorded:
    request, response = interaction["request"], interaction.get("response")
    host, call = call_of(request["method"].upper(), request["uri"], flat(request["headers"]), _body(request) or b"")
    more: dict[str, Any] = {"at": milliseconds(str(interaction.get("recorded_at", "")))}
    if response:
        status = int(response["status"]["code"])
        more["reply"], more["content"] = reply_of(status, flat(response["headers"]), _body(response))
    return recorded(f"interaction {number}", 1, host, call, **more)


def _body(message: Mapping[str, Any]) -> bytes | None:
    """The body: text, bytes, or an object with one of them in it."""
    body = message.get("body")
    if isinstance(body, dict):
        if "base64_string" in body:
            return body_of(body["base64_string"], "base64")
        body = body.get("string")
    if body is None or isinstance(body, bytes):
        return body
    return body_of(body, None)
