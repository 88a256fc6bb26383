"""What do one client's big acts do to others? `python -m benchmarks.neighbours` measures only this.

A server has one crowded world. While something big is done in it, again and again, another world is updated at a steady
rate; what that client feels is the measure. Afterwards the same act is done alone, for its CPU.
"""

import http.client
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.synchronize import Event

from benchmarks.acts import ACTS, NewRequest, polled, send
from benchmarks.crowd import crowded_apollo
from benchmarks.hosted import FRESH, hosted
from benchmarks.options import Options
from benchmarks.paced import PATIENCE, Felt, steadily
from benchmarks.report import Bar, Section, say, table
from benchmarks.servers import LOAD_CPU, Process, pinned
from benchmarks.workload import UPDATE, request_bytes

RATE = 200  # calls a second of the other client
WINDOW = 3  # seconds
CALLS = 200  # for the CPU of one call, or fewer when they take long
POLLS = 500
NOTHING = "nothing"
MOST_FELT = 50  # ms, p99


def neighbours(options: Options) -> Section:
    """Measure what the other client feels while nothing is done, while polls wait, and during each act."""
    lists = options.crowd // 2
    with hosted(partial(crowded_apollo, options.crowd, lists, "big")) as server, pinned(LOAD_CPU):
        _warm_up(server)
        felt = {NOTHING: _felt(server)}
        with _waiting(server, POLLS):
            felt[f"{POLLS} waiting polls"] = _felt(server)
        _settle(server)
        cpu: dict[str, float] = {}
        for act in ACTS:
            with _repeated(server.port, act.request):
                felt[act.name] = _felt(server)
            _settle(server)
            cpu[act.name] = _cpu(server, act.request)
    text = (
        f"A client with {RATE} updates a second in a world of its own, while another has {options.crowd:,} contacts "
        f"and {lists:,} lists and does this again and again, for {WINDOW} s:"
    )
    return Section("Neighbours", f"{text}\n\n{_table(felt, cpu)}", _bars(felt, cpu))


def _warm_up(server: Process) -> None:
    """Load what is loaded once: the pages, and what the first calls need."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    send(connection, polled(0))
    connection.close()
    steadily(server.port, RATE, 1)


def _felt(server: Process) -> Felt:
    return steadily(server.port, RATE, WINDOW)


def _settle(server: Process) -> None:
    """Wait until what was left behind is done: so many calls one after the other, each a turn of the event loop."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    for _ in range(CALLS):
        send(connection, UPDATE)
    connection.close()


@contextmanager
def _waiting(server: Process, count: int) -> Iterator[None]:
    """Let polls wait for an entry of the journal that does not come."""
    poll = request_bytes(server.port, polled(60))
    sockets = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(count)]
    for each in sockets:
        each.sendall(poll)
    _settle(server)
    yield
    for each in sockets:
        each.close()


@contextmanager
def _repeated(port: int, request: NewRequest) -> Iterator[None]:
    """Let another process do something again and again, until the block ends."""
    began, enough = FRESH.Event(), FRESH.Event()
    child = FRESH.Process(target=_repeat, args=(port, request, began, enough), daemon=True)
    child.start()
    began.wait()
    yield
    enough.set()
    child.join(PATIENCE)
    if child.is_alive():
        child.kill()
    elif child.exitcode:
        raise RuntimeError(f"a neighbour ended with {child.exitcode}")


def _repeat(port: int, request: NewRequest, began: Event, enough: Event) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    began.set()
    number = 1_000_000
    while not enough.is_set():
        send(connection, request(number))
        number += 1


def _cpu(server: Process, request: NewRequest) -> float:
    """Milliseconds of CPU of the server for one call: a mean, since a system counts CPU in ticks of milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    before, calls = server.cpu(), 0
    while calls < CALLS and server.cpu() - before < WINDOW:
        send(connection, request(2_000_000 + calls))
        calls += 1
    connection.close()
    return (server.cpu() - before) / calls * 1e3


def _table(felt: dict[str, Felt], cpu: dict[str, float]) -> str:
    rows = [(name, *(f"{us / 1e3:.1f}" for us in of_one), _ms(cpu.get(name))) for name, of_one in felt.items()]
    return table(("meanwhile", "p50 ms", "p99 ms", "worst ms", "CPU ms of one act"), rows)


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _bars(felt: dict[str, Felt], cpu: dict[str, float]) -> list[Bar]:
    p99 = [
        Bar(f"p99 during {name}", of_one.p99 / 1e3, MOST_FELT, "ms") for name, of_one in felt.items() if name != NOTHING
    ]
    return p99 + [Bar(f"CPU of {act.name}", cpu[act.name], act.most_cpu, "ms") for act in ACTS if act.most_cpu]


if __name__ == "__main__":
    say(neighbours(Options(crowd=int(sys.argv[1]) if sys.argv[1:] else Options().crowd)).markdown())
