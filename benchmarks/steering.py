"""What does it cost a test to begin anew? A reset in process and over HTTP, and a world of its own."""

import http.client
import statistics
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from benchmarks.options import Options
from benchmarks.report import Bar, Section
from benchmarks.workload import new_apollo
from mock_apollo.server.background import running

TIMES = 500


def steering(_: Options) -> Section:
    """Measure a test's ways to begin anew."""
    text = (
        f"A reset of the demo world takes {reset_over_http():.2f} ms over HTTP; a world of its own takes "
        f"{new_world():.3f} ms in process. Medians of {TIMES}."
    )
    return Section("Begin anew", text, [Bar("reset in process", reset_in_process(), 0.1, "ms")])


def reset_in_process() -> float:
    """Milliseconds, median."""
    apollo = new_apollo()
    world = apollo.open("demo")
    return _median(lambda: apollo.reset(world))


def reset_over_http() -> float:
    """Milliseconds, median, on one connection that stays open."""
    with running(new_apollo()) as server:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc)

        def reset() -> None:
            connection.request("POST", "/__admin/reset", headers={"x-api-key": "demo"})
            connection.getresponse().read()

        took = _median(reset)
        connection.close()
    return took


def new_world() -> float:
    """Milliseconds, median."""
    apollo = new_apollo()
    keys = iter(f"key-{number}" for number in range(2 * TIMES))
    return _median(lambda: apollo.open(next(keys)))


def _median(act: Callable[[], object]) -> float:
    act()
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1e3)
    return statistics.median(times)
