"""What time is it in a world? Real time, unless the clock is frozen or advanced."""

import time
from collections.abc import Callable
from typing import Annotated, NamedTuple

from pydantic import Field

from mock_apollo.protocol.timestamps import timestamp

NANOSECONDS = 1_000_000  # in a millisecond
LAST = 250_000_000_000_000  # ms since 1970: in the year 9892; windows and timestamps need some years after it


class ClockError(ValueError):
    """A time outside the years 1970 to 9892."""


class ClockState(NamedTuple):
    """The state of a clock in milliseconds: `ahead` of its source, or `frozen_at` a time since 1970."""

    ahead: Annotated[int, Field(ge=-LAST, le=LAST)] = 0
    frozen_at: Annotated[int, Field(ge=0, le=LAST)] | None = None


class Clock:
    """A clock in milliseconds since 1970 that can be frozen and advanced.

    `begins` is its state at the start and after a reset; `nanoseconds` is the source of real time.
    """

    def __init__(self, begins: ClockState | None = None, nanoseconds: Callable[[], int] = time.time_ns) -> None:
        self._nanoseconds = nanoseconds
        self._begins = begins or ClockState()
        self._ahead, self._frozen_at = self._begins

    def now(self) -> int:
        """Return the time in milliseconds since 1970, UTC."""
        if self._frozen_at is not None:
            return self._frozen_at
        return self._nanoseconds() // NANOSECONDS + self._ahead

    def timestamp(self) -> str:
        """Return the time as Apollo writes it."""
        return timestamp(self.now())

    @property
    def state(self) -> ClockState:
        """The current state, for `set`."""
        return ClockState(self._ahead, self._frozen_at)

    def set(self, state: ClockState) -> None:
        """Take over a state. Raises ClockError if it shows a time before 1970 or after 9892."""
        shown = state.frozen_at if state.frozen_at is not None else self._nanoseconds() // NANOSECONDS + state.ahead
        if not 0 <= shown <= LAST:
            raise ClockError("the time must be in the years 1970 to 9892")
        self._ahead, self._frozen_at = state

    def reset(self) -> None:
        """Return to the state of the start."""
        self.set(self._begins)

    def freeze(self, at: int | None = None) -> None:
        """Stop the clock now, or at a time in milliseconds since 1970. Raises ClockError."""
        self.set(ClockState(self._ahead, self.now() if at is None else at))

    def advance(self, milliseconds: int) -> None:
        """Move the clock by so many milliseconds; a frozen clock stays frozen. Raises ClockError."""
        if self._frozen_at is None:
            self.set(ClockState(self._ahead + milliseconds))
        else:
            self.set(ClockState(self._ahead, self._frozen_at + milliseconds))

    def run(self) -> None:
        """Let a frozen clock run again, from the time that it shows."""
        self._ahead = self.now() - self._nanoseconds() // NANOSECONDS
        self._frozen_at = None
