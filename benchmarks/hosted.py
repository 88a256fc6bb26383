"""How is an Apollo served that no setting describes? In a process of its own, which makes it and serves it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

import psutil

from benchmarks.in_use import in_use
from benchmarks.servers import SERVER_CPU, Process, pin
from mock_apollo.apollo.answer import Apollo
from mock_apollo.server.background import running

FRESH = get_context("spawn")  # a process that has nothing of ours in its memory


@contextmanager
def hosted(make: Callable[[], Apollo]) -> Iterator[Process]:
    """Serve the Apollo that a function of a module makes, until the block ends."""
    ours, theirs = FRESH.Pipe()
    child = FRESH.Process(target=_host, args=(make, theirs), daemon=True)
    child.start()
    process = psutil.Process(child.pid)
    pin(process, SERVER_CPU)
    try:
        yield Process(ours.recv(), process, ours)
    finally:
        ours.send("stop")
        child.join()


def held(server: Process) -> int:
    """Bytes that a hosted server has in use."""
    if server.line is None:
        raise TypeError("only a hosted server can be asked")
    server.line.send("how much?")
    return int(server.line.recv())


def _host(make: Callable[[], Apollo], pipe: Connection) -> None:
    with running(make()) as server:
        pipe.send(urlsplit(server.url).port)
        while pipe.recv() != "stop":
            pipe.send(in_use())
