"""How does a server run beside a test? In a thread of the same process, on a port of its own."""

import _thread
import asyncio
import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from mock_apollo.apollo.answer import Apollo
from mock_apollo.server.asgi import Asgi
from mock_apollo.server.banner import Greeting
from mock_apollo.server.build import build_app
from mock_apollo.server.connection import DEFAULT_LIMITS, HttpLimits
from mock_apollo.server.listen import HOST, listen
from mock_apollo.server.serve import Configuration, Server

Done = TypeVar("Done")

NOBODY = Greeting("<contact_id>", "demo")


class Running(NamedTuple):
    """A running server: its URL, the Apollo that answers, and its event loop."""

    url: str
    apollo: Apollo
    loop: asyncio.AbstractEventLoop

    def do(self, act: Callable[[], Done]) -> Done:
        """Run a function between two calls, on the server's event loop, and return its result."""

        async def on_the_loop() -> Done:
            return act()

        return asyncio.run_coroutine_threadsafe(on_the_loop(), self.loop).result()


GREEN = (
    "gevent or eventlet has replaced the threads of this process, in which a server would hang: run "
    "`mock-apollo serve` beside it, with its URL in pytest --apollo-url, or use the fixture apollo_transport."
)


class GreenThreadsError(RuntimeError):
    """No server can run in this process; the message says what can be done instead."""


def check_threads(get_ident: Callable[[], int]) -> None:
    """Check that threads are those of Python, which know their number. Raises GreenThreadsError."""
    if not inspect.isbuiltin(get_ident):
        raise GreenThreadsError(GREEN)


@contextmanager
def running(apollo: Apollo, admin_token: str | None = None, limits: HttpLimits = DEFAULT_LIMITS) -> Iterator[Running]:
    """Run a server for an Apollo on a free port of 127.0.0.1, until the context ends."""
    with serving(build_app(apollo, NOBODY, admin_token), limits) as (url, loop):
        yield Running(url, apollo, loop)


@contextmanager
def serving(app: Asgi, limits: HttpLimits = DEFAULT_LIMITS) -> Iterator[tuple[str, asyncio.AbstractEventLoop]]:
    """Run a server for an ASGI application; yield its URL and its event loop."""
    check_threads(_thread.get_ident)
    listener = listen(HOST, 0)
    settings = Configuration(app, limits)
    server = Server(settings)
    loop = (settings.get_loop_factory() or asyncio.new_event_loop)()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve([listener]),), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{listener.getsockname()[1]}", loop
    finally:
        server.should_exit = True
        thread.join()
        loop.close()
        listener.close()
