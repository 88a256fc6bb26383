"""How are credentials removed from what is shown? One redactor, for calls, replies and texts, on every surface."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from itertools import chain
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson

from mock_apollo.protocol.credential_names import is_credential, may_hold_credential
from mock_apollo.protocol.credentials import decoded, misplaced_key
from mock_apollo.protocol.json_depth import MAX_DEPTH, levels
from mock_apollo.protocol.known_keys import KnownKeys
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.protocol.redacted_text import (
    ESCAPES,
    REDACTED,
    SUSPECT,
    without_credentials,
    without_parameters,
    without_users,
)

INSTEAD = REDACTED.encode()
MAX_PARSED = 1 << 16  # bytes of a body
MAX_NESTED = 8  # levels of JSON texts in JSON texts
NAME = re.compile(r"[^\s=:;,&\"'<>(){}?/#]++")
ENCODED = re.compile(rb"%[0-9a-fA-F]{2}")
ESCAPE = re.compile(rb"\\+(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


class Redactor:
    """Replaces by `[redacted]` what stands in the place of a credential, and the known keys wherever they turn up.

    A place of a credential has its name: a header, a parameter of a query or a path, a member of a body; also in a
    JSON text or a URL inside of another value, and before the `@` of a URL. The time that it takes is proportional to
    the size of what is shown.
    """

    def __init__(self, known: KnownKeys | None = None) -> None:
        self._known = known

    def call(self, call: Call) -> Call:
        """Return a call that can be shown; most have no known key in any part, which one look tells."""
        if self._known is not None and not self._holds_keys(call):
            return BY_PLACE.call(call)
        return Call(
            call.method,
            self.path(call.path),
            self.without_keys(without_parameters(call.query)) if call.query else call.query,
            tuple([self.header(name, value) for name, value in call.headers]),
            self.body(call.body),
        )

    def reply(self, reply: Reply) -> Reply:
        """Return a reply that can be shown; its headers are ours, and have no credentials."""
        return Reply(reply.status, self.body(reply.body), reply.media_type, reply.lines, reply.wire)

    def path(self, path: str) -> str:
        """Return a raw path that can be shown."""
        is_plain = "=" not in path and "%" not in path and "@" not in path
        return self.without_keys(path if is_plain else without_parameters(path))

    def body(self, body: bytes) -> bytes:
        """Return a body that can be shown: JSON without some members; other bodies that may hold a name not at all."""
        if may_hold_credential(body) or (b"@" in body and b"//" in body):
            body = _redacted_body(body)
        return self._hidden(body)

    def text(self, text: str) -> str:
        """Return a text of any kind that can be shown, as a message or the output of a program."""
        return self.without_keys(without_credentials(text))

    def _holds_keys(self, call: Call) -> bool:
        parts = (call.path.encode("utf-8", "surrogatepass"), call.query.encode("utf-8", "surrogatepass"), call.body)
        together = b" ".join((*chain.from_iterable(call.headers), *parts))
        return self._hidden(together) is not together

    def header(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        """Redact a header; empty values and the word `Bearer` are kept, since they say what was sent."""
        if not value.strip():
            return name, value
        if is_credential(name.decode("latin-1")):
            return name, b"Bearer " + INSTEAD if value.lower().startswith(b"bearer ") else INSTEAD
        if may_hold_credential(value) or b"@" in value:
            value = without_credentials(value.decode("latin-1")).encode("latin-1")
        return name, self._hidden(value)

    def without_keys(self, text: str) -> str:
        """Return a text without known keys, whatever else it has; what a program reads stays readable to it."""
        if self._known is None:
            return text
        data = text.encode("utf-8", "surrogatepass")
        shown = self._hidden(data)
        return text if shown is data else shown.decode("utf-8", "surrogatepass")

    def _hidden(self, data: bytes) -> bytes:
        """Return bytes without known keys; nothing of them when a key stands in them in escapes."""
        if self._known is None:
            return data
        data = self._known.hidden(data, INSTEAD)
        if b"%" not in data and b"\\" not in data:
            return data
        plain = data
        for _ in range(ESCAPES):
            before, plain = plain, _unescaped(plain)
            if plain is before:
                return data
            if self._known.hidden(plain, INSTEAD) is not plain:
                return INSTEAD
        return data


BY_PLACE = Redactor()  # knows no keys


def secrets_of(call: Call) -> set[str]:
    """Return the credentials in the headers, the query and the body of a call, with and without their scheme."""
    shown = [BY_PLACE.header(name, value)[1] for name, value in call.headers]
    hidden = {decoded(sent).strip() for (_, sent), safe in zip(call.headers, shown, strict=True) if sent != safe}
    return {word for secret in hidden | {misplaced_key(call)} for word in (secret, secret.rpartition(" ")[2])} - {""}


def _unescaped(data: bytes) -> bytes:
    """Return bytes without percent-encoding and escapes of JSON; the same object if there are none."""
    plain = unquote_to_bytes(data) if ENCODED.search(data) else data
    plain = ESCAPE.sub(_character, plain) if b"\\" in plain else plain
    return data if plain == data else plain


def _character(escape: re.Match[bytes]) -> bytes:
    return chr(int(escape[1], 16)).encode("utf-8", "replace") if escape[1] else escape[2]


def _redacted_body(body: bytes) -> bytes:
    """Redact a JSON body member by member; replace other bodies, and large ones, if a credential may be in them."""
    if len(body) > MAX_PARSED:
        return INSTEAD if may_hold_credential(body) else without_users(body.decode("latin-1")).encode("latin-1")
    try:
        return _redacted_json(body)
    except orjson.JSONDecodeError:
        text = _unescaped(body.replace(b"\0", b"")).decode("latin-1")
        return INSTEAD if any(map(is_credential, {*NAME.findall(text)})) or without_credentials(text) != text else body


def _redacted_json(body: bytes, nested: int = 0) -> bytes:
    """Redact JSON member by member; replace it when it is too deep. Raises JSONDecodeError."""
    value = [orjson.loads(body)]
    found = _redact_members(value, nested)
    if found is None or nested == MAX_NESTED:
        return INSTEAD
    return orjson.dumps(value[0]) if found or _lacks_members(value[0], body) else body


def _redact_members(value: list[Any], nested: int) -> bool | None:
    """Redact the members of a value in place; tell whether there was one, or None when they cannot be looked at."""
    is_secret, found = cache(is_credential), False
    for depth, level in enumerate(levels(value)):
        if depth > MAX_DEPTH:
            return None
        for item in level:
            shown = _shown_members(item, is_secret, nested)
            for place, text in shown.items():
                item[place] = text
            found = found or bool(shown)
    return found


def _shown_members(item: Any, is_secret: Callable[[str], bool], nested: int) -> dict[Any, str]:
    """Return what is shown instead of some members of an object or array; `name` and `value` may be two of them."""
    if type(item) is list:
        return _shown_texts(enumerate(item), nested)
    name = item.get("name")
    secret = [name for name in item if is_secret(name)]
    if type(name) is str and "value" in item and is_secret(name):
        secret.append("value")
    return {**_shown_texts(item.items(), nested), **dict.fromkeys(secret, REDACTED)}


def _shown_texts(members: Iterable[tuple[Any, Any]], nested: int) -> dict[Any, str]:
    """Return what is shown instead of texts in which credentials stand."""
    texts = ((name, text) for name, text in members if type(text) is str and SUSPECT.search(text))
    shown = ((name, text, _redacted_member(text, nested)) for name, text in texts)
    return {name: safe for name, text, safe in shown if safe != text}


def _redacted_member(text: str, nested: int) -> str:
    """Redact a text, which may be JSON."""
    if text.lstrip()[:1] in ("{", "["):
        with suppress(orjson.JSONDecodeError):
            return _redacted_json(text.encode(), nested + 1).decode()
    return without_credentials(text)


def _lacks_members(value: Any, body: bytes) -> bool:
    """Tell whether a body may have members that its value lacks: of several with one name, only the last is parsed."""
    return b"\\u00" in body or orjson.dumps(value).count(b'"') != body.count(b'"')
