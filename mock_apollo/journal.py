"""What was said? Every call and its reply, without the credentials; listeners hear of each at once."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from itertools import chain

import orjson

from mock_apollo.contract.judge import Finding
from mock_apollo.messages import Call, Headers, Reply

SECRET_HEADERS = {b"x-api-key", b"authorization", b"cookie", b"proxy-authorization"}
QUERY_KEY = re.compile(r"(?i)(api_?key|api%5fkey|access_token)=[^&]*")
REDACTED = "[redacted]"
NO_TEAM = ""
NO_OPERATION = ""


class Entry:
    """One call and its reply.

    `at` is the world's time in ms since 1970, `took` the fake's own in us. `operation_id` is empty for
    a path that is not emulated, `team` when no key was accepted.

    A thousand of these live at a time. So headers are kept as one string of bytes each: as pairs they
    would be fifty small objects, which push everything else out of the processor's cache.
    """

    __slots__ = ("_call", "_reply", "at", "findings", "operation_id", "team", "took")

    def __init__(
        self, at: int, team: str, operation_id: str, call: Call, reply: Reply, findings: Sequence[Finding], took: int
    ) -> None:
        self.at = at
        self.team = team
        self.operation_id = operation_id
        self._call = (call.method, call.path, call.query, _packed(call.headers), call.body)
        self._reply = (reply.status, reply.body, reply.media_type, _packed(reply.headers))
        self.findings = findings
        self.took = took

    @property
    def call(self) -> Call:
        """The call without its credentials; they are taken out when somebody looks."""
        method, path, query, headers, body = self._call
        return redacted(Call(method, path, query, _unpacked(headers), body))

    @property
    def reply(self) -> Reply:
        """The reply as it went out."""
        status, body, media_type, headers = self._reply
        return Reply(status, body, media_type, _unpacked(headers))


def _packed(headers: Headers) -> bytes:
    """Names and values, with NUL between them, which neither can contain."""
    return b"\0".join(chain.from_iterable(headers))


def _unpacked(packed: bytes) -> Headers:
    parts = packed.split(b"\0")
    return tuple(zip(parts[::2], parts[1::2], strict=False))


Listener = Callable[[Entry], None]


class Journal:
    """The last entries of each team."""

    def __init__(self, capacity: int = 1_000) -> None:
        self._entries: defaultdict[str, deque[Entry]] = defaultdict(lambda: deque(maxlen=capacity))
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Hear of every entry from now on."""
        self._listeners.append(listener)

    def entries(self, team: str = NO_TEAM) -> Sequence[Entry]:
        """What one team's clients said, oldest first; without a team, what no team said."""
        return tuple(self._entries.get(team, ()))

    def record(self, entry: Entry) -> None:
        """Keep the entry, and tell the listeners."""
        self._entries[entry.team].append(entry)
        for listener in self._listeners:
            listener(entry)


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
