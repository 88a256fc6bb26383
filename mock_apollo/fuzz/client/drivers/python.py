"""What becomes of a client in this process in one case? Its sleeps take no time, and whatever it raises is told."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.case_server import Stage
from mock_apollo.fuzz.client.drivers.virtual_time import VirtualTime
from mock_apollo.fuzz.client.oracle import Broken, storm
from mock_apollo.protocol.timestamps import SECOND

LONGEST_SLEEP = 600  # seconds, beyond what it was told to wait
MANY_NAPS = 100  # one after the other, after which time flows really: somebody may look at another clock
QUIET, QUIET_SOCKET = 0.02, 1.0  # seconds in which nothing happens when a loop of asyncio does nothing but wait
LIBRARIES = ("site-packages", "dist-packages")
OURS = Path(__file__).parents[1]
OF_PYTEST = ("Skipped", "Exit")  # outcomes that are no failures

Refusals = tuple[type[BaseException], ...]


class SleptTooLongError(BaseException):
    """The client waits longer than anybody told it to. No client that catches every Exception may go on."""


class InProcess:
    """A function that is given an attempt, and lets a client do its work with it.

    By one of `refusals` it says that Apollo refused, which is as it should be when Apollo did. `behind_a_port` it may
    have to wait for a real answer.
    """

    jobs = 1

    def __init__(
        self, stage: Stage, work: Callable[[Attempt], Any], refusals: Refusals = (), *, behind_a_port: bool = False
    ) -> None:
        self._stage = stage
        self._work = work
        self._refusals = refusals
        self._time = VirtualTime(QUIET_SOCKET if behind_a_port else QUIET)

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """How it broke, if it did; only a sleep, or a call, can be the end of one that goes on and on."""
        sleeper = Sleeper(attempt, self._stage, self._time, timeout)
        with self._time.flowing(sleeper.sleep):
            broken = self._work_done(attempt)
        if attempt.is_stormy:
            return storm(attempt)
        if sleeper.is_too_late:
            told = f"it was told to wait {attempt.told_to_wait} s"
            return Broken("hang", f"it slept {sleeper.asleep:.0f} s, and really {sleeper.really:.0f} s; {told}")
        return broken

    def _work_done(self, attempt: Attempt) -> Broken | None:
        """What the client raised, if it should not have."""
        try:
            self._work(attempt)
        except BaseException as error:  # sys.exit and pytest.fail are ways to break, too
            if isinstance(error, KeyboardInterrupt) or type(error).__name__ in OF_PYTEST:
                raise
            refused = attempt.was_refused and isinstance(error, self._refusals)
            return None if refused else Broken("exception", _said(error), _trace(error), _where(error))
        return None

    def stop(self) -> None:
        """There is nothing that goes on."""


class Sleeper:
    """Hears of the sleeps of a client in one case, in seconds, and ends what sleeps too long."""

    def __init__(self, attempt: Attempt, stage: Stage, time: VirtualTime, timeout: float) -> None:
        self.asleep = 0.0
        self.really = 0.0
        self.is_too_late = False
        self._attempt = attempt
        self._stage = stage
        self._time = time
        self._timeout = timeout
        self._naps = 0
        self._calls = 0

    def sleep(self, seconds: float) -> None:
        """One more. Raises SleptTooLongError."""
        self._naps = self._naps + 1 if self._calls == self._attempt.count else 0
        self._calls = self._attempt.count
        if self._naps > MANY_NAPS:
            self._time.sleep_really(seconds)
            self.really += seconds
        self.asleep += seconds
        self._stage.apollo.clock.advance(int(seconds * SECOND))
        if self.asleep > self._attempt.told_to_wait + LONGEST_SLEEP or self.really > self._timeout:
            self.is_too_late = True
            raise SleptTooLongError


def _where(error: BaseException) -> str:
    frames = _frames(error)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_list(_frames(error))) + _said(error)


def _said(error: BaseException) -> str:
    """The exception in words, even if it has none; of a group the first in it."""
    if isinstance(error, BaseExceptionGroup):
        return _said(error.exceptions[0])
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - whatever its __str__ raises
        return f"{type(error).__name__}, which cannot be shown"


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    """Where it happened: what the client did, and no library below it."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent != OURS]
    return [f for f in frames if not any(part in f.filename for part in LIBRARIES)] or frames
