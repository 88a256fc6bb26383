"""What time is it in a world? Real time, until somebody moves it."""

import time
from collections.abc import Callable
from typing import NamedTuple

NANOSECONDS = 1_000_000  # in a millisecond
LAST = 250_000_000_000_000  # ms since 1970: the year 9892, behind which there are still years to count on


class ClockError(ValueError):
    """A moment that no clock here can show; the message says so."""


class ClockState(NamedTuple):
    """How a clock stands: `ahead` of its source, or `frozen_at` a moment, in ms."""

    ahead: int = 0
    frozen_at: int | None = None


class Clock:
    """Time in milliseconds since 1970: it runs with its source, or stands still, or jumps. It begins as told."""

    def __init__(self, begins: ClockState | None = None, nanoseconds: Callable[[], int] = time.time_ns) -> None:
        self._nanoseconds = nanoseconds
        self._begins = begins or ClockState()
        self._ahead, self._frozen_at = self._begins

    def now(self) -> int:
        """Milliseconds since 1970, UTC."""
        if self._frozen_at is not None:
            return self._frozen_at
        return self._nanoseconds() // NANOSECONDS + self._ahead

    @property
    def state(self) -> ClockState:
        """How it stands."""
        return ClockState(self._ahead, self._frozen_at)

    def set(self, state: ClockState) -> None:
        """Stand as it did then. Raises ClockError."""
        shown = state.frozen_at if state.frozen_at is not None else self._nanoseconds() // NANOSECONDS + state.ahead
        if not 0 <= shown <= LAST:
            raise ClockError("no clock here shows a time before 1970 or behind the year 9892")
        self._ahead, self._frozen_at = state

    def reset(self) -> None:
        """Stand as in the beginning."""
        self.set(self._begins)

    def freeze(self, at: int | None = None) -> None:
        """Stand still, now or at the given moment. Raises ClockError."""
        self.set(ClockState(self._ahead, self.now() if at is None else at))

    def advance(self, milliseconds: int) -> None:
        """Jump; a frozen clock stays frozen. Raises ClockError."""
        if self._frozen_at is None:
            self.set(ClockState(self._ahead + milliseconds))
        else:
            self.set(ClockState(self._ahead, self._frozen_at + milliseconds))

    def run(self) -> None:
        """Let time flow again, from the moment that it shows."""
        self._ahead = self.now() - self._nanoseconds() // NANOSECONDS
        self._frozen_at = None
