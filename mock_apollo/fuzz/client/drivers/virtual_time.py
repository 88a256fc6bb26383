"""How does a client sleep without taking time? Its sleeps return at once, and its clocks advance by their length."""

import selectors
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

CLOCKS = ("time", "monotonic", "perf_counter")
NANOSECONDS = 1_000_000_000  # in a second


class VirtualTime:
    """The virtual clock of the thread that makes it; it is `ahead` of the real one by all sleeps so far, in seconds.

    Within `flowing`, the functions `sleep` and the clocks of the module `time` are replaced, and the timers of asyncio
    loops. Not virtual are: a `sleep` imported by its name, other threads, and `datetime.now()`. An asyncio loop without
    an event for `quiet` seconds is taken to wait for its next timer only.
    """

    def __init__(self, quiet: float) -> None:
        self.ahead = 0.0
        self.quiet = quiet
        self.real_sleep = time.sleep
        self._thread = threading.get_ident()
        self._real_select: Callable[..., Any] = selectors.DefaultSelector.select
        self._slept: Callable[[float], object] = float
        names = [name for clock in CLOCKS for name in (clock, f"{clock}_ns")]
        clocks = {name: self._shifted(getattr(time, name), in_ns=name.endswith("_ns")) for name in names}
        self._virtual: list[tuple[Any, str, Any]] = [(time, name, clock) for name, clock in clocks.items()]
        self._virtual += [(time, "sleep", self._sleep), (selectors.DefaultSelector, "select", self._selecting())]
        self._real = [(owner, name, getattr(owner, name)) for owner, name, _ in self._virtual]

    @contextmanager
    def flowing(self, slept: Callable[[float], None]) -> Iterator[None]:
        """Replace clocks and sleeps while the block runs; `slept` is called with the seconds before each sleep."""
        self._slept = slept
        try:
            _put(self._virtual)
            yield
        finally:
            _put(self._real)

    def _sleep(self, seconds: float) -> None:
        if threading.get_ident() != self._thread:
            self.real_sleep(seconds)
            return
        self.real_sleep(min(seconds, 0))  # raises what the real one raises for a wrong argument
        self._slept(seconds)
        self.ahead += seconds

    def _selecting(self) -> Callable[..., Any]:
        """Return a `select` that does not wait for a timer of a loop in which nothing else happens."""

        def select(selector: selectors.BaseSelector, timeout: float | None = None) -> Any:
            if threading.get_ident() != self._thread or timeout is None or timeout <= self.quiet:
                return self._real_select(selector, timeout)
            events = self._real_select(selector, self.quiet)
            if not events:
                self._slept(timeout)
                self.ahead += timeout
            return events

        return select

    def _shifted(self, clock: Callable[[], float], *, in_ns: bool) -> Callable[[], float]:
        """Return a clock that is ahead in this thread only."""

        def now() -> float:
            if threading.get_ident() != self._thread:
                return clock()
            return clock() + (int(self.ahead * NANOSECONDS) if in_ns else self.ahead)

        return now


def _put(attributes: Iterable[tuple[Any, str, Any]]) -> None:
    for owner, name, value in attributes:
        setattr(owner, name, value)
