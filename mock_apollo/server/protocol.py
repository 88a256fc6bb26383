"""How does a request become a reply? Apollo answers at the end of the message; all else is left to ASGI, in its turn.

A scope, a task and events for each request cost as much as the answer itself. So the parser's callbacks collect the
request, Apollo answers it, and one write sends the reply. Pages, control calls, replies that a fault delays or breaks,
and requests behind one that is not answered yet go to the application, as with any other server.
"""

from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mock_apollo.contract.request_fields import MAX_BODY
from mock_apollo.protocol.messages import Call, Reply, Wire, lines_of
from mock_apollo.protocol.own_paths import is_ours
from mock_apollo.server.asgi import APOLLOS, MOST_BODY, Front, suffer
from mock_apollo.server.connection import BODY, HEAD, IDLE, Connection
from mock_apollo.server.rejections import CLOSE, Rejection, known_call, with_unknown_method

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Protocol(Connection):
    """A connection whose requests Apollo answers, if they are its own and none before them is still to be answered."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._exchange = self.app.apollo.exchange if isinstance(self.app, Front) else None
        self._parts: list[bytes] | None = None  # of the body; None for a request that is left to ASGI
        self._dated: Any = None  # the headers of every reply, of which `_date` has the lines
        self._date = b""

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header, or a trailer, which nobody reads."""
        name = name.lower()
        if name == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue"
        elif name == b"host":
            self._hosts += 1
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Begin a call of Apollo's, or leave the request to ASGI."""
        is_odd = self._deaf or self._head or self._hosts > 1 or self.flow.write_paused
        if self._running is not None or is_odd or not self._is_apollos():
            self._parts = None
            super().on_headers_complete()
            return
        self._stage = BODY
        self._call_headers, self.headers = self.headers, []
        self._parts = []
        if self.expect_100_continue and self.parser.get_http_version() != "1.0":
            self.transport.write(CONTINUE)

    def _is_apollos(self) -> bool:
        """Tell whether the target is a path of Apollo's and nothing else; other targets need more care."""
        url = self.url
        if self._exchange is None or not url.startswith(APOLLOS) or b"#" in url or not url.isascii():
            return False
        return not self.parser.should_upgrade()

    def on_body(self, body: bytes) -> None:
        """Add to the body; of one that is too large, not much more is kept than is needed to see that."""
        if self._parts is None:
            super().on_body(body)
            return
        if self._size <= MAX_BODY:
            self._parts.append(body)
        self._size += len(body)
        if self._size > MOST_BODY and not self._deaf:
            self.on_message_complete()

    def on_message_complete(self) -> None:
        """Answer the call."""
        parts = self._parts
        if parts is None or self._exchange is None:
            super().on_message_complete()
        elif not self._deaf:
            self._stage, self._quiet = IDLE, 0
            path, _, query = self.url.decode().partition("?")
            body = parts[0] if len(parts) == 1 else b"".join(parts)
            call = Call(self.parser.get_method().decode(), path, query, self._call_headers, body)
            reply, _ = self._exchange(call)
            if reply.wire is None:
                self._write(reply, call)
            else:
                self._suffer(reply, reply.wire)

    def _note(self, rejection: Rejection, data: bytes) -> None:
        """Put a request for Apollo that nobody could read into the journal, as far as it is known; log the others."""
        call = self._known() or with_unknown_method(data)
        if call is None or self._exchange is None or is_ours(call.path.encode("latin-1")):
            super()._note(rejection, data)
        else:
            self.app.apollo.reject(call, rejection.as_reply())

    def _known(self) -> Call | None:
        """Return the call that was being read, or None while its target is unknown."""
        if self._stage not in (HEAD, BODY) or not self.url:
            return None
        headers = self.headers if self._stage == HEAD else self._call_headers
        return known_call(self.parser.get_method(), self.url, headers, b"".join(self._parts or ()))

    def _suffer(self, reply: Reply, wire: Wire) -> None:
        """Leave to ASGI a reply that is late, slow or broken."""
        self._parts, self.headers = None, self._call_headers
        self._hand_over(partial(suffer, reply, wire))
        super().on_message_complete()

    def _write(self, reply: Reply, call: Call) -> None:
        """Send a reply, and close the connection if the client or HTTP/1.0 wants it."""
        if self._dated is not self.server_state.default_headers:
            self._dated = self.server_state.default_headers
            self._date = lines_of(self._dated)
        body = reply.body
        closes = not self.parser.should_keep_alive() or self._size > MOST_BODY or self._keeps_http_1_0(call)
        self.transport.write(
            b"%b%bcontent-type: %b\r\ncontent-length: %d\r\n%b%b\r\n%b"
            % (
                STATUS_LINE[reply.status],
                self._date,
                reply.media_type,
                len(body),
                reply.lines,
                CLOSE if closes else b"",
                b"" if call.method == "HEAD" else body,
            )
        )
        if self._size > MOST_BODY:
            self._say_no_more()
        elif closes:
            self._close_after_replies()

    def _keeps_http_1_0(self, call: Call) -> bool:
        """Tell whether a client of HTTP/1.0 asks to keep the connection; it takes long to learn the version."""
        return call.header(b"connection") is not None and self.parser.get_http_version() == "1.0"
