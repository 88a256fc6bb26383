"""How do CPU and memory grow with what the fake keeps? `make growth` draws it.

Every point is measured in a process of its own. The updates go to all contacts or worlds in turn, since those that are
always the same stay in the processor's cache.
"""

import argparse
import resource
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from random import Random
from typing import NamedTuple

import orjson

from benchmarks.cpu import clocked, cpu_of
from benchmarks.crowd import ROOM, contact_id, fill
from benchmarks.drawing import draw
from benchmarks.load import put_under_load
from benchmarks.memory import KEPT, apart, call_by, weight
from benchmarks.report import Section, say, surroundings, table
from benchmarks.results import write_block
from benchmarks.servers import LOAD_CPU, ours, pinned, running
from benchmarks.workload import CALL, UPDATE, call_of, new_apollo, request_bytes

CALLS = 20_000  # that are different, at most
SECONDS = 2  # for a point
ENOUGH = 1_000_000  # bytes, below which memory is no figure but chance


class Point(NamedTuple):
    """CPU for one update, in microseconds, and bytes of all items together."""

    cpu: float
    memory: int


class Curve(NamedTuple):
    """What grows, how far, and how a point of it is measured."""

    item: str
    sizes: Sequence[int]
    measure: Callable[[int, float], Point]  # of a size, in so many seconds


def contacts(count: int, seconds: float) -> Point:
    """Update contacts of a world that has so many."""
    apollo = new_apollo(max_records=ROOM)
    apollo.answer(CALL)
    size = weight(lambda: fill(apollo, count))
    chosen = Random(count).sample(range(count), min(count, CALLS))  # noqa: S311 - no secret
    paths = [f"/api/v1/contacts/{contact_id(number)}" for number in chosen]
    return Point(cpu_of(apollo, [call_by("demo", path) for path in paths], seconds), size)


def worlds(count: int, seconds: float) -> Point:
    """Update the same contact of so many worlds; the memory is that of worlds with one update each."""
    apollo = new_apollo(max_worlds=ROOM)
    apollo.answer(CALL)
    calls = [call_by(f"key-{number}") for number in range(count)]
    size = weight(lambda: clocked(apollo, calls))
    return Point(cpu_of(apollo, calls, seconds), size)


def entries(count: int, seconds: float) -> Point:
    """Update worlds whose journals are full and have so many entries together."""
    apollo = new_apollo(max_worlds=ROOM)
    calls = [call_by(f"key-{number}") for number in range(count // KEPT)]
    clocked(apollo, calls)
    size = weight(lambda: clocked(apollo, calls * KEPT))
    return Point(cpu_of(apollo, calls, seconds), size)


def connections(count: int, seconds: float) -> Point:
    """Update over so many connections at once, through a server; the memory is that of connections that wait."""
    allow_files(count + 100)
    with running(ours) as server, pinned(LOAD_CPU):
        put_under_load(server.port, round(seconds), 1)
        memory = server.rss()
        with ExitStack() as stack:
            for _ in range(count):
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                connection.sendall(request_bytes(server.port))
                connection.recv(1)
            memory = server.rss() - memory
        cpu = server.cpu()
        load = put_under_load(server.port, round(seconds), count)
        return Point((server.cpu() - cpu) / load.requests * 1e6, memory)


def allow_files(count: int) -> None:
    """Let this process and its children open so many files, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, count), hard), hard))


def bodies(size: int, seconds: float) -> Point:
    """Update with a title of so many bytes; the memory is that of the journal."""
    apollo = new_apollo()
    call = call_of(UPDATE._replace(body=orjson.dumps({"title": "x" * size})))
    apollo.answer(call)
    grown = weight(lambda: clocked(apollo, [call] * KEPT))
    return Point(cpu_of(apollo, [call], seconds, batch=10), grown)


CURVES = (
    Curve("contacts", (1, 100, 10_000, 100_000, 1_000_000), contacts),
    Curve("worlds", (1, 10, 100, 1_000, 10_000), worlds),
    Curve("entries of the journal", (1_000, 10_000, 100_000), entries),
    Curve("connections", (1, 8, 100, 500, 2_000), connections),
    Curve("bytes of a title", (10, 1_000, 10_000, 100_000, 1_000_000), bodies),
)


def growth(most: int) -> Section:
    """Measure all curves up to a size, and draw them."""
    points = {
        curve.item: {size: apart(curve.measure, size, SECONDS) for size in _sizes(curve, most)} for curve in CURVES
    }
    drawn = draw("growth.svg", {item: {size: point.cpu for size, point in of.items()} for item, of in points.items()})
    tables = (_table(item, of_one) for item, of_one in points.items())
    return Section("Growth", "\n\n".join((__doc__.partition("\n\n")[2].strip(), drawn, *tables)))


def _sizes(curve: Curve, most: int) -> list[int]:
    return [size for size in curve.sizes if size <= most]


def _table(item: str, points: dict[int, Point]) -> str:
    rows = [(f"{size:,}", f"{point.cpu:.1f}", _memory(item, size, point)) for size, point in points.items()]
    return table((item, "CPU us an update", "memory"), rows)


def _memory(item: str, size: int, point: Point) -> str:
    """Return the memory of one item, where there is enough of it to be measured."""
    if point.memory < ENOUGH:
        return ""
    count, name = (KEPT, "an entry") if item == CURVES[-1].item else (size, "each")
    return f"{point.memory / count / 1e3:.2f} kB {name}"


def main() -> None:
    """Measure, draw and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--most", type=int, default=ROOM, help="the largest size that is measured")
    parser.add_argument("--write", action="store_true", help="write the answer into benchmarks/RESULTS.md")
    options = parser.parse_args()
    told = f"{growth(options.most).markdown()}\n\n{surroundings('make growth')}"
    say(told)
    if options.write:
        write_block("growth", told)


if __name__ == "__main__":
    main()
