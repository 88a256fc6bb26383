"""Which calls did nock record? As objects, of which bodies that are not text are in hexadecimal."""

import re
from typing import Any, BinaryIO

from mock_apollo.check.recording import Recorded, Recording, flat, read_one, reply_of
from mock_apollo.check.stubs import body_of, parsed, stub

HEXADECIMAL = re.compile(r"(?:[0-9a-f]{2})+")


def read_nock(file: BinaryIO) -> Recording:
    """Read the calls. Raises RecordingError."""
    for number, call in enumerate(parsed(file), 1):
        yield read_one(_call, number, call)


def _call(number: int, call: dict[str, Any]) -> Recorded:
    replied = call.get("response")
    is_packed = isinstance(replied, list) or call.get("responseIsBinary")
    raw = call.get("rawHeaders") or call.get("headers") or []
    headers = flat(raw) if isinstance(raw, dict) else [*zip(raw[::2], raw[1::2], strict=False)]
    reply = reply_of(call.get("status", 200), headers, None if is_packed else body_of(replied))
    sent = flat(call.get("reqheaders") or {})
    made = (call.get("method", "GET"), f"{call['scope']}{call['path']}", sent, _body(call.get("body", "")))
    return stub(f"call {number}", made, reply)


def _body(sent: Any) -> bytes | None:
    """Return the body of a call."""
    if isinstance(sent, str) and HEXADECIMAL.fullmatch(sent):
        return bytes.fromhex(sent)
    return body_of(sent)
