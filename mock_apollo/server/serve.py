"""How does the server run and stop? uvicorn on a socket that is listening already."""

import gc
import socket
from types import FrameType

import uvicorn

from mock_apollo.server.asgi import Asgi
from mock_apollo.server.connection import DEFAULT_LIMITS, Connection, HttpLimits
from mock_apollo.server.protocol import Protocol


class Configuration(uvicorn.Config):
    """uvicorn's configuration for an ASGI application, with the limits of a request."""

    def __init__(self, app: Asgi, limits: HttpLimits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        super().__init__(
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


class Server(uvicorn.Server):
    """A uvicorn server that drains on SIGTERM and SIGINT and then returns, so that the exit code is 0."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._captured_signals.clear()  # uvicorn would die of them after the drain

    async def on_tick(self, counter: int) -> bool:
        """Once a second, look for clients that take too long."""
        if counter % 10 == 0:
            for connection in [*self.server_state.connections]:
                if isinstance(connection, Connection):
                    connection.tick()
        return await super().on_tick(counter)


def serve(app: Asgi, listener: socket.socket, limits: HttpLimits = DEFAULT_LIMITS) -> None:
    """Serve on a listening socket until SIGTERM or SIGINT; no collection of garbage looks at what is there already."""
    gc.freeze()
    gc.enable()
    Server(Configuration(app, limits)).run(sockets=[listener])
