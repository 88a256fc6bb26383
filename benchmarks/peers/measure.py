"""How fast is a peer? Start-up, load round after round with all the others, memory, and what it costs to begin anew."""

import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import NamedTuple

import psutil

from benchmarks.load import Load, put_under_load
from benchmarks.peers.peer import Peer
from benchmarks.peers.questions import Verdict, question
from benchmarks.peers.tree import Running, running
from benchmarks.servers import LOAD_CPU, pin
from benchmarks.workload import Request

Loader = Callable[[int, int, int, Request], Load]
RESETS = 20


def put_under_load_from_another_cpu(port: int, seconds: int, connections: int, request: Request) -> Load:
    """Send the request from a processor that no server runs on."""
    pin(psutil.Process(), LOAD_CPU)
    return put_under_load(port, seconds, connections, request)


class Plan(NamedTuple):
    """How long, how often, and by what."""

    rounds: int
    seconds: int
    starts: int
    connections: int = 8
    load: Loader = put_under_load_from_another_cpu


class Run(NamedTuple):
    """One peer under load once."""

    load: Load
    cpu: float

    @property
    def cpu_per_request(self) -> float:
        """Microseconds."""
        return self.cpu / self.load.requests * 1e6


class Measured(NamedTuple):
    """All that was found out about a peer."""

    peer: Peer
    runs: list[Run]
    memory: float
    ready: float
    reset: float | None
    verdicts: dict[str, Verdict]

    def median(self, read: Callable[[Run], float]) -> float:
        """Return the median of its runs."""
        return statistics.median(map(read, self.runs))

    def times_the_work_of(self, other: "Measured") -> float:
        """Return how much more it does in a second of CPU: the median of the ratios within a round."""
        pairs = zip(self.runs, other.runs, strict=True)
        return statistics.median(theirs.cpu_per_request / own.cpu_per_request for own, theirs in pairs)


def measure(peers: Iterable[Peer], plan: Plan) -> list[Measured]:
    """Question each peer on a server of its own; then start all of them and put them under load in turn."""
    peers = list(peers)
    readies = [_start(peer, plan.starts) for peer in peers]
    verdicts = [_question(peer) for peer in peers]
    with ExitStack() as stack:
        servers = [stack.enter_context(running(peer)) for peer in peers]
        for server in servers:
            _run(server, plan, server.peer.warm_up)
        rounds = [[_run(server, plan, plan.seconds) for server in servers] for _ in range(plan.rounds)]
        memories = [server.memory() for server in servers]
        resets = [_reset(server) for server in servers]
    runs = map(list, zip(*rounds, strict=True))
    return [Measured(*parts) for parts in zip(peers, runs, memories, readies, resets, verdicts, strict=True)]


def _start(peer: Peer, starts: int) -> float:
    """Return the seconds from the spawn to the first 200 of the update, median."""
    times = []
    for _ in range(starts):
        with running(peer) as server:
            times.append(server.ready)
    return statistics.median(times)


def _question(peer: Peer) -> dict[str, Verdict]:
    with running(peer, questioned=True) as server:
        return question(server.begin_anew(), server.port)


def _run(server: Running, plan: Plan, seconds: int) -> Run:
    server.pin()
    update = server.begin_anew().update
    before = server.cpu()
    load = plan.load(server.port, seconds, plan.connections, update)
    return Run(load, server.cpu() - before)


def _reset(server: Running) -> float | None:
    """Return the milliseconds to the state in which a test begins, with its record; median."""
    if server.peer.reset is None:
        return None
    times = []
    for _ in range(RESETS):
        began = time.perf_counter()
        server.begin_anew()
        times.append((time.perf_counter() - began) * 1e3)
    return statistics.median(times)
