"""How is an Apollo served that no setting describes? In a process of its own, which makes it and serves it."""

import ctypes
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

import psutil

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
    """Bytes of memory that a hosted server needs: resident after what is free was given back to the system."""
    if server.line is None:
        raise TypeError("only a hosted server can be asked")
    server.line.send("give back")
    server.line.recv()
    return server.rss()


def _host(make: Callable[[], Apollo], pipe: Connection) -> None:
    with running(make()) as server:
        pipe.send(urlsplit(server.url).port)
        while pipe.recv() != "stop":
            pipe.send(give_back())


def give_back() -> bool:
    """Give free memory back to the system, where its C library can; tell whether it did."""
    gc.collect()
    return sys.platform == "linux" and bool(getattr(ctypes.CDLL(None), "malloc_trim", int)(0))
