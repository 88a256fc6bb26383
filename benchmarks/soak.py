"""Does the fake hold more and more memory when it works for long? `make soak SECONDS=600`.

Several clients, each with a world of its own, update contacts and do everything else that tests do, without a pause.
The exit code is 1 when memory still grows in the second half of the run.
"""

import argparse
import http.client
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

import orjson

from benchmarks.report import Bar, Section, say, surroundings, table
from benchmarks.results import write_block
from benchmarks.servers import LOAD_CPU, Process, ours, pinned, running
from benchmarks.workload import FOUR_FIELDS, HEADERS, ONE_FIELD, PATH, Request

# kB a minute. A leak of one entry of the journal in a thousand calls is ten times as much at the rates of this run; a
# healthy server stays within a few dozen, since the allocator gives memory back in large pieces. At this slope a server
# that works for a day has grown by 140 MB.
MOST_GROWTH = 100
SHOWN = 12  # rows of the table
EVERY = 2_000  # calls comes a reset
SERVER_ERROR = 500

Sample = tuple[float, float]  # minutes, kB


class Doing(NamedTuple):
    """What a client does, and how often among a thousand calls; NUMBER stands for the number of the call."""

    often: int
    method: str
    path: str
    body: bytes = b""

    def request(self, number: int, key: str) -> Request:
        """Return the call of a number, with a key."""
        body = self.body.replace(b"NUMBER", b"%d" % number)
        return Request(self.method, self.path, {**HEADERS, "x-api-key": key}, body)


def _fault(kind: str, **rule: int) -> Doing:
    return Doing(3, "POST", "/__admin/faults", orjson.dumps({"fault": kind, "times": 1, **rule}))


NEW = {"first_name": "Leo", "email": "leo-NUMBER@example.com", "label_names": ["List NUMBER"], "run_dedupe": True}
DOINGS = (
    Doing(500, "PATCH", PATH, ONE_FIELD),
    Doing(330, "PATCH", PATH, FOUR_FIELDS),
    Doing(50, "POST", "/api/v1/contacts", orjson.dumps(NEW)),
    Doing(50, "POST", "/api/v1/contacts/search", b'{"q_keywords": "leo"}'),
    Doing(20, "PATCH", PATH, b'{"title": 7}'),
    Doing(10, "PUT", "/__admin/snapshots/before"),
    Doing(10, "POST", "/__admin/snapshots/before/restore"),
    Doing(5, "GET", "/__admin/journal?wait=0.2&status=299"),
    Doing(5, "GET", "/__admin/state"),
    *map(_fault, ("429", "422-deleted", "reset", "cut", "malformed", "lost-write")),
    _fault("delay", delay_ms=5),
)
RESET = Doing(0, "POST", "/__admin/reset")
REMOVAL = Doing(0, "DELETE", "/__admin/worlds")


def chosen(number: int, random: Random) -> Doing:
    """Return what a client does as its call of this number.

    A reset comes when the journal has been full for a while, so that every world reaches its full size in the first
    seconds, and again and again.
    """
    if number % EVERY == 0:
        return REMOVAL if number % (EVERY * 5) == 0 else RESET
    return random.choices(DOINGS, [doing.often for doing in DOINGS])[0]


class Client(threading.Thread):
    """Works without a pause in a world of its own; keeps what it saw that must not be."""

    def __init__(self, port: int, name: str, stop: threading.Event) -> None:
        super().__init__(name=name)
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._stop_it = stop
        self.calls = 0
        self.broken = ""

    def run(self) -> None:
        random = Random(self.name)  # noqa: S311 - no secret
        while not self._stop_it.is_set() and not self.broken:
            self._do(chosen(self.calls, random).request(self.calls, self.name))
            self.calls += 1
        self._connection.close()

    def _do(self, request: Request) -> None:
        try:
            self._connection.request(request.method, request.path, request.body or None, dict(request.headers))
            reply = self._connection.getresponse()
            body = reply.read()
        except (OSError, http.client.HTTPException):  # a fault that breaks the connection
            self._connection.close()
            return
        if reply.status >= SERVER_ERROR:
            self.broken = f"{request.method} {request.path}: {reply.status} {body.decode()}"


def soak(seconds: float, clients: int, every: float = 1) -> Section:
    """Work for so long; tell the memory over time, and its slope in the second half."""
    with running(ours) as server, pinned(LOAD_CPU):
        stop = threading.Event()
        workers = [Client(server.port, f"soak-{number}", stop) for number in range(clients)]
        for worker in workers:
            worker.start()
        samples = list(_samples(server, workers, seconds, every))
        stop.set()
        for worker in workers:
            worker.join()
    if broken := next((worker.broken for worker in workers if worker.broken), ""):
        raise RuntimeError(broken)
    calls = sum(worker.calls for worker in workers)
    text = f"{clients} clients made {calls:,} calls in {seconds:.0f} s. Resident memory of the server:"
    bar = Bar("growth in the second half", slope(samples), MOST_GROWTH, "kB/min")
    return Section("Soak", f"{text}\n\n{_table(samples)}", [bar])


def _samples(server: Process, workers: Sequence[Client], seconds: float, every: float) -> Iterator[Sample]:
    """Yield the memory again and again, until the time is over or a client broke."""
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds and not any(worker.broken for worker in workers):
        yield passed / 60, server.rss() / 1e3
        time.sleep(every)


def slope(samples: Sequence[Sample]) -> float:
    """Return the growth in kB a minute by least squares, over the second half."""
    minutes, sizes = zip(*samples[len(samples) // 2 :], strict=True)
    return statistics.linear_regression(minutes, sizes).slope


def _table(samples: Sequence[Sample]) -> str:
    shown = samples[:: -(-len(samples) // SHOWN)]
    return table(("minutes", "MB"), [(f"{minutes:.1f}", f"{size / 1e3:.1f}") for minutes, size in shown])


def main() -> int:
    """Work, print, and tell by the exit code whether memory grows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long")
    parser.add_argument("--clients", type=int, default=8, help="that work at once")
    parser.add_argument("--write", action="store_true", help="write the answer into benchmarks/RESULTS.md")
    options = parser.parse_args()
    section = soak(options.seconds, options.clients)
    told = f"{section.markdown()}\n\n{surroundings(f'make soak SECONDS={options.seconds:.0f}')}"
    say(told)
    if options.write:
        write_block("soak", told)
    return int(any(bar.measured > bar.most for bar in section.bars))


if __name__ == "__main__":
    sys.exit(main())
