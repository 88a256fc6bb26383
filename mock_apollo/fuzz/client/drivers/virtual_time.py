"""How does a client wait without anybody waiting? Its sleeps return at once, and its clocks have gone on by as much."""

import selectors
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

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
        self.sleep_really = time.sleep
        self._thread = threading.get_ident()
        self._select_really: Callable[..., Any] = selectors.DefaultSelector.select
        self._slept: Callable[[float], object] = float
        names = [name for clock in CLOCKS for name in (clock, f"{clock}_ns")]
        clocks = {name: self._shifted(getattr(time, name), in_ns=name.endswith("_ns")) for name in names}
        self._virtual: list[tuple[Any, str, Any]] = [(time, name, clock) for name, clock in clocks.items()]
        self._virtual += [(time, "sleep", self._sleep), (selectors.DefaultSelector, "select", self._selecting())]
        self._real = [(owner, name, getattr(owner, name)) for owner, name, _ in self._virtual]

    @contextmanager
    def flowing(self, slept: Callable[[float], None]) -> Iterator[None]:
        """While the block runs."""
        self._slept = slept
        try:
            _put(self._virtual)
            yield
        finally:
            _put(self._real)

    def _sleep(self, seconds: float) -> None:
        if threading.get_ident() != self._thread:
            self.sleep_really(seconds)
            return
        self.sleep_really(min(seconds, 0))  # which refuses what it always refuses
        self._slept(seconds)
        self.ahead += seconds

    def _selecting(self) -> Callable[..., Any]:
        """What a loop of asyncio waits by; one that has nothing to do until a time need not wait for it."""

        def select(selector: selectors.BaseSelector, timeout: float | None = None) -> Any:
            if threading.get_ident() != self._thread or timeout is None or timeout <= self.quiet:
                return self._select_really(selector, timeout)
            events = self._select_really(selector, self.quiet)
            if not events:
                self._slept(timeout)
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


def _put(attributes: Iterable[tuple[Any, str, Any]]) -> None:
    for owner, name, value in attributes:
        setattr(owner, name, value)
