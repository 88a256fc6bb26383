"""What happens in one case? A client is given the reply, and everything that it says is heard and judged."""

import time
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from mock_apollo.apollo import Apollo
from mock_apollo.contract.exchange import Exchange
from mock_apollo.credentials import CREDENTIALS, credentials, decoded, misplaced_key
from mock_apollo.fuzz.client.replies import ReplyCase
from mock_apollo.journal import Entry
from mock_apollo.messages import Call, Reply
from mock_apollo.refusals import Refusal

if TYPE_CHECKING:
    from mock_apollo.with_httpx import Transport
    from mock_apollo.with_requests import Adapter

KEY = "demo"
IN_PROCESS = "http://apollo.test"
RETRY_AFTER = b"retry-after"


class TooManyCallsError(BaseException):
    """The client calls and calls. No client that catches every Exception may go on."""


class Attempt:
    """One case with one client.

    The operation under test gets the replies of the script, the last one again and again; any other is answered by the
    fake, in a world of its own. `url` is where the client is to call, without a slash, `key` what it may send as its
    API key; any will do. It may call `most` times, `count` says how often it did, `heard_at` when it did last, on
    the clock of `time.monotonic`, and `told_to_wait` how many seconds it was told to wait in all.
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
        self.key = KEY
        self.url = IN_PROCESS
        self.most = most
        self.count = 0
        self.heard_at = 0.0
        self.told_to_wait = 0
        self.secrets: set[str] = set()
        self._apollo = apollo
        self.operation_id = operation_id
        self._script = script
        self._team = f"{operation_id} {number}"
        self._entries: list[Entry] = []
        self._said = 0
        self._lock = lock

    def __repr__(self) -> str:
        return repr(self.case)

    @property
    def entries(self) -> Sequence[Entry]:
        """What the client said and was told, oldest first."""
        return self._entries

    @property
    def calls(self) -> int:
        """How often the operation under test was called."""
        return self._said

    @property
    def is_stormy(self) -> bool:
        """Whether it called more often than it may."""
        return self.count > self.most

    def httpx(self) -> "Transport":
        """For `httpx.Client(transport=...)`, and for `httpx.AsyncClient(transport=...)`; no port is needed."""
        from mock_apollo.with_httpx import Transport  # noqa: PLC0415 - whoever asks for it has httpx

        return Transport(self)

    def requests(self) -> "Adapter":
        """For `session.mount(apollo.url, ...)`; no port is needed."""
        from mock_apollo.with_requests import Adapter  # noqa: PLC0415 - whoever asks for it has requests

        return Adapter(self)

    def answer(self, call: Call) -> Reply:
        """The reply of the case, or of the fake, to one call at a time. Raises TooManyCallsError."""
        with self._lock:
            return self._answer(call)

    def _answer(self, call: Call) -> Reply:
        self.count += 1
        self.heard_at = time.monotonic()
        self.secrets |= _secrets(call) - {self.key}
        if self.is_stormy:
            raise TooManyCallsError
        try:
            operation, _ = self._apollo.contract.find(call.method, call.path)
        except Refusal:
            return self._of_the_fake(call)
        if operation.operation_id != self.operation_id:
            return self._of_the_fake(call)
        reply = self._script[min(self._said, len(self._script) - 1)]
        self._said += 1
        self.told_to_wait += int(dict(reply.headers).get(RETRY_AFTER, 0))
        now = self._apollo.clock.now()
        findings = self._apollo.judge.judge(Exchange(call, reply, self._team, now, operation, None))
        self._entries.append(Entry(now, self._team, self.operation_id, call, reply, findings, 0))
        return reply

    def _of_the_fake(self, call: Call) -> Reply:
        """What the fake answers, to whom the client's key is that of the case."""
        others = tuple(header for header in call.headers if header[0] not in CREDENTIALS)
        key = ((b"x-api-key", b"case-%d" % self.number),) if credentials(call) else ()
        heard: list[Entry] = []
        self._apollo.journal.listen(heard.append)
        try:
            return self._apollo.answer(Call(call.method, call.path, call.query, (*others, *key), call.body))
        finally:
            self._apollo.journal.unlisten(heard.append)
            self._entries += heard

    def end(self) -> None:
        """Let go of what the client left behind."""
        with self._lock:
            self._apollo.judge.forget(self._team)
            teams = {entry.team for entry in self._entries}
            for world in [world for world in self._apollo.keys.worlds() if world.team in teams]:
                self._apollo.remove(world)


def _secrets(call: Call) -> set[str]:
    """The keys in a call, wherever they stand."""
    keys = {decoded(value).strip().rpartition(" ")[2] for value in credentials(call)} | {misplaced_key(call)}
    return keys - {""}
