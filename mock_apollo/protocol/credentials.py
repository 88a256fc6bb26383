"""Where can a call carry a credential, and which one does it carry?"""

import re

import orjson

from mock_apollo.protocol.credential_names import may_hold_credential
from mock_apollo.protocol.messages import Call

CREDENTIALS = {
    b"x-api-key": re.compile(rb"\s*\S"),
    b"authorization": re.compile(rb"\s*(?:bearer\s+\S|\[)", re.IGNORECASE),
}
API_KEY = "api_key"  # in the query or the body, where Apollo accepted keys until 2024
INVALID = ("invalid", "schemathesis-invalid")  # how keys begin that are never accepted, in any case


def credentials(call: Call) -> tuple[bytes, ...]:
    """Return the API keys and bearer tokens in the headers, unparsed; in a recording they may be placeholders."""
    return tuple([value for name, value in call.headers if name in CREDENTIALS and CREDENTIALS[name].match(value)])


def is_invalid(key: str) -> bool:
    """Tell whether a key says that it is none: `invalid...`, or what schemathesis sends as a wrong credential."""
    return key.lower().startswith(INVALID)


def bearer_token(call: Call) -> str:
    """Return the token of `Authorization: Bearer`, or an empty text."""
    scheme, _, token = decoded(call.header(b"authorization") or b"").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def misplaced_key(call: Call) -> str:
    """Return the `api_key` in the query or the body, or an empty text."""
    in_query = [value for name, value in call.query_pairs() if name == API_KEY and value] if call.query else []
    key = in_query[0] if in_query else _members(call.body).get(API_KEY)
    return key if isinstance(key, str) else ""


def decoded(header: bytes) -> str:
    """Decode a header value; bytes that are not UTF-8 become lone surrogates."""
    return header.decode("utf-8", "surrogateescape")


def _members(body: bytes) -> dict[str, object]:
    """Return the members of a JSON body that may hold a key, else an empty dict."""
    if not may_hold_credential(body):
        return {}
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}
