"""How is a peer started, and what do all of its processes take?"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

import orjson
import psutil

from benchmarks.peers.peer import Missing, Peer
from benchmarks.peers.questions import ask
from benchmarks.servers import SERVER_CPU, free_port

PATIENCE = 90  # seconds for a start
OK = 200


class Running(NamedTuple):
    """A peer that answers."""

    peer: Peer
    port: int
    process: psutil.Process
    ready: float

    @property
    def tree(self) -> list[psutil.Process]:
        """Its processes."""
        return [self.process, *self.process.children(recursive=True)]

    def cpu(self) -> float:
        """Seconds of CPU, user and system, since they started."""
        return sum(float(times.user + times.system) for times in (process.cpu_times() for process in self.tree))

    def memory(self) -> float:
        """Megabytes that are resident."""
        return float(sum(process.memory_info().rss for process in self.tree)) / 1e6

    def begin_anew(self) -> Peer:
        """Reset it where it can be, make its record, and return it with the record's id in all paths."""
        if self.peer.reset:
            ask(self.port, self.peer.reset)
        return make_record(self.peer, self.port)

    def pin(self) -> None:
        """Keep all threads of all processes on one CPU, where that is possible; later threads inherit it."""
        for thread in (thread for process in self.tree for thread in process.threads()):
            with suppress(AttributeError, OSError, ValueError):
                os.sched_setaffinity(thread.id, {SERVER_CPU})


@contextmanager
def running(peer: Peer, *, questioned: bool = False) -> Iterator[Running]:
    """Start a peer in its folder; yield it when its update gets 200; end all of its processes with the block."""
    lay_out(peer)
    port = free_port()
    command = (peer.when_questioned if questioned and peer.when_questioned else peer.command)(peer.folder, port)
    spawned = time.perf_counter()
    cwd = peer.folder if peer.package else None
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=cwd) as child:
        process = psutil.Process(child.pid)
        try:
            _wait_for_connections(child, port)
            _update(make_record(peer, port), port)
            yield Running(peer, port, process, time.perf_counter() - spawned)
        finally:
            _end(process)


def lay_out(peer: Peer) -> None:
    """Write its documents as they are before the first call."""
    for name, contents in peer.documents.items():
        path = peer.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents())


def make_record(peer: Peer, port: int) -> Peer:
    """Make what is updated, and return the peer with its id in all paths."""
    made = peer
    for request in peer.begin:
        reply = ask(port, request)
        made = peer.with_id(str(orjson.loads(reply.body).get("id"))) if reply.body else made
    return made


def _update(peer: Peer, port: int) -> None:
    updated = ask(port, peer.update)
    if updated.status != OK:
        raise Missing(f"its update got {updated.status}: {updated.body[:200].decode(errors='replace')}")


def _wait_for_connections(child: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.perf_counter() + PATIENCE
    while child.poll() is None and time.perf_counter() < deadline:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
            return
        time.sleep(0.002)
    raise Missing("it does not start")


def _end(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        tree = [process, *process.children(recursive=True)]
        for one in tree:
            one.terminate()
        for one in psutil.wait_procs(tree, timeout=5)[1]:
            one.kill()
