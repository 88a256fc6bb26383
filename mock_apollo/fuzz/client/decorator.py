"""How is a client fuzzed in a test? By a decorator that runs the test for each case, or by a Hypothesis strategy."""

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
from mock_apollo.fuzz.client.campaign import MAX_EXAMPLES, Campaign, Plan, Result, by_edits
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.cases.combinations import combinations
from mock_apollo.fuzz.client.cases.replies import ReplyCase
from mock_apollo.fuzz.client.drivers.python import InProcess
from mock_apollo.fuzz.client.reports.text import as_text, case_lines

ONLY = "APOLLO_FUZZ_CASE"  # in the environment: the name of the only case to try
ARGUMENT = "apollo"  # of a test: the case

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
    """Decorate a test, so that it runs once for each reply that the contract allows for an operation.

    The test gets the case as its argument `apollo` (an Attempt): `apollo.url`, `apollo.httpx()`, `apollo.requests()`.
    Documented replies and single edits of them come first, then `max_examples` combinations, chosen by `seed`.
    `refusals` are the exceptions by which the client reports that Apollo refused. `over="socket"` uses a real port.

    Raises TypeError when used wrongly. The decorated test raises AssertionError with a report of all that broke the
    client, EditError for an unknown operation, SettingsError and SeedError.
    """
    if not isinstance(operation, str):
        raise TypeError('write @fuzz_client() or @fuzz_client("update-a-contact"), with parentheses')
    expected = (refusals,) if isinstance(refusals, type) else tuple(refusals)

    def decorate(test: Test) -> Test:
        _check_test(test)

        @functools.wraps(test)
        def fuzzed(*args: Any, **kwargs: Any) -> None:
            __tracebackhide__ = True
            server = CaseServer.of(operation)
            behind_a_port = over == "socket"

            def work(attempt: Attempt) -> Any:
                return _completed(test(*args, **kwargs, **{ARGUMENT: attempt}))

            client = InProcess(server.apollo.clock, work, expected, behind_a_port=behind_a_port)
            plan = Plan(max_examples, seed, only=_only())
            with server.open() if behind_a_port else nullcontext("") as url:
                _check(Campaign(server, client, plan, url).run(by_edits))

        signature = inspect.signature(test)
        others = [parameter for name, parameter in signature.parameters.items() if name != ARGUMENT]
        fuzzed.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return fuzzed

    return decorate


def apollo_replies(operation: str = "update-a-contact") -> st.SearchStrategy[Attempt]:
    """Return a strategy of replies that the contract allows, for `@given(apollo=apollo_replies())`.

    A failing example shows its case, the difference from the documented reply, and a line to replay it. Time is real.
    Raises EditError, SettingsError, SeedError.
    """
    server = CaseServer.of(operation)
    only = [server.replies.named(name) for name in _only()]
    cases = st.sampled_from(only) if only else combinations(server.replies, server.replies.singles)

    def fresh(case: ReplyCase) -> Attempt:
        hypothesis.note("\n".join((case.name, *case_lines(case, _replay))))
        return server.fresh(case)

    return cases.map(fresh)


def _only() -> tuple[str, ...]:
    """Return the name of the only case to try, if the environment has one."""
    return tuple(filter(None, (os.environ.get(ONLY),)))


def _check_test(test: Test) -> None:
    """Check that a test can be decorated. Raises TypeError."""
    if ARGUMENT not in inspect.signature(test).parameters:
        raise TypeError(f"{test.__name__} needs an argument {ARGUMENT}, which is the case")
    if inspect.isgeneratorfunction(test) or inspect.isasyncgenfunction(test):
        raise TypeError(f"{test.__name__} is a generator; a fuzzed test must be a function or a coroutine function")


def _completed(result: Any) -> Any:
    """Run a coroutine to its end; other results are returned as they are."""
    return asyncio.run(result) if inspect.iscoroutine(result) else result


def _check(result: Result) -> None:
    """Raise AssertionError with the report of an unsound client, and KeyboardInterrupt again."""
    __tracebackhide__ = True
    if not result.is_sound:
        raise AssertionError("\n" + as_text(result, _replay))
    if result.interrupted:
        raise KeyboardInterrupt


def _replay(name: str) -> str:
    """Return the command that tries one case in the current test."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return f"{ONLY}={shlex.quote(name)} pytest{' ' + shlex.quote(test) if test else ''}"
