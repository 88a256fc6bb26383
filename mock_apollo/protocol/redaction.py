"""How are credentials removed from a call before it is shown?"""

import re
from functools import cache
from typing import Any
from urllib.parse import unquote_plus

import orjson

from mock_apollo.protocol.credentials import may_hold_secret
from mock_apollo.protocol.json_depth import MAX_DEPTH, levels
from mock_apollo.protocol.messages import Call

SECRET = re.compile(
    rb"apikey|accesskey|privatekey|clientkey|apollokey|authkey|token|secret|passw|authoriz|authent|cookie|session|jwt"
    rb"|bearer|credential|csrf"
)
SECRETS = {b"key", b"pwd"}
AT_AN_END = re.compile(rb"^auth|auth$")  # apart from the others, since a pattern without anchors is found faster
NO_LETTERS = bytes({*range(256)} - {*b"abcdefghijklmnopqrstuvwxyz"})
PAIR = re.compile(r"(?:^|(?<=[&;/?]))([^&;/?=]++)=([^&;/?]*)")
REDACTED = "[redacted]"
MAX_PARSED = 1 << 16  # bytes of a body


def redacted(call: Call) -> Call:
    """Replace values under the name of a credential by `[redacted]`, in path, query, headers and body.

    The time that it takes is proportional to the size of the call, whatever is in it.
    """
    return Call(
        call.method,
        _redacted_pairs(call.path) if "=" in call.path else call.path,
        _redacted_pairs(call.query) if call.query else call.query,
        tuple(_redacted_header(name, value) for name, value in call.headers),
        _redacted_body(call.body) if may_hold_secret(call.body) else call.body,
    )


def _redacted_header(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Redact a header; empty values and the word `Bearer` are kept, since they say what was sent."""
    if not value.strip() or not _is_secret(name.decode("latin-1")):
        return name, value
    return name, b"Bearer " + REDACTED.encode() if value.lower().startswith(b"bearer ") else REDACTED.encode()


def _is_secret(name: str) -> bool:
    """Tell whether a name is that of a credential, whatever its case and separators, as in `user[Api-Key]`."""
    inner = name.rpartition("[")[2] if name.endswith("]") and not name.endswith("[]") else name
    letters = _letters(inner)
    found = SECRET.search(letters) or (AT_AN_END.search(letters) if b"auth" in letters else None)
    return found is not None or letters in SECRETS


def _letters(text: str) -> bytes:
    """Return the letters from a to z, in lower case and without what is between them."""
    return text.lower().encode("ascii", "ignore").translate(None, NO_LETTERS)


def _redacted_pairs(text: str) -> str:
    """Redact the values in a path or a query."""
    if not may_hold_secret(_letters(unquote_plus(text))):
        return text
    is_secret = cache(lambda name: _is_secret(unquote_plus(name)))
    return PAIR.sub(lambda pair: f"{pair[1]}={REDACTED}" if is_secret(pair[1]) else pair[0], text)


def _redacted_body(body: bytes) -> bytes:
    """Redact a JSON body member by member; replace the whole body when it is large, deep, or cannot be parsed."""
    try:
        value = orjson.loads(body) if len(body) <= MAX_PARSED else None
    except orjson.JSONDecodeError:
        value = None
    found = _redact_members(value)
    if found is None:
        return REDACTED.encode()
    return orjson.dumps(value) if found or _lacks_members(value, body) else body


def _redact_members(value: Any) -> bool | None:
    """Redact the members of a value in place; tell whether there was one, or None when they cannot be looked at."""
    is_secret, found = cache(_is_secret), False
    for depth, level in enumerate(levels(value)):
        if depth == MAX_DEPTH:
            return None
        secret = [(item, name) for item in level if type(item) is dict for name in item if is_secret(name)]
        for item, name in secret:
            item[name] = REDACTED
        found = found or bool(secret)
    return None if value is None else found


def _lacks_members(value: Any, body: bytes) -> bool:
    """Tell whether a body may have members that its value lacks: of several with one name, only the last is parsed."""
    return b"\\u00" in body or orjson.dumps(value).count(b'"') != body.count(b'"')
