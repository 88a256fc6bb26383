"""How does the server run and stop? uvicorn on a socket that is listening already."""

import asyncio
import re
import socket
import struct
from types import FrameType

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mock_apollo.server.asgi import WIRE, Asgi

NO_LINGER = struct.pack("ii", 1, 0)
UPGRADE = re.compile(rb"\r\nupgrade:", re.IGNORECASE)


class Protocol(HttpToolsProtocol):
    """HTTP/1.1, also for clients that ask to upgrade to HTTP/2 (Java's HttpClient, and `curl --http2`).

    They ask to upgrade while they send a whole request. The parser takes that for the end of HTTP and drops
    the body, although a server may ignore the wish; so it is hidden from the parser.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._closed: asyncio.Future[None] = self.loop.create_future()
        self.app_state = {WIRE: {"reset": self._reset, "closed": self._closed}}  # uvicorn puts it into each scope
        super().connection_made(transport)

    def shutdown(self) -> None:
        self._close_soon()
        super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        self._close_soon()
        super().connection_lost(exc)

    def _close_soon(self) -> None:
        """Wake those who wait for something before they reply."""
        if not self._closed.done():
            self._closed.set_result(None)

    def _reset(self) -> None:
        """Reset the connection (RST, not FIN), so that the client gets an error."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(UPGRADE.sub(rb"\r\nx-ignored-upgrade:", data) if b"pgrade:" in data else data)


class Server(uvicorn.Server):
    """A uvicorn server that drains on SIGTERM and SIGINT and then returns, so that the exit code is 0."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._captured_signals.clear()  # uvicorn would die of them after the drain


def serve(app: Asgi, listener: socket.socket) -> None:
    """Serve on a listening socket until SIGTERM or SIGINT."""
    Server(configuration(app)).run(sockets=[listener])


def configuration(app: Asgi) -> uvicorn.Config:
    """Return uvicorn's configuration for an ASGI application."""
    return uvicorn.Config(
        app,
        http=Protocol,
        interface="asgi3",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
