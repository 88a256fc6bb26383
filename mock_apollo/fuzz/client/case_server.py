"""Where are clients tried? In this process, or behind a port, where the number of the case is part of the base URL."""

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
BROKEN_OFF = Wire(reset="nothing")
SPENT = 429
OPEN: dict[str, Any] = {"keys": None, "scopes": {}, "rate_limit": PLANS["off"], "frozen_at": None}
MOST_CALLS = 10


class Stage:
    """A fake, and the operation whose replies are tried on clients, which may make a call `most_calls` times in a case.

    `stray` is the path of the last call that named no case.
    """

    def __init__(self, apollo: Apollo, operation_id: str, most_calls: int = MOST_CALLS) -> None:
        self.apollo = apollo
        self.replies = Replies(apollo.contract, operation_id)
        self._most_calls = most_calls
        self._numbers = count(1)
        self.stray = ""
        self._attempts: dict[int, Attempt] = {}
        self._lock = Lock()  # the fake answers on the server's thread, and forgets on another one

    @classmethod
    def of(cls, operation_id: str, most_calls: int = MOST_CALLS) -> Self:
        """With a fake that has the settings of the environment, but takes any key, without limits; its clock runs.

        Raises EditError, SettingsError, SeedError.
        """
        settings = load_settings({}).model_copy(update=OPEN)
        return cls(build_apollo(settings, load_records(settings)), operation_id, most_calls)

    @contextmanager
    def attempt(self, case: ReplyCase, url: str = "", script: Sequence[Reply] = ()) -> Iterator[Attempt]:
        """A case, for as long as a client is tried with it; `url` is that of the stage, where it has one.

        Who is told to come again later is then given what is documented, unless there is another script.
        """
        attempt = self._begin(case, url, script)
        try:
            yield attempt
        finally:
            self._end(attempt)

    def fresh(self, case: ReplyCase) -> Attempt:
        """A case without a port, until there is another one."""
        for attempt in [*self._attempts.values()]:
            self._end(attempt)
        return self._begin(case)

    def _begin(self, case: ReplyCase, url: str = "", script: Sequence[Reply] = ()) -> Attempt:
        number = next(self._numbers)
        again = (self.replies.granted.reply,) if case.reply.status == SPENT else ()
        said = script or (case.reply, *again)
        attempt = Attempt(self.apollo, self.replies.operation_id, number, case, said, self._most_calls, self._lock)
        attempt.url = f"{url}/case/{number}" if url else IN_PROCESS
        self._attempts[number] = attempt
        return attempt

    def _end(self, attempt: Attempt) -> None:
        del self._attempts[attempt.number]
        attempt.end()

    @contextmanager
    def open(self) -> Iterator[str]:
        """The URL of the stage, while it has a port."""
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
        """What is said to a client in the case that its URL names."""
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        match = CASE.fullmatch(path)
        attempt = self._attempts.get(int(match[1])) if match else None
        if match is None or attempt is None:
            self.stray = path
            return NO_CASE
        try:
            return attempt.answer(Call(scope["method"], match[2], query, scope["headers"], body))
        except TooManyCallsError:
            return Reply(0, b"", wire=BROKEN_OFF)
