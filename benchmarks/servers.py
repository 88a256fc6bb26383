"""Which servers are compared, and how are they started and measured?"""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import NamedTuple

import psutil

from benchmarks.workload import LIMITS

SERVER_CPU, LOAD_CPU = 0, 1

UVICORN = """
import sys, uvicorn
uvicorn.run(sys.argv[1], port=int(sys.argv[2]), loop="uvloop", http="httptools", access_log=False,
            log_level="error", server_header=False, proxy_headers=False)
"""


def peer(name: str, port: int) -> list[str]:
    """The command of one of the peers, an application module of this package."""
    return [sys.executable, "-c", UVICORN, f"benchmarks.{name}:app", str(port)]


def floor(port: int) -> list[str]:
    """The command of the server that only parses and writes."""
    return [sys.executable, "-m", "benchmarks.floor", str(port)]


def ours(port: int, *flags: str) -> list[str]:
    """The command of the fake, everything on."""
    command = [sys.executable, "-m", "mock_apollo", "serve", "--port", str(port), "--rate-limit", LIMITS]
    return [*command, *flags]


class Process(NamedTuple):
    """A running server."""

    port: int
    process: psutil.Process
    line: Connection | None = None  # to the process, where it listens to us

    def cpu(self) -> float:
        """Seconds of CPU, user and system, since it started."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def rss(self) -> int:
        """Bytes of memory that it holds."""
        return int(self.process.memory_info().rss)


def pin(process: psutil.Process, cpu: int) -> None:
    """Keep a process on one CPU, where that is possible, so that runs can be compared."""
    if hasattr(process, "cpu_affinity") and (psutil.cpu_count() or 1) > 1:
        process.cpu_affinity([cpu])


@contextmanager
def pinned(cpu: int) -> Iterator[None]:
    """Keep this process on one CPU until the block ends."""
    process = psutil.Process()
    before = process.cpu_affinity() if hasattr(process, "cpu_affinity") else []
    pin(process, cpu)
    try:
        yield
    finally:
        if before:
            process.cpu_affinity(before)


@contextmanager
def running(command: Callable[[int], list[str]]) -> Iterator[Process]:
    """Start a server on a free port; yield it when it answers, and stop it when the block ends."""
    port = free_port()
    with subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        try:
            process = psutil.Process(child.pid)
            pin(process, SERVER_CPU)
            first_answer(port)
            yield Process(port, process)
        finally:
            child.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_connection(port: int) -> float:
    """When the first connection was accepted, on the clock of `time.perf_counter`."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=30).close()
        except ConnectionRefusedError:
            time.sleep(0.0005)
        else:
            return time.perf_counter()


def first_answer(port: int, request: bytes = b"GET /readyz HTTP/1.0\r\n\r\n") -> float:
    """When the first reply began, on the same clock."""
    first_connection(port)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        connection.recv(1)
    return time.perf_counter()
