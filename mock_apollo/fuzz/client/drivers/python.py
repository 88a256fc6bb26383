"""How is a function of this process tried? It is called for each case; its sleeps take no time on a virtual clock."""

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mock_apollo.apollo.clock import Clock
from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.drivers.virtual_time import VirtualTime
from mock_apollo.fuzz.client.oracle import Broken, storm
from mock_apollo.protocol.timestamps import SECOND

MAX_SLEEP = 600  # seconds of virtual time, beyond what Retry-After asked for
MAX_NAPS = (
    100  # sleeps without a call, after which they take real time: the client may poll a clock that is not virtual
)
QUIET, QUIET_SOCKET = 0.02, 1.0  # seconds without an event, after which an asyncio loop only waits for a timer
LIBRARIES = ("site-packages", "dist-packages")
OURS = Path(__file__).parents[1]
PYTEST_OUTCOMES = ("Skipped", "Exit")  # exceptions of pytest that are no failures

Refusals = tuple[type[BaseException], ...]


class SleptTooLongError(BaseException):
    """The client slept too long. Not an Exception, so that no `except Exception` of a client catches it."""


class InProcess:
    """A function that is called with each attempt; `clock` is the fake's, which advances with the client's sleeps.

    An exception of `refusals` is fine when Apollo refused. `behind_a_port`, asyncio loops wait longer for real events.
    """

    jobs = 1
    protocol_errors: Sequence[Broken] = ()

    def __init__(
        self, clock: Clock, work: Callable[[Attempt], Any], refusals: Refusals = (), *, behind_a_port: bool = False
    ) -> None:
        self._clock = clock
        self._work = work
        self._refusals = refusals
        self._time = VirtualTime(QUIET_SOCKET if behind_a_port else QUIET)

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """Call the function once; it can be interrupted only when it sleeps or makes a call."""
        sleeper = Sleeper(attempt, self._clock, self._time, timeout)
        with self._time.flowing(sleeper.sleep):
            broken = self._call(attempt)
        if attempt.is_storm:
            return storm(attempt)
        if sleeper.is_too_late:
            slept = f"it slept {sleeper.virtual:.0f} s on the virtual clock and {sleeper.real:.0f} s of real time"
            return Broken("hang", f"{slept}, although Retry-After asked for {attempt.retry_after} s")
        return broken

    def _call(self, attempt: Attempt) -> Broken | None:
        """Return the exception of the function, unless it reports a refusal of Apollo's."""
        try:
            self._work(attempt)
        except BaseException as error:  # sys.exit and pytest.fail break a client, too
            if isinstance(error, KeyboardInterrupt) or type(error).__name__ in PYTEST_OUTCOMES:
                raise
            refused = attempt.was_refused and isinstance(error, self._refusals)
            return None if refused else Broken("exception", _message(error), _trace(error), _where(error))
        return None

    def finish(self) -> None:
        """Do nothing: there is no process."""

    def stop(self) -> None:
        """Do nothing: there is no process."""


class Sleeper:
    """Counts the sleeps of a client in one case, in seconds, and interrupts one that sleeps too long."""

    def __init__(self, attempt: Attempt, clock: Clock, time: VirtualTime, timeout: float) -> None:
        self.virtual = 0.0
        self.real = 0.0
        self.is_too_late = False
        self._attempt = attempt
        self._clock = clock
        self._time = time
        self._timeout = timeout
        self._naps = 0
        self._calls = 0

    def sleep(self, seconds: float) -> None:
        """Count one sleep, and advance the clock of the fake. Raises SleptTooLongError."""
        self._naps = self._naps + 1 if self._calls == self._attempt.call_count else 0
        self._calls = self._attempt.call_count
        if self._naps > MAX_NAPS:
            self._time.real_sleep(seconds)
            self.real += seconds
        self.virtual += seconds
        self._clock.advance(int(seconds * SECOND))
        if self.virtual > self._attempt.retry_after + MAX_SLEEP or self.real > self._timeout:
            self.is_too_late = True
            raise SleptTooLongError


def _where(error: BaseException) -> str:
    frames = _frames(error)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_list(_frames(error))) + _message(error)


def _message(error: BaseException) -> str:
    """Return type and text of an exception; of a group, those of its first exception."""
    if isinstance(error, BaseExceptionGroup):
        return _message(error.exceptions[0])
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - the exception's own __str__ is broken
        return f"{type(error).__name__}, whose text cannot be shown"


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    """Return the frames of the client's own code, or all of them if there are none."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent != OURS]
    return [f for f in frames if not any(part in f.filename for part in LIBRARIES)] or frames
