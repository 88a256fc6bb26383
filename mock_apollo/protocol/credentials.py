"""Where can a credential stand in a call? What finds it there, and what takes it out."""

import re

import orjson

from mock_apollo.protocol.messages import Call

CREDENTIALS = {
    b"x-api-key": re.compile(rb"\s*\S"),
    b"authorization": re.compile(rb"\s*(?:bearer\s+\S|\[)", re.IGNORECASE),
}
API_KEY = "api_key"  # a member of the query or the body, where Apollo took keys until 2024
PERHAPS_SECRET = re.compile(  # what is not like this is not looked at
    rb"key|token|auth|pass|pwd|secret|cookie|session|jwt|bearer|credential|csrf|\\u00|\x00", re.IGNORECASE
)


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


def _members(body: bytes) -> dict[str, object]:
    """What the body says, if it is a JSON object that could hold a key."""
    if not PERHAPS_SECRET.search(body):
        return {}
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
