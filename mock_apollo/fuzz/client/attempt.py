"""What happens in one case? The client gets the reply of the case, and each of its calls is counted and judged."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.exchange import Exchange
from mock_apollo.fuzz.client.cases.replies import ReplyCase
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.credentials import CREDENTIALS, credentials
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.protocol.redaction import secrets_of
from mock_apollo.protocol.refusals import Refusal

if TYPE_CHECKING:
    from mock_apollo.testing.transports.httpx_transport import Transport
    from mock_apollo.testing.transports.requests_adapter import Adapter

KEY = "demo"
IN_PROCESS = "http://apollo.test"
RETRY_AFTER = b"retry-after"
REFUSED = 400  # this status and all above
KINDS = 100  # the factor from `max_calls` to the limit of all calls: a search has 500 pages at most


class TooManyCallsError(BaseException):
    """The client made too many calls. Not an Exception, so that no `except Exception` of a client catches it."""


class AttemptLostError(Exception):
    """The client did not get to the case, for a reason that lies before it; repeat the case in a new attempt."""


class Attempt:
    """One run of a client against one case.

    The operation under test is answered by the script, whose last reply repeats; all other operations are answered by
    the fake, in a world of this attempt's own. For clients: `url`, the base URL without a trailing slash, and `key`, an
    API key (any other is accepted too). For the verdict: `call_count` (calls in all), `operation_calls` (calls of the
    operation under test), `last_call_at` (by `time.monotonic()`), `retry_after` (the sum of all Retry-After headers,
    in seconds), `was_refused` (whether the last reply was 4xx or 5xx), `is_storm` (whether one call was made more than
    `max_calls` times). `before_first_call` is a hook of the driver.
    """

    def __init__(
        self,
        apollo: Apollo,
        operation_id: str,
        number: int,
        case: ReplyCase,
        script: Sequence[Reply],
        max_calls: int,
        lock: Lock,
    ) -> None:
        self.case = case
        self.number = number
        self.operation_id = operation_id
        self.url = IN_PROCESS
        self.key = KEY
        self.max_calls = max_calls
        self.call_count = 0
        self.operation_calls = 0
        self.last_call_at = 0.0
        self.retry_after = 0
        self.was_refused = False
        self.is_storm = False
        self.entries: list[Entry] = []
        self.before_first_call: Callable[[], object] = lambda: None
        self._apollo = apollo
        self._script = script
        self._team = f"{operation_id} {number}"
        self._calls: list[Call] = []
        self._repeats: Counter[int] = Counter()
        self._lock = lock

    def __repr__(self) -> str:
        return f"Attempt({self.case.name!r})"

    @property
    def secrets(self) -> set[str]:
        """The credentials that the client sent, which no report may show."""
        return {secret for call in self._calls for secret in secrets_of(call)} - {self.key}

    def httpx(self) -> "Transport":
        """Return a transport without a port, for `httpx.Client(transport=...)` and `httpx.AsyncClient`."""
        from mock_apollo.testing.transports.httpx_transport import Transport  # noqa: PLC0415 - httpx is optional

        return Transport(self)

    def requests(self) -> "Adapter":
        """Return an adapter without a port, for `session.mount(apollo.url, ...)`."""
        from mock_apollo.testing.transports.requests_adapter import Adapter  # noqa: PLC0415 - requests is optional

        return Adapter(self)

    def answer(self, call: Call) -> Reply:
        """Answer a call by the script or by the fake. Raises TooManyCallsError."""
        with self._lock:
            self._count(call)
            reply, entry = self._scripted(call) or self._from_the_fake(call)
            self.entries.append(entry)
            self.was_refused = reply.status >= REFUSED
            self.retry_after += int(dict(reply.headers).get(RETRY_AFTER, 0))
            return reply

    def _count(self, call: Call) -> None:
        """Count a call. Raises TooManyCallsError."""
        if not self.call_count:
            self.before_first_call()
        self.call_count += 1
        self.last_call_at = time.monotonic()
        self._calls.append(call)
        same = hash((call.method, call.path, call.query, call.body))
        self._repeats[same] += 1
        if self._repeats[same] > self.max_calls or self.call_count > KINDS * self.max_calls:
            self.is_storm = True
            raise TooManyCallsError(
                f"{call.method} {call.path} was called more than {self.max_calls} times in one case"
            )

    def _scripted(self, call: Call) -> tuple[Reply, Entry] | None:
        """Return the next reply of the script, when the operation under test is called."""
        try:
            operation, ids = self._apollo.contract.find(call.method, call.path)
        except Refusal:
            return None
        if operation.operation_id != self.operation_id:
            return None
        reply = self._script[min(self.operation_calls, len(self._script) - 1)]
        self.operation_calls += 1
        now = self._apollo.clock.now()
        findings = self._apollo.judge.judge(Exchange(call, reply, self._team, now, operation, None, ids=ids))
        return reply, Entry(now, self._team, self.operation_id, call, reply, findings, 0)

    def _from_the_fake(self, call: Call) -> tuple[Reply, Entry]:
        """Answer by the fake, with the client's key replaced by this attempt's, so that it gets a world of its own."""
        others = tuple(header for header in call.headers if header[0] not in CREDENTIALS)
        key = ((b"x-api-key", b"case-%d" % self.number),) if credentials(call) else ()
        return self._apollo.exchange(Call(call.method, call.path, call.query, (*others, *key), call.body))

    def end(self) -> None:
        """Remove the worlds that the client has used."""
        with self._lock:
            self._apollo.judge.forget(self._team)
            teams = {entry.team for entry in self.entries}
            for world in [world for world in self._apollo.keys.worlds() if world.team in teams]:
                self._apollo.remove(world)
