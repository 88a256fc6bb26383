"""Where can a credential stand in a call? What finds it there, and what takes it out."""

import re
from typing import Any
from urllib.parse import unquote_plus

import orjson

from mock_apollo.protocol.json_depth import too_deep
from mock_apollo.protocol.messages import Call

CREDENTIALS = {
    b"x-api-key": re.compile(rb"\s*\S"),
    b"authorization": re.compile(rb"\s*(?:bearer\s+\S|\[)", re.IGNORECASE),
}
API_KEY = "api_key"  # a member of the query or the body, where Apollo took keys until 2024
SECRET = re.compile(
    r"^key$|(?:api|access|private|client|apollo|auth)key|token|secret|passw|^pwd$|^auth|auth$|authoriz|authent|cookie"
    r"|session|jwt|bearer|credential|csrf"
)
NOT_A_LETTER = re.compile(r"[^a-z]")
PERHAPS_SECRET = re.compile(  # what is not like this is not looked at
    rb"key|token|auth|pass|pwd|secret|cookie|session|jwt|bearer|credential|csrf|\\u00|\x00", re.IGNORECASE
)
PAIR = re.compile(r"(?:^|(?<=[&;/?]))([^&;/?=]++)=([^&;/?]*)")
REDACTED = "[redacted]"


def credentials(call: Call) -> tuple[bytes, ...]:
    """The keys and bearer tokens of a call, as they stand in the headers; in a recording, what took their place."""
    return tuple([value for name, value in call.headers if name in CREDENTIALS and CREDENTIALS[name].match(value)])


def bearer_token(call: Call) -> str:
    """The token of `Authorization: Bearer`; empty when there is none."""
    scheme, _, token = decoded(call.header(b"authorization") or b"").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def misplaced_key(call: Call) -> str:
    """An `api_key` in the query or the body; empty when there is none."""
    in_query = [value for name, value in call.query_pairs() if name == API_KEY and value] if call.query else []
    key = in_query[0] if in_query else _members(call.body).get(API_KEY)
    return key if isinstance(key, str) else ""


def decoded(header: bytes) -> str:
    """The text of a header; what is not UTF-8 survives as surrogates."""
    return header.decode("utf-8", "surrogateescape")


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


def _members(body: bytes) -> dict[str, object]:
    """What the body says, if it is a JSON object that could hold a key."""
    if not PERHAPS_SECRET.search(body):
        return {}
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
