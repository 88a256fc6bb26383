"""How does a client reach its case? In this process, or on a port, where the base URL ends with the case's number."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from threading import Lock
from typing import Any, Self

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.rate_limits import PLANS
from mock_apollo.fuzz.client.attempt import IN_PROCESS, Attempt, TooManyCallsError
from mock_apollo.fuzz.client.cases.replies import Replies, ReplyCase
from mock_apollo.protocol.messages import TEXT, Call, Reply, Wire
from mock_apollo.server.asgi import ClientLeftError, Receive, Scope, Send, read_body, suffer, write
from mock_apollo.server.background import serving
from mock_apollo.server.build import build_apollo, load_records
from mock_apollo.server.settings import load_settings

CASE = re.compile(r"/case/(\d+)(/.*)")
NO_CASE = Reply(404, b"The base URL ends with the number of a case, as in /case/1; use it as it is given.\n", TEXT)
CONNECTION_RESET = Wire(reset="nothing")
TOO_MANY_REQUESTS = 429
OPEN: dict[str, Any] = {"keys": None, "scopes": {}, "rate_limit": PLANS["off"], "frozen_at": None}
MAX_CALLS = 10


class CaseServer:
    """A fake that answers one operation with the reply of a case, and keeps the cases that are running apart.

    A client may make the same call `max_calls` times in a case. `stray_path` is the path of the last call to no case.
    """

    def __init__(self, apollo: Apollo, operation_id: str, max_calls: int = MAX_CALLS) -> None:
        self.apollo = apollo
        self.replies = Replies(apollo.contract, operation_id)
        self.stray_path = ""
        self._max_calls = max_calls
        self._numbers = count(1)
        self._attempts: dict[int, Attempt] = {}
        self._lock = Lock()  # calls arrive on the server's thread, attempts end on others

    @classmethod
    def of(cls, operation_id: str, max_calls: int = MAX_CALLS) -> Self:
        """Make one with the settings of the environment, but open to any key, without limits, its clock running.

        Raises EditError, SettingsError, SeedError.
        """
        settings = load_settings({}).model_copy(update=OPEN)
        return cls(build_apollo(settings, load_records(settings)), operation_id, max_calls)

    @contextmanager
    def attempt(self, case: ReplyCase, url: str = "", script: Sequence[Reply] = ()) -> Iterator[Attempt]:
        """Begin an attempt of a case, and end it with the block; `url` is the server's, if it has a port.

        Without a `script`, the reply of the case repeats, except that a 429 is followed by the documented success.
        """
        attempt = self._begin(case, url, script)
        try:
            yield attempt
        finally:
            self._end(attempt)

    def fresh(self, case: ReplyCase) -> Attempt:
        """Begin an attempt in this process, which lasts until the next one begins."""
        for attempt in [*self._attempts.values()]:
            self._end(attempt)
        return self._begin(case)

    def _begin(self, case: ReplyCase, url: str = "", script: Sequence[Reply] = ()) -> Attempt:
        number = next(self._numbers)
        afterwards = (self.replies.granted.reply,) if case.reply.status == TOO_MANY_REQUESTS else ()
        replies = script or (case.reply, *afterwards)
        attempt = Attempt(self.apollo, self.replies.operation_id, number, case, replies, self._max_calls, self._lock)
        attempt.url = f"{url}/case/{number}" if url else IN_PROCESS
        self._attempts[number] = attempt
        return attempt

    def _end(self, attempt: Attempt) -> None:
        del self._attempts[attempt.number]
        attempt.end()

    @contextmanager
    def open(self) -> Iterator[str]:
        """Serve on a free port of the loopback interface; the value is the URL, without a case."""
        with serving(self) as (url, _):
            yield url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(receive)
        except ClientLeftError:
            return
        reply = self._answer(scope, body)
        if reply.wire is None:
            await write(reply, send)
        else:
            await suffer(reply, reply.wire, scope, receive, send)

    def _answer(self, scope: Scope, body: bytes) -> Reply:
        """Answer a call in the case that its path names; a client with too many calls gets its connection reset."""
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        match = CASE.fullmatch(path)
        attempt = self._attempts.get(int(match[1])) if match else None
        if match is None or attempt is None:
            self.stray_path = path
            return NO_CASE
        try:
            return attempt.answer(Call(scope["method"], match[2], query, scope["headers"], body))
        except TooManyCallsError:
            return Reply(0, b"", wire=CONNECTION_RESET)
