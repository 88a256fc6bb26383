"""How much CPU does an answer take, without any transport?"""

import time
from collections.abc import Iterable, Sequence
from itertools import cycle, islice

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call

BATCH = 100  # calls between two looks at the clock


def cpu_of(apollo: Apollo, calls: Sequence[Call], seconds: float, batch: int = BATCH) -> float:
    """Microseconds for one answer, over so many seconds of CPU, after a first batch; the calls are made in turn."""
    waiting = cycle(calls)
    clocked(apollo, islice(waiting, batch))
    taken, count = 0.0, 0
    while taken < seconds:
        taken += clocked(apollo, [*islice(waiting, batch)])
        count += batch
    return taken / count * 1e6


def clocked(apollo: Apollo, calls: Iterable[Call]) -> float:
    """Seconds of CPU for all of these calls."""
    began = time.process_time()
    for call in calls:
        apollo.answer(call)
    return time.process_time() - began
