"""What does a connection owe its client, whatever is asked? uvicorn's protocol, with the corners of HTTP kept as well.

A wish to upgrade is ignored, and the request is answered. A client that closes its sending half, or goes on with
something that is not HTTP, gets the replies that are due before the end. A head that is too large and a request that
takes too long are refused.
"""

import asyncio
import socket
import struct
from typing import Any, NamedTuple

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from mock_apollo.server.asgi import WIRE
from mock_apollo.server.rejections import (
    BAD_TARGET,
    HEAD_TOO_LARGE,
    NO_PROXY,
    TOO_SLOW,
    TWO_HOSTS,
    Rejection,
    unreadable,
)

NO_LINGER = struct.pack("ii", 1, 0)


class HttpLimits(NamedTuple):
    """The largest head of a request, in bytes, and the seconds that a client may need for one, and between two."""

    head: int = 64 << 10
    request: float = 10
    idle: float = 5


DEFAULT_LIMITS = HttpLimits()


class RejectedError(Exception):
    """Stops the parser; its argument is the rejection."""


# How far a client has come with its request. At first nothing was sent; one that is skipped is answered by nobody,
# since the connection ends before, or since it is parsed once more; one that is answered was so before its body came.
# Numbers, since members of an enum are much slower.
NEW, HEAD, BODY, SKIPPED, ANSWERED, IDLE = range(6)


def has_path(url: bytes) -> bool:
    """Tell whether a target is a path, or a URL with one."""
    try:
        return bool(httptools.parse_url(url).path)
    except httptools.HttpParserInvalidURLError:
        return False


class Connection(HttpToolsProtocol):
    """A connection whose requests an ASGI application answers, one after the other."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        limits = getattr(config, "limits", DEFAULT_LIMITS)
        self._limits: HttpLimits = limits
        self._stage = NEW
        self._head = 0  # bytes of the head, or around the chunks of the body, that came before the latest ones
        self._size = 0  # bytes of the body, also of the parts that are dropped
        self._call_headers: list[tuple[bytes, bytes]] = []  # of the request whose body is read
        self._hosts = 0  # Host headers of the request
        self._quiet = 0  # seconds since the client had to act
        self._deaf = False  # no further request is answered
        self._running: RequestResponseCycle | None = None  # the request that the application is answering
        self._closed: asyncio.Future[None] = self.loop.create_future()
        self._ended: asyncio.Future[None] = self.loop.create_future()
        wire = {"reset": self._reset, "closed": self._closed, "ended": self._ended}
        self.app_state = {WIRE: wire}  # which uvicorn puts into each scope

    def data_received(self, data: bytes) -> None:
        """Read a part of a request, or several requests."""
        if len(data) > self._limits.head:
            for start in range(0, len(data), self._limits.head):
                self.data_received(data[start : start + self._limits.head])
            return
        if self._deaf:
            return
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as stopped:
            self._stop(data, stopped)
            return
        if HEAD <= self._stage <= BODY:
            self._count(len(data))

    def _count(self, size: int) -> None:
        """Count the bytes of a request that is not complete; those that belong to no body have a limit."""
        self._head += size
        if self._head - self._size > self._limits.head and not self._deaf:
            self._end_with(HEAD_TOO_LARGE)

    def on_chunk_header(self) -> None:
        """Count anew from each chunk; trailers follow the last one."""
        self._head = self._size - self._limits.head

    def _stop(self, data: bytes, stopped: Exception) -> None:
        """Go on after a wish to upgrade; refuse what the parser cannot read, or what a callback has rejected."""
        cause = stopped.__context__
        if isinstance(stopped, httptools.HttpParserUpgrade):
            self._read_again(data[stopped.args[0] :])
        elif isinstance(cause, RejectedError):
            self._end_with(cause.args[0])
        elif isinstance(stopped, httptools.HttpParserInvalidURLError):
            self._end_with(BAD_TARGET, data)
        else:
            self._end_with(unreadable(data, str(stopped)), data)

    def _read_again(self, rest: bytes) -> None:
        """Read a request once more as if it had not asked to upgrade; a parser takes that for the end of HTTP."""
        line = b"%b %b HTTP/%b\r\n" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        headers = [b"%b: %b\r\n" % header for header in self.headers if header[0] != b"upgrade"]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.data_received(b"".join((line, *headers, b"\r\n", rest)))

    def _end_with(self, rejection: Rejection, data: bytes = b"") -> None:
        """Answer what is due, or else with a rejection, and close; `data` is where the parser stopped."""
        self._note(rejection, data)
        if self._due() is None and not self._is_replying():
            self.transport.write(rejection.reply())
            self._say_no_more()
        else:
            self._close_after_replies()

    def _note(self, rejection: Rejection, data: bytes) -> None:  # noqa: ARG002 - a subclass knows more of a request
        """Log a rejection."""
        self.logger.warning(rejection.sentence)

    def _say_no_more(self) -> None:
        """Close the sending half; a client that still sends would lose the reply if all was closed at once."""
        self._deaf = True
        self.transport.write_eof()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._stage = HEAD
        self._head = self._size = self._hosts = self._quiet = 0

    def on_headers_complete(self) -> None:
        """Let the application answer the request, unless it is to be skipped."""
        self._check_head()
        if self._deaf or self.parser.should_upgrade():
            self._stage = SKIPPED
        else:
            self._stage = BODY
            self._hand_over(self.app)

    def _check_head(self) -> None:
        """Raise RejectedError for a head that nobody can answer."""
        lines = (len(name) + len(value) + 4 for name, value in self.headers)
        if self._head and len(self.url) + sum(lines) > self._limits.head:
            raise RejectedError(HEAD_TOO_LARGE)
        if self._hosts > 1:
            raise RejectedError(TWO_HOSTS)
        if self.parser.get_method() == b"CONNECT":
            raise RejectedError(NO_PROXY)
        if not has_path(self.url):
            raise RejectedError(BAD_TARGET)

    def _hand_over(self, app: Any) -> None:
        """Let an application answer the request, as soon as those before it are answered; it sees no trailers."""
        url, self._call_headers, expects_100 = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects_100
        self.headers += self._call_headers
        usual, self.app = self.app, app
        super().on_headers_complete()
        self.app, self.headers = usual, []

    def on_body(self, body: bytes) -> None:
        """Add to the body."""
        self._size += len(body)
        if self._stage == BODY:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        if self._stage == SKIPPED:
            return
        if self._stage != ANSWERED:
            super().on_message_complete()
        self._stage = IDLE

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """Go on with the next request that waits."""
        if self._running and self._running.more_body:
            self._stage = ANSWERED
        self._running, self._quiet = None, 0
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())

    def _due(self) -> RequestResponseCycle | None:
        """Return the last request that is complete and not answered yet, or None."""
        waiting = (*(cycle for cycle, _ in self.pipeline), self._running)  # the latest first
        return next((cycle for cycle in waiting if cycle and not cycle.more_body), None)

    def _is_replying(self) -> bool:
        """Tell whether a reply has begun, though its request is not complete."""
        return self._running is not None and self._running.response_started

    def _close_after_replies(self) -> None:
        """Close the connection after the replies that are due; a request that is not complete gets none."""
        self._deaf = True
        last = self._due()
        if last is None:
            self.transport.close()
        else:
            last.keep_alive = False

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer what is due to a client that has closed its sending half, and close; most have closed both."""
        _complete(self._ended)
        self._close_after_replies()
        return self._due() is not None

    def shutdown(self) -> None:
        """Answer what is due, and close, since the server stops."""
        self._close_soon()
        self._close_after_replies()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell all who answer here that the client has left."""
        self._close_soon()
        for cycle in (*(cycle for cycle, _ in self.pipeline), self._running):
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()
        super().connection_lost(exc)

    def _close_soon(self) -> None:
        """Wake those who wait for something before they reply."""
        _complete(self._ended)
        _complete(self._closed)

    def _reset(self) -> None:
        """Reset the connection (RST, not FIN), so that the client gets an error."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.transport.abort()

    def tick(self) -> None:
        """Close the connection if its client takes too long; called once a second."""
        if self._due() is not None:
            return
        self._quiet += 1
        patience = self._limits.idle if self._stage == IDLE else self._limits.request
        if self._quiet > patience:
            if self._stage in (HEAD, BODY) and not self._deaf:
                self._end_with(TOO_SLOW)
            else:
                self.transport.close()


def _complete(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
