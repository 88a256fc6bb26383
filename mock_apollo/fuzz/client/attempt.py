"""What happens in one case? A client is given the reply, and everything that it says is heard and judged."""

import time
from collections import Counter
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.exchange import Exchange
from mock_apollo.fuzz.client.cases.replies import ReplyCase
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.credentials import CREDENTIALS, credentials, decoded, misplaced_key
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.protocol.redaction import redacted
from mock_apollo.protocol.refusals import Refusal

if TYPE_CHECKING:
    from mock_apollo.testing.transports.httpx_transport import Transport
    from mock_apollo.testing.transports.requests_adapter import Adapter

KEY = "demo"
IN_PROCESS = "http://apollo.test"
RETRY_AFTER = b"retry-after"
REFUSED = 400  # and all statuses above
PAGES = 100  # calls of different kinds for each that may be repeated: a search has 500 pages at most


class TooManyCallsError(BaseException):
    """The client calls and calls. No client that catches every Exception may go on."""


class Attempt:
    """One case with one client.

    The operation under test gets the replies of the script, the last one again and again; any other is answered by the
    fake, in a world of its own. `url` is where the client is to call, without a slash, `key` what it may send as its
    API key; any will do. It may make the same call `most` times. `count` says how many calls it made in all and
    `operation_calls` how many of them were of the operation under test, `heard_at` when it made the last, on the clock
    of `time.monotonic`, and `told_to_wait` how many seconds it was told to wait in all.
    """

    def __init__(
        self,
        apollo: Apollo,
        operation_id: str,
        number: int,
        case: ReplyCase,
        script: Sequence[Reply],
        most: int,
        lock: Lock,
    ) -> None:
        self.case = case
        self.number = number
        self.operation_id = operation_id
        self.url = IN_PROCESS
        self.key = KEY
        self.most = most
        self.count = 0
        self.operation_calls = 0
        self.heard_at = 0.0
        self.told_to_wait = 0
        self.was_refused = False
        self.is_stormy = False
        self.entries: list[Entry] = []
        self._apollo = apollo
        self._script = script
        self._team = f"{operation_id} {number}"
        self._heard: list[Call] = []
        self._same: Counter[int] = Counter()
        self._lock = lock

    def __repr__(self) -> str:
        return f"Attempt({self.case.name!r})"

    @property
    def secrets(self) -> set[str]:
        """What the client sent that nobody else should read."""
        return {secret for call in self._heard for secret in _secrets(call)} - {self.key}

    def httpx(self) -> "Transport":
        """For `httpx.Client(transport=...)`, and for `httpx.AsyncClient(transport=...)`; no port is needed."""
        from mock_apollo.testing.transports.httpx_transport import Transport  # noqa: PLC0415 - whoever asks for it has httpx

        return Transport(self)

    def requests(self) -> "Adapter":
        """For `session.mount(apollo.url, ...)`; no port is needed."""
        from mock_apollo.testing.transports.requests_adapter import Adapter  # noqa: PLC0415 - whoever asks for it has requests

        return Adapter(self)

    def answer(self, call: Call) -> Reply:
        """The reply of the case, or of the fake, to one call at a time. Raises TooManyCallsError."""
        with self._lock:
            self._hear(call)
            reply, entry = self._scripted(call) or self._of_the_fake(call)
            self.entries.append(entry)
            self.was_refused = reply.status >= REFUSED
            self.told_to_wait += int(dict(reply.headers).get(RETRY_AFTER, 0))
            return reply

    def _hear(self, call: Call) -> None:
        """Count it. Raises TooManyCallsError."""
        self.count += 1
        self.heard_at = time.monotonic()
        self._heard.append(call)
        same = hash((call.method, call.path, call.query, call.body))
        self._same[same] += 1
        if self._same[same] > self.most or self.count > PAGES * self.most:
            self.is_stormy = True
            raise TooManyCallsError(f"{call.method} {call.path} was called more than {self.most} times in one case")

    def _scripted(self, call: Call) -> tuple[Reply, Entry] | None:
        """What the script says, when the operation under test was called."""
        try:
            operation, _ = self._apollo.contract.find(call.method, call.path)
        except Refusal:
            return None
        if operation.operation_id != self.operation_id:
            return None
        reply = self._script[min(self.operation_calls, len(self._script) - 1)]
        self.operation_calls += 1
        now = self._apollo.clock.now()
        findings = self._apollo.judge.judge(Exchange(call, reply, self._team, now, operation, None))
        return reply, Entry(now, self._team, self.operation_id, call, reply, findings, 0)

    def _of_the_fake(self, call: Call) -> tuple[Reply, Entry]:
        """What the fake answers, to whom the client's key is that of the case."""
        others = tuple(header for header in call.headers if header[0] not in CREDENTIALS)
        key = ((b"x-api-key", b"case-%d" % self.number),) if credentials(call) else ()
        heard: list[Entry] = []
        self._apollo.journal.listen(heard.append)
        try:
            reply = self._apollo.answer(Call(call.method, call.path, call.query, (*others, *key), call.body))
        finally:
            self._apollo.journal.unlisten(heard.append)
        return reply, heard[0]

    def end(self) -> None:
        """Let go of what the client left behind."""
        with self._lock:
            self._apollo.judge.forget(self._team)
            teams = {entry.team for entry in self.entries}
            for world in [world for world in self._apollo.keys.worlds() if world.team in teams]:
                self._apollo.remove(world)


def _secrets(call: Call) -> set[str]:
    """What is secret in a call, wherever it stands."""
    pairs = zip(call.headers, redacted(call).headers, strict=True)
    hidden = {decoded(sent[1]).strip() for sent, shown in pairs if sent != shown} | {misplaced_key(call)}
    return {word for secret in hidden for word in (secret, secret.rpartition(" ")[2])} - {""}
