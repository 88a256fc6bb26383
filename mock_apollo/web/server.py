"""How does the server run and stop? uvicorn on a socket that is listening already."""

import socket
from types import FrameType

import uvicorn

from mock_apollo.web.front import Asgi


class Server(uvicorn.Server):
    """Drains on SIGTERM and SIGINT, and then returns, so that the exit code is 0."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._captured_signals.clear()  # uvicorn would die of them after the drain


def serve(app: Asgi, listener: socket.socket) -> None:
    """Answer until a signal comes."""
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    Server(config).run(sockets=[listener])
