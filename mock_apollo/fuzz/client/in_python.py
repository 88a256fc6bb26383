"""How is a client tried that is written in Python? In this process, by a test that is given case after case."""

import asyncio
import functools
import inspect
import os
import shlex
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Literal

from hypothesis import strategies as st

from mock_apollo.fuzz.client.attempt import Attempt, TooManyCallsError
from mock_apollo.fuzz.client.combinations import combinations
from mock_apollo.fuzz.client.report import as_text
from mock_apollo.fuzz.client.stage import Stage
from mock_apollo.fuzz.client.trial import MAX_EXAMPLES, Plan, Result, Trial, by_edits
from mock_apollo.fuzz.client.verdict import SUCCESS, Broken, in_a_line
from mock_apollo.fuzz.client.virtual_time import virtual_time

CASE = "APOLLO_FUZZ_CASE"
LONGEST_SLEEP = 600  # seconds, beyond what it was told to wait
GIVEN = "apollo"  # the argument of a test that is given the case
FOREIGN = ("site-packages", "dist-packages")

Exceptions = tuple[type[Exception], ...]
Test = Callable[..., Any]


class SleptTooLongError(BaseException):
    """The client waits longer than anybody told it to. No client that catches every Exception may go on."""


class InProcess:
    """A function that is given an attempt, and lets a client do its work with it.

    By one of `refusals` it says that Apollo refused, which is as it should be when Apollo did.
    """

    jobs = 1

    def __init__(self, stage: Stage, work: Callable[[Attempt], Any], refusals: Exceptions = ()) -> None:
        self._stage = stage
        self._work = work
        self._refusals = refusals

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:  # noqa: ARG002 - there is nobody to stop it
        """Its sleeps take no time."""
        asleep = 0.0

        def slept(seconds: float) -> None:
            nonlocal asleep
            asleep += seconds
            self._stage.apollo.clock.advance(int(seconds * 1_000))
            if asleep > attempt.told_to_wait + LONGEST_SLEEP:
                raise SleptTooLongError

        with virtual_time(slept):
            try:
                self._work(attempt)
            except SleptTooLongError:
                return Broken("hang", f"it slept {asleep:.0f} s; it was told to wait {attempt.told_to_wait} s")
            except TooManyCallsError:
                return Broken("retry-storm", f"it made more than {attempt.most} calls")
            except Exception as error:  # noqa: BLE001 - whatever it is that the client does not catch
                refused = isinstance(error, self._refusals) and attempt.case.reply.status not in SUCCESS
                return None if refused else Broken("exception", _reason(error), _trace(error))
        return None

    def stop(self) -> None:
        """There is nothing that goes on."""


def _reason(error: Exception) -> str:
    frame = _frames(error)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{in_a_line(f'{type(error).__name__}: {error}')} ({where})"


def _trace(error: Exception) -> str:
    return "".join(traceback.format_list(_frames(error))) + f"{type(error).__name__}: {error}"


def _frames(error: Exception) -> list[traceback.FrameSummary]:
    """Where it happened: what the client did, and no library below it."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename) != Path(__file__)]
    return [f for f in frames if not any(part in f.filename for part in FOREIGN)] or frames


def fuzz_client(
    operation: str = "update-a-contact",
    *,
    max_examples: int = MAX_EXAMPLES,
    seed: int = 1,
    refusals: Exceptions = (),
    over: Literal["process", "socket"] = "process",
) -> Callable[[Test], Test]:
    """Try a client: the test is run once for each reply that Apollo may give to an operation.

    It is given the case by its argument `apollo` (an Attempt): `apollo.url`, `apollo.httpx()`, `apollo.requests()`.
    Every single edit of what is documented comes first, then `max_examples` of several edits, chosen by the seed.
    `refusals` are the exceptions by which the client says that Apollo refused. `over="socket"` puts it behind a port.
    Fails with a report of all that broke the client. Raises EditError, TypeError.
    """
    plan = Plan(max_examples, seed, only=tuple(filter(None, (os.environ.get(CASE),))))

    def decorate(test: Test) -> Test:
        signature = inspect.signature(test)
        if GIVEN not in signature.parameters:
            raise TypeError(f"{test.__name__} needs an argument {GIVEN}, by which it is given each case")

        @functools.wraps(test)
        def fuzzed(*args: Any, **kwargs: Any) -> None:
            __tracebackhide__ = True
            stage = Stage.of(operation)
            client = InProcess(stage, lambda attempt: _done(test(*args, **kwargs, **{GIVEN: attempt})), refusals)
            with stage.open() if over == "socket" else nullcontext("") as url:
                _check(Trial(stage, client, plan, url).run(by_edits))

        others = [parameter for name, parameter in signature.parameters.items() if name != GIVEN]
        fuzzed.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return fuzzed

    return decorate


def _done(result: Any) -> Any:
    """What a test does, also when it is a coroutine."""
    return asyncio.run(result) if inspect.iscoroutine(result) else result


def _check(result: Result) -> None:
    """Raises AssertionError with a report, KeyboardInterrupt."""
    __tracebackhide__ = True
    if not result.is_sound:
        raise AssertionError("\n" + as_text(result, _replay))
    if result.interrupted:
        raise KeyboardInterrupt


def _replay(name: str) -> str:
    """The line by which a case is tried alone."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return f"{CASE}={shlex.quote(name)} pytest{' ' + shlex.quote(test) if test else ''}"


def apollo_replies(operation: str = "update-a-contact") -> st.SearchStrategy[Attempt]:
    """For `@given(apollo=apollo_replies())`: what Apollo may reply, as it is documented, or with some edits of it.

    Raises EditError.
    """
    stage = Stage.of(operation)
    return combinations(stage.replies, stage.replies.singles).map(stage.fresh)
