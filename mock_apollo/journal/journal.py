"""What was said? Every call and its reply, without the credentials; listeners hear of each at once."""

import base64
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from mock_apollo.contract.findings import Finding, Findings
from mock_apollo.protocol.messages import Call, Headers, Reply
from mock_apollo.protocol.redaction import redacted
from mock_apollo.protocol.timestamps import SECOND, timestamp

NO_TEAM = ""
NO_OPERATION = ""
KEPT = 1 << 16  # bytes of a body, a path, a query, all headers; what is behind that is forgotten
NUL = b"\0"  # stands between names and values, which cannot contain it


class Entry:
    """One call and its reply.

    `at` is the time in ms since 1970, that of the world where there is one; `took` is the fake's own in us.
    `number` counts the entries of a team, from 1, also those that are forgotten.
    `operation_id` is empty for a path that is not emulated, `team` when no key was accepted.

    A thousand entries a team live at a time, so what is in them is flat, with headers as one string of bytes:
    as objects they would push everything else out of the processor's cache.
    """

    __slots__ = ("_call", "_reply", "at", "findings", "number", "operation_id", "team", "took")

    def __init__(
        self, at: int, team: str, operation_id: str, call: Call, reply: Reply, findings: Findings, took: int
    ) -> None:
        self.at = at
        self.team = team
        self.operation_id = operation_id
        headers = NUL.join(chain.from_iterable(call.headers))
        self._call = (call.method, call.path[:KEPT], call.query[:KEPT], headers[:KEPT], call.body[:KEPT])
        headers = NUL.join(chain.from_iterable(reply.headers))
        self._reply = (reply.status, reply.body[:KEPT], reply.media_type, headers)
        self.findings = findings
        self.took = took
        self.number = 0

    @property
    def line(self) -> tuple[str, str, int]:
        """Method, raw path and status."""
        return self._call[0], self._call[1], self._reply[0]

    @property
    def call(self) -> Call:
        """The call without its credentials, which are taken out when somebody looks."""
        method, path, query, headers, body = self._call
        return redacted(Call(method, path, query, _unpacked(headers), body))

    @property
    def reply(self) -> Reply:
        """The reply as it went out."""
        status, body, media_type, headers = self._reply
        return Reply(status, body, media_type, _unpacked(headers))

    def document(self) -> dict[str, Any]:
        """The entry as it is exported, without credentials; what was cut says so."""
        call, reply = self.call, self.reply
        return {
            "at": timestamp(self.at),
            "number": self.number,
            "team": self.team,
            "operation": self.operation_id,
            "took_us": self.took,
            "call": {"method": call.method, "path": call.path, "query": call.query}
            | _exported(call.headers, call.body),
            "reply": {"status": reply.status, "media_type": reply.media_type.decode("latin-1")}
            | _exported(reply.headers, reply.body),
            "findings": [finding.document() for finding in self.findings],
        }


def read_entry(document: dict[str, Any]) -> Entry:
    """The entry that was exported."""
    call, reply = document["call"], document["reply"]
    headers, body = _read(reply)
    entry = Entry(
        int(datetime.fromisoformat(document["at"]).timestamp() * SECOND),
        document["team"],
        document["operation"],
        Call(call["method"], call["path"], call["query"], *_read(call)),
        Reply(reply["status"], body, reply["media_type"].encode("latin-1"), headers),
        tuple(Finding(found["code"], found["path"], found["message"]) for found in document["findings"]),
        document["took_us"],
    )
    entry.number = document["number"]
    return entry


def _read(exported: dict[str, Any]) -> tuple[Headers, bytes]:
    """What `_exported` was made of."""
    text = exported["body"]
    body = base64.b64decode(text) if exported["encoding"] == "base64" else text.encode()
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in exported["headers"]), body


def _exported(headers: Headers, body: bytes) -> dict[str, Any]:
    """What call and reply have in common; bytes that are no text in base64."""
    try:
        text, encoding = body.decode(), "utf-8"
    except UnicodeDecodeError:
        text, encoding = base64.b64encode(body).decode(), "base64"
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return {"headers": pairs, "body": text, "encoding": encoding, "truncated": len(body) >= KEPT}


def _unpacked(packed: bytes) -> Headers:
    parts = packed.split(NUL)
    return tuple(zip(parts[::2], parts[1::2], strict=False))


Listener = Callable[[Entry], None]


class Journal:
    """The last entries of each team."""

    def __init__(self, capacity: int = 1_000) -> None:
        self._entries: defaultdict[str, deque[Entry]] = defaultdict(lambda: deque(maxlen=capacity))
        self.listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Hear of every entry from now on."""
        self.listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        """Hear of no more."""
        self.listeners.remove(listener)

    def entries(self, team: str = NO_TEAM) -> Sequence[Entry]:
        """What one team's clients said, oldest first; without a team, what no team said."""
        return tuple(self._entries.get(team, ()))

    def all_entries(self) -> Sequence[Entry]:
        """What everybody said, in the order of their times."""
        return sorted(chain.from_iterable(self._entries.values()), key=lambda entry: entry.at)

    def forget(self, team: str) -> None:
        """Nobody of the team has said anything."""
        self._entries.pop(team, None)

    def record(self, entry: Entry) -> None:
        """Keep the entry, and tell the listeners."""
        entries = self._entries[entry.team]
        entry.number = entries[-1].number + 1 if entries else 1
        entries.append(entry)
        for listener in self.listeners:
            listener(entry)
