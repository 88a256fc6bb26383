"""How does the torture speak to a fake? In process or over a socket; what it sent can be replayed with curl."""

import shlex
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import httpx
import orjson

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.protocol.messages import Call
from mock_apollo.server.background import running
from mock_apollo.server.control.acts import ACTS, Act, Do
from tests.calls import JSON_TYPE, with_key

KEY = "torture"


class Answer(NamedTuple):
    """The status and the document of a reply, and whether a fault made it."""

    status: int
    document: Any
    faulty: bool = False


class Client(Protocol):
    """Sends a call of Apollo's or of the control API."""

    def send(self, method: str, path: str, body: Any) -> Answer:
        """Return the answer to a call with a JSON body, or none."""

    def act(self, do: Do, *args: Any, **kwargs: Any) -> Any:
        """Do an act of steering; return what it returns. Raises ControlError."""


class Near:
    """A fake in this process."""

    def __init__(self, apollo: Apollo) -> None:
        self._apollo = apollo
        self._control = Control(apollo, KEY)

    def send(self, method: str, path: str, body: Any) -> Answer:
        """Return the answer to a call."""
        parts = urlsplit(path)
        sent = b"" if body is None else orjson.dumps(body)
        reply = self._apollo.answer(Call(method, parts.path, parts.query, with_key(KEY, JSON_TYPE), sent))
        headers = dict(reply.headers)
        return Answer(reply.status, _document(reply.body), b"x-mock-apollo-fault" in headers)

    def act(self, do: Do, *args: Any, **kwargs: Any) -> Any:
        """Do an act as the control API does it, and see its result as JSON."""
        act = ACTS[do]
        if act.first is not None:
            read = act.first(orjson.loads(orjson.dumps(args[0])), "2026-01-02T12:00:00.000Z")
            return do(self._control, read)
        return do(self._control, *args, **kwargs)


class Far:
    """A fake behind a socket."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def send(self, method: str, path: str, body: Any) -> Answer:
        """Return the answer to a call."""
        reply = self._http.request(method, path, content=None if body is None else orjson.dumps(body))
        return Answer(reply.status_code, _document(reply.content), "x-mock-apollo-fault" in reply.headers)

    def act(self, do: Do, *args: Any, **kwargs: Any) -> Any:
        """Do an act over HTTP."""
        method, path, body = ACTS[do].request(*args, **kwargs)
        answer = self.send(method, f"/__admin{path}", body)
        if answer.status >= 400:
            raise ControlError(str(answer.document), status=answer.status)
        return answer.document


@contextmanager
def far(apollo: Apollo) -> Iterator[Far]:
    """Serve an Apollo on a port of its own."""
    headers = {"x-api-key": KEY, "content-type": "application/json"}
    with running(apollo) as server, httpx.Client(base_url=server.url, headers=headers, trust_env=False) as http:
        yield Far(http)


class Script:
    """What was sent, as lines for a shell, and how often each operation and act was."""

    def __init__(self, counts: Counter[str]) -> None:
        self.lines: list[str] = []
        self.counts = counts

    def note(self, name: str, method: str, path: str, body: Any) -> None:
        """Note a call."""
        self.counts[name] += 1
        sent = [] if body is None else ["-H", "content-type: application/json", "-d", orjson.dumps(body).decode()]
        words = ["curl", "-s", "-X", method, f"http://127.0.0.1:27655{path}", "-H", f"x-api-key: {KEY}", *sent]
        self.lines.append(shlex.join(words))

    def note_act(self, do: Do, *args: Any, **kwargs: Any) -> None:
        """Note an act of steering."""
        act: Act = ACTS[do]
        method, path, body = act.request(*args, **kwargs)
        self.note(act.do.__name__, method, f"/__admin{path}", body)


def _document(body: bytes) -> Any:
    try:
        return orjson.loads(body) if body else None
    except orjson.JSONDecodeError:
        return body.decode()
