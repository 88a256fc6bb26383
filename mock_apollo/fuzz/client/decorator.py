"""How is a client tried in a test? A decorator gives the test case after case; a strategy is for Hypothesis."""

import asyncio
import functools
import inspect
import os
import shlex
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any, Literal

import hypothesis
from hypothesis import strategies as st

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.campaign import MAX_EXAMPLES, Plan, Result, Trial, by_edits
from mock_apollo.fuzz.client.case_server import Stage
from mock_apollo.fuzz.client.cases.combinations import combinations
from mock_apollo.fuzz.client.cases.replies import ReplyCase
from mock_apollo.fuzz.client.drivers.python import InProcess
from mock_apollo.fuzz.client.reports.report import as_text, case_lines

CASE = "APOLLO_FUZZ_CASE"
GIVEN = "apollo"  # the argument of a test that is given the case

Refusal = type[BaseException]
Test = Callable[..., Any]


def fuzz_client(
    operation: str = "update-a-contact",
    *,
    max_examples: int = MAX_EXAMPLES,
    seed: int = 1,
    refusals: Iterable[Refusal] | Refusal = (),
    over: Literal["process", "socket"] = "process",
) -> Callable[[Test], Test]:
    """Try a client: the test is run once for each reply that Apollo may give to an operation.

    It is given the case by its argument `apollo` (an Attempt): `apollo.url`, `apollo.httpx()`, `apollo.requests()`.
    Every single edit of what is documented comes first, then `max_examples` of several edits, chosen by the seed.
    `refusals` are the exceptions by which the client says that Apollo refused. `over="socket"` puts it behind a port.
    Raises TypeError when it is used wrongly. The test raises AssertionError, with a report of all that broke the
    client; EditError when there is no such operation; SettingsError and SeedError.
    """
    if not isinstance(operation, str):
        raise TypeError('write @fuzz_client() or @fuzz_client("update-a-contact"), with parentheses')
    known = (refusals,) if isinstance(refusals, type) else tuple(refusals)

    def decorate(test: Test) -> Test:
        _check_test(test)

        @functools.wraps(test)
        def fuzzed(*args: Any, **kwargs: Any) -> None:
            __tracebackhide__ = True
            stage = Stage.of(operation)
            behind_a_port = over == "socket"

            def work(attempt: Attempt) -> Any:
                return _done(test(*args, **kwargs, **{GIVEN: attempt}))

            client = InProcess(stage, work, known, behind_a_port=behind_a_port)
            plan = Plan(max_examples, seed, only=_wished())
            with stage.open() if behind_a_port else nullcontext("") as url:
                _check(Trial(stage, client, plan, url).run(by_edits))

        signature = inspect.signature(test)
        others = [parameter for name, parameter in signature.parameters.items() if name != GIVEN]
        fuzzed.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return fuzzed

    return decorate


def apollo_replies(operation: str = "update-a-contact") -> st.SearchStrategy[Attempt]:
    """For `@given(apollo=apollo_replies())`: what Apollo may reply, as it is documented, or with some edits of it.

    A failing example shows the case, what is other than documented, and a line to replay it. Time flows as it does.
    Raises EditError, SettingsError, SeedError.
    """
    stage = Stage.of(operation)
    wished = [stage.replies.named(name) for name in _wished()]
    cases = st.sampled_from(wished) if wished else combinations(stage.replies, stage.replies.singles)

    def fresh(case: ReplyCase) -> Attempt:
        hypothesis.note("\n".join((case.name, *case_lines(case, _replay))))
        return stage.fresh(case)

    return cases.map(fresh)


def _wished() -> tuple[str, ...]:
    """The case that alone is to be tried, if there is one."""
    return tuple(filter(None, (os.environ.get(CASE),)))


def _check_test(test: Test) -> None:
    """Raises TypeError."""
    if GIVEN not in inspect.signature(test).parameters:
        raise TypeError(f"{test.__name__} needs an argument {GIVEN}, by which it is given each case")
    if inspect.isgeneratorfunction(test) or inspect.isasyncgenfunction(test):
        raise TypeError(f"{test.__name__} yields; a test that is tried runs to its end")


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
