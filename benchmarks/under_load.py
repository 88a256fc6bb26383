"""What does a call cost, beside the same bytes from less code, from older code, and from a framework?"""

import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import NamedTuple

from benchmarks.commits import Checkout, checkout
from benchmarks.hosted import hosted
from benchmarks.load import Load, put_under_load
from benchmarks.options import Options
from benchmarks.paced import Felt, steadily
from benchmarks.report import Bar, Section, table
from benchmarks.servers import LOAD_CPU, Process, floor, ours, peer, pinned, running
from benchmarks.unjudged import unjudged_apollo
from benchmarks.workload import UPDATE, UPDATE_OF_FOUR, Request

FASTEST = 8_000  # calls a second that the paced generator can send on time
WARM_UP = 1  # seconds

FLOOR, BARE, ONE, FOUR = "floor: fixed bytes", "bare ASGI", "mock-apollo, one field", "mock-apollo, four fields"
QUIET, UNJUDGED, IDIOMATIC = "without log", "without log and judge", "idiomatic FastAPI"
HEADS = (
    "server", "requests/s", "CPU us/request", "x bare", "p50 us", "p99 us", "at calls/s", "p50 us", "p99 us",
)  # fmt: skip


class Candidate(NamedTuple):
    """A row of the table: a server, and what it is asked."""

    server: str
    request: Request = UPDATE


class Run(NamedTuple):
    """One server once at full load, then at half of that."""

    load: Load
    cpu: float
    rate: float
    felt: Felt

    @property
    def cpu_per_request(self) -> float:
        """Microseconds."""
        return self.cpu / self.load.requests * 1e6


Runs = Mapping[str, Sequence[Run]]


def under_load(options: Options) -> Section:
    """Put all servers under load in turn, round after round."""
    old = checkout(options.against)
    runs = _measure(_servers(old), _candidates(old), options)
    text = (
        f"{options.connections} connections, each with one call after the other; medians of {options.rounds} "
        f"alternating runs of {options.seconds} s. The last three columns are at half of that rate, at most "
        f"{FASTEST:,} calls a second, counted from when a call was due; in the row of the floor they show "
        f"what the machine and the generator add. {old.name} runs with these libraries: {old.libraries}."
    )
    return Section("Under load", f"{text}\n\n{_table(runs)}\n\n{_judging(runs)}", _bars(runs, old))


def _servers(old: Checkout) -> dict[str, AbstractContextManager[Process]]:
    return {
        FLOOR: running(floor),
        BARE: running(lambda port: peer("bare", port)),
        ONE: running(ours),
        QUIET: running(lambda port: ours(port, "--log-format", "off")),
        UNJUDGED: hosted(unjudged_apollo),
        old.name: running(old.serve),
        IDIOMATIC: running(lambda port: peer("idiomatic", port)),
    }


def _candidates(old: Checkout) -> dict[str, Candidate]:
    return {
        FLOOR: Candidate(FLOOR),
        BARE: Candidate(BARE),
        ONE: Candidate(ONE),
        FOUR: Candidate(ONE, UPDATE_OF_FOUR),
        QUIET: Candidate(QUIET),
        UNJUDGED: Candidate(UNJUDGED),
        f"{old.name}, one field": Candidate(old.name),
        f"{old.name}, four fields": Candidate(old.name, UPDATE_OF_FOUR),
        IDIOMATIC: Candidate(IDIOMATIC),
    }


def _measure(
    servers: Mapping[str, AbstractContextManager[Process]], candidates: Mapping[str, Candidate], options: Options
) -> Runs:
    runs: dict[str, list[Run]] = {name: [] for name in candidates}
    with ExitStack() as stack:
        started = {name: stack.enter_context(server) for name, server in servers.items()}
        stack.enter_context(pinned(LOAD_CPU))
        for candidate in candidates.values():
            put_under_load(started[candidate.server].port, WARM_UP, options.connections, candidate.request)
        for _ in range(options.rounds):
            for name, candidate in candidates.items():
                runs[name].append(_run(started[candidate.server], candidate.request, options))
    return runs


def _run(server: Process, request: Request, options: Options) -> Run:
    before = server.cpu()
    load = put_under_load(server.port, options.seconds, options.connections, request)
    cpu = server.cpu() - before
    rate = min(load.requests / load.seconds / 2, FASTEST)
    return Run(load, cpu, rate, steadily(server.port, rate, options.seconds, options.connections, request))


def _table(runs: Runs) -> str:
    return table(HEADS, ((name, *_cells(of_one, runs[BARE])) for name, of_one in runs.items()))


def _cells(runs: Sequence[Run], bare: Sequence[Run]) -> list[str]:
    columns: list[tuple[Callable[[Run], float], str]] = [
        (lambda run: run.load.requests / run.load.seconds, ",.0f"),
        (lambda run: run.cpu_per_request, ".1f"),
        (lambda run: run.load.p50, ",.0f"),
        (lambda run: run.load.p99, ",.0f"),
        (lambda run: run.rate, ",.0f"),
        (lambda run: run.felt.p50, ",.0f"),
        (lambda run: run.felt.p99, ",.0f"),
    ]
    cells = [format(statistics.median(map(figure, runs)), form) for figure, form in columns]
    return [*cells[:2], f"{_ratio(runs, bare):.2f}", *cells[2:]]


def _ratio(runs: Sequence[Run], others: Sequence[Run]) -> float:
    """How many times the CPU: median of the ratios within a round."""
    pairs = zip(runs, others, strict=True)
    return statistics.median(one.cpu_per_request / other.cpu_per_request for one, other in pairs)


def _judging(runs: Runs) -> str:
    pairs = zip(runs[QUIET], runs[UNJUDGED], strict=True)
    cost = statistics.median(judged.cpu_per_request - blind.cpu_per_request for judged, blind in pairs)
    return f"Judging costs {cost:.1f} us of CPU a request (median of the differences within a round)."


def _bars(runs: Runs, old: Checkout) -> list[Bar]:
    bare = runs[BARE]
    return [
        Bar("CPU, one field", _ratio(runs[ONE], bare), 1.0, "x bare"),
        Bar("CPU, four fields", _ratio(runs[FOUR], bare), 1.4, "x bare"),
        Bar("CPU, one field", _ratio(runs[ONE], runs[f"{old.name}, one field"]), 0.4, f"x {old.name}"),
        Bar("CPU, four fields", _ratio(runs[FOUR], runs[f"{old.name}, four fields"]), 0.4, f"x {old.name}"),
    ]
