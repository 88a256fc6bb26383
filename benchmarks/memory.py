"""What does a contact weigh, an entry of the journal, a world?"""

import gc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec, TypeVar

import psutil

from benchmarks.crowd import ROOM, fill
from benchmarks.hosted import FRESH
from benchmarks.options import Options
from benchmarks.report import Bar, Section
from benchmarks.workload import CALL, UPDATE, call_of, new_apollo
from mock_apollo.protocol.messages import Call

Given = ParamSpec("Given")
Found = TypeVar("Found")

KEPT = 1_000  # entries of a world


def memory(options: Options) -> Section:
    """Measure what stays resident, each in a process of its own, since memory that was used once is used again."""
    worlds, journals = options.many // 50, options.many // 5_000
    bars = [
        Bar("memory of a contact", apart(contacts_weigh, options.many) / 1e3, 2.5, "kB"),
        Bar("memory of an entry of the journal", apart(entries_weigh, journals) / 1e3, 4, "kB"),
        Bar("memory of a world", apart(worlds_weigh, worlds) / 1e3, 15, "kB"),
    ]
    text = (
        f"Resident memory, by {options.many:,} contacts, by the journals of {journals:,} worlds with {KEPT:,} "
        f"updates of the README each, and by {worlds:,} worlds that were opened."
    )
    return Section("Memory", text, bars)


def apart(measure: Callable[Given, Found], *given: Given.args, **named: Given.kwargs) -> Found:
    """Measure in a process of its own."""
    with ProcessPoolExecutor(1, FRESH) as pool:
        return pool.submit(measure, *given, **named).result()


def weight(act: Callable[[], object]) -> int:
    """Bytes by which this process grows."""
    before = _resident()
    act()
    return _resident() - before


def _resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def contacts_weigh(count: int) -> float:
    """Bytes for each contact."""
    apollo = new_apollo(max_records=ROOM)
    apollo.answer(CALL)
    return weight(lambda: fill(apollo, count)) / count


def worlds_weigh(count: int) -> float:
    """Bytes for each world."""
    apollo = new_apollo(max_worlds=ROOM)
    apollo.answer(CALL)
    return weight(lambda: [apollo.open(f"key-{number}") for number in range(count)]) / count


def entries_weigh(worlds: int) -> float:
    """Bytes for each entry of full journals."""
    apollo = new_apollo(max_worlds=ROOM)
    calls = [call_by(f"key-{number}") for number in range(worlds)]
    for call in calls:
        apollo.answer(call)

    def fill_the_journals() -> None:
        for call in calls * (KEPT - 1):
            apollo.answer(call)  # the reply is dropped: only the journal keeps something

    return weight(fill_the_journals) / worlds / KEPT


def call_by(key: str, path: str = UPDATE.path) -> Call:
    """Return the update of the README with another key, and of another contact."""
    return call_of(UPDATE._replace(path=path, headers={**UPDATE.headers, "x-api-key": key}))
