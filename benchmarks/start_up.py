"""How long is it from the spawn to the first connection, and to the first 200?"""

import statistics
import subprocess
import time
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.options import Options
from benchmarks.report import Bar, Section, table
from benchmarks.servers import first_answer, first_connection, free_port, ours, peer
from benchmarks.workload import request_bytes

HELLO, OURS = "hello-world FastAPI", "mock-apollo"


class Start(NamedTuple):
    """Seconds since the spawn."""

    connected: float
    ready: float
    answered: float


def start_up(options: Options) -> Section:
    """Start both in turn; medians."""
    starts: dict[str, list[Start]] = {HELLO: [], OURS: []}
    for _ in range(options.rounds):
        starts[HELLO].append(_start(lambda port: peer("hello", port), patch=False))
        starts[OURS].append(_start(ours, patch=True))
    medians = {name: Start(*map(statistics.median, zip(*of_one, strict=True))) for name, of_one in starts.items()}
    rows = [(name, *(f"{seconds * 1e3:.0f}" for seconds in start)) for name, start in medians.items()]
    text = f"Milliseconds from the spawn; medians of {options.rounds} alternating starts."
    heads = ("server", "first connection", "/readyz", "first 200 of Apollo's")
    return Section("Start", f"{text}\n\n{table(heads, rows)}", _bars(medians[OURS], medians[HELLO]))


def _start(command: Callable[[int], list[str]], *, patch: bool) -> Start:
    port = free_port()
    spawned = time.perf_counter()
    with subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        connected = first_connection(port)
        ready = first_answer(port)
        answered = first_answer(port, request_bytes(port)) if patch else ready
        child.terminate()
    return Start(connected - spawned, ready - spawned, answered - spawned)


def _bars(start: Start, hello: Start) -> list[Bar]:
    return [
        Bar("first connection", start.connected * 1e3, 40, "ms"),
        Bar("first 200", start.answered / hello.answered, 0.6, "x hello-world FastAPI"),
    ]
