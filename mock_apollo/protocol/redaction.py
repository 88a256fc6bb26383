"""What takes the credentials out of a call?"""

import re
from typing import Any
from urllib.parse import unquote_plus

import orjson

from mock_apollo.protocol.credentials import PERHAPS_SECRET
from mock_apollo.protocol.json_depth import too_deep
from mock_apollo.protocol.messages import Call

SECRET = re.compile(
    r"^key$|(?:api|access|private|client|apollo|auth)key|token|secret|passw|^pwd$|^auth|auth$|authoriz|authent|cookie"
    r"|session|jwt|bearer|credential|csrf"
)
NOT_A_LETTER = re.compile(r"[^a-z]")
PAIR = re.compile(r"(?:^|(?<=[&;/?]))([^&;/?=]++)=([^&;/?]*)")
REDACTED = "[redacted]"


def redacted(call: Call) -> Call:
    """The call with `[redacted]` for what stands under the name of a credential, wherever it stands."""
    return Call(
        call.method,
        PAIR.sub(_redacted_pair, call.path) if "=" in call.path else call.path,
        PAIR.sub(_redacted_pair, call.query),
        tuple(_redacted_header(name, value) for name, value in call.headers),
        _redacted_body(call.body) if PERHAPS_SECRET.search(call.body) else call.body,
    )


def _redacted_header(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """What a credential was for can still be seen, and whether there was one."""
    if not value.strip() or not _is_secret(name.decode("latin-1")):
        return name, value
    return name, b"Bearer " + REDACTED.encode() if value.lower().startswith(b"bearer ") else REDACTED.encode()


def _is_secret(name: str) -> bool:
    """Whether a credential may stand under this name, however it is written; `user[api_key]` too."""
    inner = name.rpartition("[")[2] if name.endswith("]") and not name.endswith("[]") else name
    return SECRET.search(NOT_A_LETTER.sub("", inner.lower())) is not None


def _redacted_pair(pair: re.Match[str]) -> str:
    return f"{pair[1]}={REDACTED}" if _is_secret(unquote_plus(pair[1])) else pair[0]


def _redacted_body(body: bytes) -> bytes:
    """A body that cannot be read, and that may hold a credential, is not kept at all."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return REDACTED.encode()
    if too_deep(value):
        return REDACTED.encode()
    clean = _redacted_value(value)
    return body if clean == value and REDACTED.encode() not in body else orjson.dumps(clean)


def _redacted_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_redacted_value(item) for item in value]
    if isinstance(value, dict):
        return {name: REDACTED if _is_secret(name) else _redacted_value(item) for name, item in value.items()}
    return value
