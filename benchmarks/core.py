"""What does Apollo take without any transport, alone and among many contacts?"""

import statistics
from typing import Any

from benchmarks.cpu import clocked, cpu_of
from benchmarks.crowd import fill
from benchmarks.options import Options
from benchmarks.report import Section, table
from benchmarks.workload import CALL, UPDATE_OF_FOUR, call_of, new_apollo, search_call
from mock_apollo.apollo.answer import Apollo

SEARCHES: dict[str, dict[str, Any]] = {
    "a keyword": {"q_keywords": "77"},
    "a keyword that all have": {"q_keywords": "title"},
    "two keywords": {"q_keywords": "title 77"},
    "a stage": {"contact_stage_ids": ["6095a710bd01d100a506d4ae"]},
    "both": {"q_keywords": "person-9", "contact_stage_ids": ["6095a710bd01d100a506d4ae"]},
}


def core(options: Options) -> Section:
    """Measure updates and searches in process."""
    small, large = new_apollo(), new_apollo()
    fill(large, options.many)
    pairs = [(cpu_of(small, [CALL], options.busy), cpu_of(large, [CALL], options.busy)) for _ in range(options.rounds)]
    ratio = statistics.median(among / alone for alone, among in pairs)
    one = statistics.median(alone for alone, _ in pairs)
    four = cpu_of(small, [call_of(UPDATE_OF_FOUR)], options.busy)
    text = (
        f"`Apollo.answer` takes {one:.1f} us of CPU for an update with one field, {four:.1f} us with four. "
        f"Among {options.many:,} contacts it takes {ratio:.2f} times as much. A search of them for a page of 100:"
    )
    rows = [(name, *_search(large, criteria, options.busy)) for name, criteria in SEARCHES.items()]
    return Section("Without transport", f"{text}\n\n{table(('by', 'first, ms', 'later, ms'), rows)}")


def _search(apollo: Apollo, criteria: dict[str, Any], busy: float) -> list[str]:
    call = search_call({**criteria, "per_page": 100})
    first, later = clocked(apollo, [call]), cpu_of(apollo, [call], busy, batch=1)
    return [f"{first * 1e3:.1f}", f"{later / 1e3:.1f}"]
