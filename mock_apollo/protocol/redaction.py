"""How are credentials removed from a call before it is shown?"""

import re
from typing import Any
from urllib.parse import unquote_plus

import orjson

from mock_apollo.protocol.credentials import MAY_HOLD_SECRET
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
    """Replace values under the name of a credential by `[redacted]`, in path, query, headers and body."""
    return Call(
        call.method,
        PAIR.sub(_redacted_pair, call.path) if "=" in call.path else call.path,
        PAIR.sub(_redacted_pair, call.query),
        tuple(_redacted_header(name, value) for name, value in call.headers),
        _redacted_body(call.body) if MAY_HOLD_SECRET.search(call.body) else call.body,
    )


def _redacted_header(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Redact a header; empty values and the word `Bearer` are kept, since they say what was sent."""
    if not value.strip() or not _is_secret(name.decode("latin-1")):
        return name, value
    return name, b"Bearer " + REDACTED.encode() if value.lower().startswith(b"bearer ") else REDACTED.encode()


def _is_secret(name: str) -> bool:
    """Tell whether a name is that of a credential, whatever its case and separators, as in `user[Api-Key]`."""
    inner = name.rpartition("[")[2] if name.endswith("]") and not name.endswith("[]") else name
    return SECRET.search(NOT_A_LETTER.sub("", inner.lower())) is not None


def _redacted_pair(pair: re.Match[str]) -> str:
    return f"{pair[1]}={REDACTED}" if _is_secret(unquote_plus(pair[1])) else pair[0]


def _redacted_body(body: bytes) -> bytes:
    """Redact a JSON body member by member; replace the whole body when it cannot be parsed."""
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
