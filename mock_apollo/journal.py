"""What was said? Every call and its reply, without the credentials; listeners hear of each at once."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import orjson

from mock_apollo.contract.judge import Findings
from mock_apollo.messages import Call, Headers, Reply

SECRET_HEADERS = {b"x-api-key", b"authorization", b"cookie", b"proxy-authorization"}
QUERY_KEY = re.compile(r"(?i)(api_?key|api%5fkey|access_token)=[^&]*")
NUL = b"\0"  # stands between names and values, which cannot contain it
REDACTED = "[redacted]"
NO_TEAM = ""
NO_OPERATION = ""


class Entry(NamedTuple):
    """One call and its reply.

    `at` is the world's time in ms since 1970, `took` the fake's own in us. `operation_id` is empty for
    a path that is not emulated, `team` when no key was accepted. The call is without its credentials.
    """

    at: int
    team: str
    operation_id: str
    call: Call
    reply: Reply
    findings: Findings
    took: int


Listener = Callable[[Entry], None]


class Journal:
    """The last entries of each team.

    A thousand entries a team live at a time, so they are kept flat, with their headers as one string of
    bytes: as objects they would push everything else out of the processor's cache. They become an `Entry`
    when somebody looks, and only then is anything taken out of them.
    """

    def __init__(self, capacity: int = 1_000) -> None:
        self._flat: defaultdict[str, deque[tuple[Any, ...]]] = defaultdict(lambda: deque(maxlen=capacity))
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Hear of every entry from now on."""
        self._listeners.append(listener)

    def entries(self, team: str = NO_TEAM) -> Sequence[Entry]:
        """What one team's clients said, oldest first; without a team, what no team said."""
        return tuple(_entry(team, *flat) for flat in self._flat.get(team, ()))

    def record(
        self, at: int, team: str, operation_id: str, call: Call, reply: Reply, findings: Findings, took: int
    ) -> None:
        """Keep a call and its reply, and tell the listeners."""
        said = (call.method, call.path, call.query, NUL.join(chain.from_iterable(call.headers)), call.body)
        answered = (reply.status, reply.body, reply.media_type, NUL.join(chain.from_iterable(reply.headers)))
        flat = (at, operation_id, said, answered, findings, took)
        self._flat[team].append(flat)
        for listener in self._listeners:
            listener(_entry(team, *flat))


def _entry(
    team: str,
    at: int,
    operation_id: str,
    said: tuple[Any, ...],
    answered: tuple[Any, ...],
    findings: Findings,
    took: int,
) -> Entry:
    method, path, query, headers, body = said
    status, content, media_type, reply_headers = answered
    call = redacted(Call(method, path, query, _unpacked(headers), body))
    return Entry(
        at, team, operation_id, call, Reply(status, content, media_type, _unpacked(reply_headers)), findings, took
    )


def _unpacked(packed: bytes) -> Headers:
    parts = packed.split(NUL)
    return tuple(zip(parts[::2], parts[1::2], strict=False))


def redacted(call: Call) -> Call:
    """The call without its credentials, wherever they were put."""
    return Call(
        call.method,
        call.path,
        QUERY_KEY.sub(rf"\1={REDACTED}", call.query) if call.query else "",
        tuple(header for header in call.headers if header[0] not in SECRET_HEADERS),
        _redacted_body(call.body) if b"key" in call.body or b"\\u00" in call.body else call.body,
    )


def _redacted_body(body: bytes) -> bytes:
    """Without an `api_key` member; a body that cannot be read is not kept at all."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return REDACTED.encode()
    if not isinstance(value, dict) or "api_key" not in value:
        return body
    return orjson.dumps(value | {"api_key": REDACTED})
