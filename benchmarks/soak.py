"""Does the fake hold more and more memory when it works for long? `make soak SECONDS=600`.

Several clients, each with a world of its own, update contacts and do everything else that tests do. After each round
all worlds are deleted, and what is in use then must not grow: the exit code is 1 when it still does in the second half.
What is resident is told beside it. It grows for long without any leak, since an allocator scatters what journals keep
and drop over its heap.
"""

import argparse
import http.client
import os
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import orjson

from benchmarks.hosted import held, hosted
from benchmarks.report import Bar, Section, say, surroundings, table
from benchmarks.results import write_block
from benchmarks.servers import LOAD_CPU, pinned
from benchmarks.workload import FOUR_FIELDS, HEADERS, ONE_FIELD, PATH, Request, new_apollo
from mock_apollo.apollo.answer import Apollo
from mock_apollo.journal.log import Log

# kB a minute. One entry of the journal that is kept in a thousand calls is five times as much at the rates of this run,
# and a healthy server stays far below. At this slope a server that works for a day has grown by 140 MB.
MOST_GROWTH = 100
FEWEST = 4  # rounds, for a slope
SHOWN = 12  # rows of the table
SERVER_ERROR = 500


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
    Doing(1, "POST", "/__admin/reset"),
    *map(_fault, ("429", "422-deleted", "reset", "cut", "malformed", "lost-write")),
    _fault("delay", delay_ms=5),
)
END = Doing(0, "DELETE", "/__admin/worlds")


class Sample(NamedTuple):
    """When a round ended, what was resident then, and what is in use when all worlds are gone."""

    minutes: float
    resident: float  # kB
    in_use: float  # kB


class Client(threading.Thread):
    """Works without a pause in a world of its own until it is stopped, then deletes the world."""

    def __init__(self, port: int, number: int, turn: int, stop: threading.Event) -> None:
        super().__init__(name=f"soak-{number}")
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._random = Random(f"{number} {turn}")  # noqa: S311 - no secret
        self._stopped = stop
        self.calls = 0
        self.broken = ""

    def run(self) -> None:
        weights = [doing.often for doing in DOINGS]
        while not self._stopped.is_set():
            self._do(self._random.choices(DOINGS, weights)[0])
        self._do(END)
        self._connection.close()

    def _do(self, doing: Doing) -> None:
        request = doing.request(self.calls, self.name)
        self.calls += 1
        try:
            self._connection.request(request.method, request.path, request.body or None, dict(request.headers))
            reply = self._connection.getresponse()
            body = reply.read()
        except (OSError, http.client.HTTPException):  # a fault that breaks the connection
            self._connection.close()
            return
        if reply.status >= SERVER_ERROR:
            self.broken = f"{request.method} {request.path}: {reply.status} {body.decode()}"
            self._stopped.set()


def logging_apollo() -> Apollo:
    """The fake with a log for each call, as `serve` has it."""
    apollo = new_apollo()
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends
    apollo.journal.listen(Log(nowhere, "text").hear)
    return apollo


def soak(seconds: float, clients: int, each: float = 10) -> Section:
    """Work for so long, in rounds; tell the memory after each, and its slope in the second half."""
    samples: list[Sample] = []
    calls = 0
    with hosted(logging_apollo) as server, pinned(LOAD_CPU):
        began = time.perf_counter()
        while (passed := time.perf_counter() - began) < seconds or len(samples) < FEWEST:
            calls += _round(server.port, clients, len(samples), each)
            samples.append(Sample(passed / 60, server.rss() / 1e3, held(server) / 1e3))
    text = (
        f"{clients} clients made {calls:,} calls in {seconds:.0f} s. Memory of the server after rounds of {each:.0f} s:"
    )
    bar = Bar("growth in the second half", slope(samples), MOST_GROWTH, "kB/min")
    return Section("Soak", f"{text}\n\n{_table(samples)}", [bar])


def _round(port: int, clients: int, turn: int, seconds: float) -> int:
    """Let all clients work for a while; return how many calls they made."""
    stop = threading.Event()
    workers = [Client(port, number, turn, stop) for number in range(clients)]
    for worker in workers:
        worker.start()
    stop.wait(seconds)
    stop.set()
    for worker in workers:
        worker.join()
    if broken := next((worker.broken for worker in workers if worker.broken), ""):
        raise RuntimeError(broken)
    return sum(worker.calls for worker in workers)


def slope(samples: Sequence[Sample]) -> float:
    """Return the growth of what is in use, in kB a minute by least squares, over the second half."""
    later = samples[len(samples) // 2 :]
    return statistics.linear_regression([one.minutes for one in later], [one.in_use for one in later]).slope


def _table(samples: Sequence[Sample]) -> str:
    shown = samples[:: -(-len(samples) // SHOWN)]
    rows = [(f"{one.minutes:.1f}", f"{one.resident / 1e3:.1f}", f"{one.in_use / 1e3:.2f}") for one in shown]
    return table(("minutes", "resident MB", "in use MB"), rows)


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
