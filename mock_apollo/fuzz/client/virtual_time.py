"""How does a client wait without anybody waiting? Its sleeps return at once, and its clocks have gone on by as much."""

import selectors
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

CLOCKS = ("time", "monotonic", "perf_counter")
NANOSECONDS = 1_000_000_000  # in a second


class VirtualTime:
    """The time of the thread that makes it: it goes on when the thread sleeps, `ahead` seconds by now.

    Within `flowing`, `time.sleep` and the clocks of `time` are replaced in their module, and what asyncio's loops wait
    for. `slept` is told of each sleep before it. Whoever has imported `sleep` by its name sleeps really, as do other
    threads; `datetime.now()` shows the real time. A loop of asyncio in which nothing happens for `quiet` seconds is
    taken to do nothing but wait.
    """

    def __init__(self, quiet: float) -> None:
        self.ahead = 0.0
        self.quiet = quiet
        self._thread = threading.get_ident()
        self.sleep_really = time.sleep
        self._select = selectors.DefaultSelector.select
        self._clocks = {name: getattr(time, name) for clock in CLOCKS for name in (clock, f"{clock}_ns")}

    @contextmanager
    def flowing(self, slept: Callable[[float], None]) -> Iterator[None]:
        """While the block runs."""
        with ExitStack() as stack:
            stack.enter_context(patch.object(time, "sleep", self._sleeper(slept)))
            stack.enter_context(patch.object(selectors.DefaultSelector, "select", self._selector(slept)))
            for name, clock in self._clocks.items():
                stack.enter_context(patch.object(time, name, self._shifted(clock, in_ns=name.endswith("_ns"))))
            yield

    def _sleeper(self, slept: Callable[[float], None]) -> Callable[[float], None]:
        def sleep(seconds: float) -> None:
            if threading.get_ident() != self._thread:
                self.sleep_really(seconds)
                return
            self.sleep_really(min(seconds, 0))  # which refuses what it always refuses
            slept(seconds)
            self.ahead += seconds

        return sleep

    def _selector(self, slept: Callable[[float], None]) -> Callable[..., Any]:
        """A loop that has nothing to do until a time need not wait for it."""
        really = self._select
        mine = self._thread

        def select(selector: selectors.BaseSelector, timeout: float | None = None) -> Any:
            if threading.get_ident() != mine or timeout is None or timeout <= self.quiet:
                return really(selector, timeout)  # type: ignore[arg-type]  # it is a DefaultSelector
            events = really(selector, self.quiet)  # type: ignore[arg-type]  # likewise
            if not events:
                slept(timeout)
                self.ahead += timeout
            return events

        return select

    def _shifted(self, clock: Callable[[], float], *, in_ns: bool) -> Callable[[], float]:
        """A clock that shows its thread the time after its sleeps."""

        def now() -> float:
            if threading.get_ident() != self._thread:
                return clock()
            return clock() + (int(self.ahead * NANOSECONDS) if in_ns else self.ahead)

        return now
