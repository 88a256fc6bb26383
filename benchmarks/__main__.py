"""`make bench`: requests, CPU and latency beside the peers; start-up; `answer` alone; a large world."""

import argparse
import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, NamedTuple

import psutil

from benchmarks.clients import by_node, in_process, over_loopback
from benchmarks.load import Load, put_under_load
from benchmarks.servers import LOAD_CPU, Process, first_answer, first_connection, free_port, ours, peer, pin, running
from benchmarks.steering import new_world, reset_in_process, reset_over_http
from benchmarks.workload import CALL, CONTACT, new_apollo, request_bytes, search_call
from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call

MANY = 100_000
SEARCHES: dict[str, dict[str, Any]] = {
    "a keyword": {"q_keywords": "77"},
    "a keyword that all have": {"q_keywords": "title"},
    "two keywords": {"q_keywords": "title 77"},
    "a stage": {"contact_stage_ids": ["6095a710bd01d100a506d4ae"]},
    "both": {"q_keywords": "person-9", "contact_stage_ids": ["6095a710bd01d100a506d4ae"]},
}
JUDGING, NOT_JUDGING = "mock-apollo", "mock-apollo, not judging"

SERVERS: dict[str, Callable[[int], list[str]]] = {
    "bare ASGI": lambda port: peer("bare", port),
    JUDGING: lambda port: ours(port, "--log-format", "off"),
    NOT_JUDGING: lambda port: peer("unjudged", port),
    "mock-apollo, logging": ours,
    "idiomatic FastAPI": lambda port: peer("idiomatic", port),
}


class Run(NamedTuple):
    """One server under load once."""

    load: Load
    cpu: float

    @property
    def cpu_per_request(self) -> float:
        """Microseconds."""
        return self.cpu / self.load.requests * 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=1, help="length of one run")
    parser.add_argument("--rounds", type=int, default=15, help="runs of each server, alternating")
    parser.add_argument("--connections", type=int, default=8, help="that are busy at once")
    options = parser.parse_args()
    under_load(options.rounds, options.seconds, options.connections)
    start_up(options.rounds)
    answer_alone()
    large_world()
    steering()
    trying_clients(options.rounds)


def trying_clients(rounds: int) -> None:
    """All single edits on a client; medians."""
    say(f"\nCases a second, all single edits of an update: medians of {min(rounds, 5)} runs")
    ways = {"in process": in_process, "over loopback": over_loopback, "a worker of Node's": by_node}
    for name, rate in ways.items():
        say(f"{name:24}{statistics.median(rate() for _ in range(min(rounds, 5))):12,.0f}")


def steering() -> None:
    """A test begins anew."""
    say(f"reset of the demo world: {reset_in_process():.3f} ms in process, {reset_over_http():.2f} ms over HTTP")
    say(f"a world of its own: {new_world():.3f} ms")


def under_load(rounds: int, seconds: int, connections: int) -> None:
    """All servers in turn, round after round; medians."""
    runs: dict[str, list[Run]] = {name: [] for name in SERVERS}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(_running(command)) for name, command in SERVERS.items()}
        pin(psutil.Process(), LOAD_CPU)
        for _ in range(rounds):
            for name, server in servers.items():
                runs[name].append(_run(server, seconds, connections))
    floors = [run.cpu_per_request for run in runs["bare ASGI"]]
    say(f"Under load, {connections} connections: medians of {rounds} alternating runs of {seconds} s")
    say(f"{'':24}{'requests/s':>12}{'CPU us/request':>16}{'x bare':>8}{'p50 us':>8}{'p99 us':>8}")
    for name, all_runs in runs.items():
        cpu = statistics.median(run.cpu_per_request for run in all_runs)
        rate = statistics.median(run.load.requests / run.load.seconds for run in all_runs)
        p50 = statistics.median(run.load.p50 for run in all_runs)
        p99 = statistics.median(run.load.p99 for run in all_runs)
        ratio = statistics.median(run.cpu_per_request / floor for run, floor in zip(all_runs, floors, strict=True))
        say(f"{name:24}{rate:12,.0f}{cpu:16.1f}{ratio:8.2f}{p50:8.0f}{p99:8.0f}")
    pairs = zip(runs[JUDGING], runs[NOT_JUDGING], strict=True)
    judging = statistics.median(judged.cpu_per_request - not_judged.cpu_per_request for judged, not_judged in pairs)
    say(f"Judging costs {judging:.1f} us of CPU per request (median of the differences within a round)")


def _running(command: Callable[[int], list[str]]) -> AbstractContextManager[Process]:
    port = free_port()
    return running(command(port), port)


def _run(server: Process, seconds: int, connections: int) -> Run:
    before = server.cpu()
    load = put_under_load(server.port, seconds, connections)
    return Run(load, server.cpu() - before)


def start_up(rounds: int) -> None:
    """From the spawn to the first connection and to the first 200, in turn; medians."""
    say(f"\nStart-up: medians of {rounds} alternating starts, ms from spawn")
    commands = {
        "hello-world FastAPI": lambda port: peer("hello", port),
        "mock-apollo": ours,
    }
    times: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(_start(command, patch=name == "mock-apollo"))
    for name, all_times in times.items():
        connected, ready, answered = (statistics.median(column) * 1e3 for column in zip(*all_times, strict=True))
        say(f"{name:24}connected {connected:6.0f}   /readyz {ready:6.0f}   first 200 of Apollo's {answered:6.0f}")


def _start(command: Callable[[int], list[str]], *, patch: bool) -> tuple[float, float, float]:
    port = free_port()
    spawned = time.perf_counter()
    with subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        connected = first_connection(port)
        ready = first_answer(port)
        answered = first_answer(port, request_bytes(port)) if patch else ready
        child.terminate()
    return connected - spawned, ready - spawned, answered - spawned


def answer_alone() -> None:
    """`Apollo.answer` without any transport."""
    say(f"\nanswer() alone: {_time_of(new_apollo()):.1f} us")


def large_world() -> None:
    """The same update among 100,000 contacts, and what they weigh."""
    small, large = new_apollo(), new_apollo()
    before = psutil.Process().memory_info().rss
    fill(large, MANY)
    weight = psutil.Process().memory_info().rss - before
    rounds = [(_time_of(small), _time_of(large)) for _ in range(7)]
    ratio = statistics.median(b / a for a, b in rounds)
    say(f"With {MANY:,} contacts: answer() costs {ratio:.2f} x as much; they take {weight / 1e6:.0f} MB")
    for name, criteria in SEARCHES.items():
        call = search_call({**criteria, "per_page": 100})
        first, later = _time_of(large, call, warm=0, count=1), _time_of(large, call, warm=1, count=20)
        say(f"A search of them by {name}: {later / 1e3:.1f} ms, the first time {first / 1e3:.1f} ms")


def fill(apollo: Apollo, count: int) -> None:
    """Put contacts into the demo world, each with strings of its own."""
    world = apollo.keys.open("demo")
    contact = world.contact(CONTACT)
    for i in range(count):
        world.put_contact(
            {
                **contact,
                "id": f"{i:024x}",
                "first_name": f"First {i}",
                "last_name": f"Last {i}",
                "name": f"First {i} Last {i}",
                "title": f"Title {i}",
                "email": f"person-{i}@example.com",
                "typed_custom_fields": {"5b75f1c11dc2727d43ae3bb9": f"note {i}"},
                "phone_numbers": [{**phone, "raw_number": f"555-{i}"} for phone in contact["phone_numbers"]],
                "created_at": f"2024-09-12T20:13:{i % 60:02}.{i % 1000:03}Z",
                "updated_at": f"2024-09-12T20:14:{i % 60:02}.{i % 1000:03}Z",
            }
        )
    gc.collect()


def _time_of(apollo: Apollo, call: Call = CALL, warm: int = 1_000, count: int = 20_000) -> float:
    """Microseconds of CPU for one answer."""
    for _ in range(warm):
        apollo.answer(call)
    started = time.process_time()
    for _ in range(count):
        apollo.answer(call)
    return (time.process_time() - started) / count * 1e6


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
