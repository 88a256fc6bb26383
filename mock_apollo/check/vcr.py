"""Which calls does a VCR cassette contain? It is YAML or JSON, from vcrpy, Ruby's VCR or schemathesis."""

from collections.abc import Mapping
from typing import Any, BinaryIO

from mock_apollo.check.recording import (
    Recorded,
    Recording,
    RecordingError,
    call_of,
    flat,
    milliseconds,
    read_one,
    recorded,
    reply_of,
)
from mock_apollo.protocol.body_text import BASE64, body_from_text


def read_vcr(file: BinaryIO) -> Recording:
    """Read the interactions of a cassette. Raises RecordingError."""
    import yaml  # noqa: PLC0415 - slow to import, and only cassettes need it

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        cassette = yaml.load(file, loader)  # noqa: S506 - it is a safe loader, in C
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise RecordingError("it begins like a VCR cassette, but is not YAML. Record it again.") from error
    for number, interaction in enumerate(_interactions(cassette), 1):
        yield read_one(_recorded, number, interaction)


def _interactions(cassette: Any) -> list[Any]:
    """Return the interactions, under the name that Ruby's VCR or the other tools use."""
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
    """Return the body, which is text, bytes, or an object that contains one of them."""
    body = message.get("body")
    if isinstance(body, dict):
        if "base64_string" in body:
            return body_from_text(body["base64_string"], BASE64)
        body = body.get("string")
    if body is None or isinstance(body, bytes):
        return body
    return body_from_text(body, None)
