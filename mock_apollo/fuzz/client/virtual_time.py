"""How does a client wait without anybody waiting? Its sleeps return at once, and its clocks have gone on by as much."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

Sleep = Callable[[float], None]

CLOCKS = ("time", "monotonic", "perf_counter")


@contextmanager
def virtual_time(slept: Sleep) -> Iterator[None]:
    """Within the block, this thread sleeps in no time: `slept` is told how many seconds it would have been.

    `time.sleep` and `asyncio.sleep` are replaced where they are looked up in their modules, and so are the clocks of
    `time`; whoever has imported them by name before has the real ones.
    """
    thread, ahead = threading.get_ident(), [0.0]
    really_sleep, really_wait = time.sleep, asyncio.sleep

    def sleep(seconds: float) -> None:
        if threading.get_ident() != thread:
            really_sleep(seconds)
            return
        really_sleep(min(seconds, 0))  # which refuses what it always refuses
        ahead[0] += seconds
        slept(seconds)

    async def wait(seconds: float, result: Any = None) -> Any:
        if threading.get_ident() != thread:
            return await really_wait(seconds, result)
        sleep(max(0, seconds))
        return await really_wait(0, result)

    with ExitStack() as stack:
        stack.enter_context(patch.object(time, "sleep", sleep))
        stack.enter_context(patch.object(asyncio, "sleep", wait))
        for name in CLOCKS:
            stack.enter_context(patch.object(time, name, _ahead(getattr(time, name), thread, ahead)))
        yield


def _ahead(clock: Callable[[], float], thread: int, ahead: list[float]) -> Callable[[], float]:
    """A clock that shows its thread the time after its sleeps."""

    def now() -> float:
        return clock() + ahead[0] if threading.get_ident() == thread else clock()

    return now
