"""Where can a credential stand in a call? What finds it there, and what takes it out."""

import re
from urllib.parse import unquote_plus

import orjson

from mock_apollo.messages import Call

API_KEY = "api_key"  # a member of the query or the body, where Apollo took keys until 2024
SECRET_HEADERS = {b"x-api-key", b"authorization", b"cookie", b"proxy-authorization"}
SECRET_NAMES = {API_KEY, "apikey", "x-api-key", "access_token"}
PERHAPS_SECRET = re.compile(rb"key|token|\\u00", re.IGNORECASE)  # cheap, and sure to find what must be looked at
REDACTED = "[redacted]"


def bearer_token(call: Call) -> str:
    """The token of `Authorization: Bearer`; empty when there is none."""
    scheme, _, token = decoded(call.header(b"authorization") or b"").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def misplaced_key(call: Call) -> str:
    """An `api_key` in the query or the body; empty when there is none."""
    in_query = dict(call.query_pairs()).get(API_KEY, "") if call.query else ""
    key = in_query or _members(call.body).get(API_KEY)
    return key if isinstance(key, str) else ""


def decoded(header: bytes) -> str:
    """The text of a header; what is not UTF-8 survives as surrogates."""
    return header.decode("utf-8", "surrogateescape")


def redacted(call: Call) -> Call:
    """The call without its credentials."""
    return Call(
        call.method,
        call.path,
        "&".join(_redacted_pair(pair) for pair in call.query.split("&")),
        tuple(header for header in call.headers if header[0] not in SECRET_HEADERS),
        _redacted_body(call.body) if PERHAPS_SECRET.search(call.body) else call.body,
    )


def _redacted_pair(pair: str) -> str:
    name, _, _ = pair.partition("=")
    return f"{name}={REDACTED}" if unquote_plus(name).lower() in SECRET_NAMES else pair


def _redacted_body(body: bytes) -> bytes:
    """A body that cannot be read is not kept at all."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return REDACTED.encode()
    if not isinstance(value, dict) or not any(name.lower() in SECRET_NAMES for name in value):
        return body
    return orjson.dumps({name: REDACTED if name.lower() in SECRET_NAMES else v for name, v in value.items()})


def _members(body: bytes) -> dict[str, object]:
    """What the body says, if it is a JSON object that could hold a key."""
    if not PERHAPS_SECRET.search(body):
        return {}
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
