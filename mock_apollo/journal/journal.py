"""Which calls were made, and how were they answered? Entries without credentials, and listeners for new ones."""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import chain
from typing import Any

import orjson

from mock_apollo.contract.findings import Finding, Findings
from mock_apollo.protocol.body_text import body_as_text, body_from_text
from mock_apollo.protocol.messages import Call, Headers, Reply, lines_of
from mock_apollo.protocol.redaction import BY_PLACE, Redactor
from mock_apollo.protocol.timestamps import milliseconds_of, timestamp

NO_TEAM = ""
NO_OPERATION = ""
MAX_KEPT = 1 << 16  # bytes of each of body, path, query and headers; the rest is dropped
NUL = b"\0"  # separates the names and values of headers, which cannot contain it


class Entry:
    """A call and its reply.

    - `at`: when the call was made by the clock of its world, in ms since 1970
    - `took`: how long mock-apollo needed for the reply, in us
    - `number`: the number of the entry among those of its team, from 1; dropped and deleted entries count
    - `operation_id`: empty for a path that is not emulated
    - `team`: empty when no key was accepted
    - `redactor`: removes credentials from what is read of the entry, each time it is read

    A thousand entries a team are kept, so they are stored flat, with headers as one byte string: as objects they
    would evict everything else from the processor's cache.
    """

    __slots__ = ("_call", "_findings", "_redactor", "_reply", "at", "number", "operation_id", "team", "took")

    def __init__(  # noqa: PLR0913, PLR0917 - an entry is flat, and made for each call
        self,
        at: int,
        team: str,
        operation_id: str,
        call: Call,
        reply: Reply,
        findings: Findings,
        took: int,
        redactor: Redactor = BY_PLACE,
    ) -> None:
        self.at = at
        self.team = team
        self.operation_id = operation_id
        headers = NUL.join(chain.from_iterable(call.headers))
        self._call = (
            call.method,
            call.path[:MAX_KEPT],
            call.query[:MAX_KEPT],
            headers[:MAX_KEPT],
            call.body[:MAX_KEPT],
        )
        body = b"".join((reply.body[:MAX_KEPT], b""))  # a copy, since orjson leaves three times the size allocated
        self._reply = (reply.status, body, reply.media_type, reply.lines)
        self._findings = findings
        self._redactor = redactor
        self.took = took
        self.number = 0

    @property
    def line(self) -> tuple[str, str, int]:
        """Method, raw path without credentials, and status."""
        return self._call[0], self._redactor.path(self._call[1]), self._reply[0]

    @property
    def line_with_keys(self) -> tuple[str, str, int]:
        """The same, but keys are hidden in their places only: whoever shows many lines hides the others together."""
        return self._call[0], BY_PLACE.path(self._call[1]), self._reply[0]

    @property
    def status(self) -> int:
        """The status of the reply."""
        return self._reply[0]

    @property
    def took_ms(self) -> float:
        """How long mock-apollo needed for the reply, in ms."""
        return self.took / 1_000

    @property
    def call(self) -> Call:
        """The call without credentials."""
        method, path, query, headers, body = self._call
        return self._redactor.call(Call(method, path, query, _unpacked(headers), body))

    @property
    def reply(self) -> Reply:
        """The reply without credentials."""
        return self._redactor.reply(Reply(*self._reply))

    @property
    def findings(self) -> Findings:
        """The findings without credentials."""
        return tuple([found.shown(self._redactor.text) for found in self._findings]) if self._findings else ()

    def document(self) -> dict[str, Any]:
        """Return the entry as a JSON object without credentials; `truncated` tells whether a body was cut."""
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


def read_entries(lines: str) -> list[Entry]:
    """Return the entries of an export with one JSON document a line; a text in one may have other line separators."""
    return [read_entry(orjson.loads(line)) for line in lines.split("\n") if line]


def read_entry(document: dict[str, Any]) -> Entry:
    """Make an entry from its JSON object, as `Entry.document` returns it."""
    call, reply = document["call"], document["reply"]
    headers, body = _read(reply)
    entry = Entry(
        milliseconds_of(document["at"]),
        document["team"],
        document["operation"],
        Call(call["method"], call["path"], call["query"], *_read(call)),
        Reply(reply["status"], body, reply["media_type"].encode("latin-1"), lines_of(headers)),
        tuple(map(Finding.read, document["findings"])),
        document["took_us"],
    )
    entry.number = document["number"]
    return entry


def _read(exported: dict[str, Any]) -> tuple[Headers, bytes]:
    """Return the headers and the body of an exported call or reply."""
    headers = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in exported["headers"])
    return headers, body_from_text(exported["body"], exported["encoding"])


def _exported(headers: Headers, body: bytes) -> dict[str, Any]:
    """Return the members that an exported call and an exported reply have in common."""
    text, encoding = body_as_text(body)
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return {"headers": pairs, "body": text, "encoding": encoding, "truncated": len(body) >= MAX_KEPT}


def _unpacked(packed: bytes) -> Headers:
    parts = packed.split(NUL)
    return tuple(zip(parts[::2], parts[1::2], strict=False))


Listener = Callable[[Entry], None]


class Journal:
    """The last `capacity` entries of each team."""

    def __init__(self, capacity: int = 1_000) -> None:
        self._entries: defaultdict[str, deque[Entry]] = defaultdict(lambda: deque(maxlen=capacity))
        self._last: dict[str, int] = {}  # the number of the last entry of each team whose entries were deleted
        # These are replaced and not changed: a listener may stop listening while it is called.
        self.listeners: Sequence[Listener] = ()
        self.listeners_by_team: dict[str, Sequence[Listener]] = {}

    def listen(self, listener: Listener, team: str | None = None) -> None:
        """Call a listener with every entry from now on; with those of one team, if one is given."""
        if team is None:
            self.listeners = (*self.listeners, listener)
        else:
            self.listeners_by_team[team] = (*self.listeners_by_team.get(team, ()), listener)

    def unlisten(self, listener: Listener, team: str | None = None) -> None:
        """Stop calling a listener."""
        listening = self.listeners if team is None else self.listeners_by_team.pop(team)
        others = tuple(other for other in listening if other != listener)
        if team is None:
            self.listeners = others
        elif others:
            self.listeners_by_team[team] = others

    def coming(self, matches: Callable[[Entry], bool], team: str | None = None) -> Future[Entry]:
        """Return the future of the next entry that matches, of a team or of all; cancel it to wait no longer."""
        coming: Future[Entry] = Future()

        def hear(entry: Entry) -> None:
            if matches(entry):
                coming.set_result(entry)

        self.listen(hear, team)
        coming.add_done_callback(lambda _: self.unlisten(hear, team))
        return coming

    def entries(self, team: str = NO_TEAM) -> Sequence[Entry]:
        """Return the entries of a team, oldest first; without a team, those for which no key was accepted."""
        return tuple(self._entries.get(team, ()))

    def all_entries(self) -> Sequence[Entry]:
        """Return the entries of all teams, ordered by time."""
        return sorted(chain.from_iterable(self._entries.values()), key=lambda entry: entry.at)

    def forget(self, team: str) -> None:
        """Delete all entries of the team; the numbers of its next ones go on, so that who reads on misses none."""
        forgotten = self._entries.pop(team, None)
        if forgotten:
            self._last[team] = forgotten[-1].number

    def remove(self, team: str) -> None:
        """Delete all that is known of the team; its next entry has the number 1."""
        self._entries.pop(team, None)
        self._last.pop(team, None)

    def record(self, entry: Entry) -> None:
        """Number the entry, keep it, and call the listeners."""
        entries = self._entries[entry.team]
        entry.number = entries[-1].number + 1 if entries else self._last.get(entry.team, 0) + 1
        entries.append(entry)
        for listener in self.listeners:
            listener(entry)
        for listener in self.listeners_by_team.get(entry.team, ()):
            listener(entry)
