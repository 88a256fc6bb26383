"""What does a cassette say? The YAML of VCR: schemathesis writes it, and vcrpy, and Ruby's VCR."""

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
    except yaml.YAMLError as error:
        raise RecordingError("it begins like a VCR cassette, but is not YAML. Record it again.") from error
    interactions = cassette.get("http_interactions") or cassette.get("interactions") or []
    for number, interaction in enumerate(interactions, 1):
        yield read_one(_recorded, number, interaction)


def _recorded(number: int, interaction: dict[str, Any]) -> Recorded:
    request, response = interaction["request"], interaction.get("response")
    host, call = call_of(request["method"], request["uri"], flat(request["headers"]), _body(request) or b"")
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
    return body.encode() if isinstance(body, str) else body
