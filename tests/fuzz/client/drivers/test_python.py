"""Functions of this process: their exceptions, and their sleeps on the virtual clock."""

import time
from typing import Any

import pytest

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.drivers.python import MAX_NAPS, MAX_SLEEP, InProcess
from mock_apollo.fuzz.client.oracle import Broken
from tests.fuzz.client.clients import UPDATE, RefusedError, contact_of, update

SERVER = CaseServer.of(UPDATE)


def played(work: Any, name: str = "200: as documented", timeout: float = 10) -> Broken | None:
    """How a function is broken in a case."""
    with SERVER.attempt(SERVER.replies.named(name)) as attempt:
        return InProcess(SERVER.apollo.clock, work, (RefusedError,)).play(attempt, timeout)


def test_an_exception_has_its_trace_and_the_line_of_the_client() -> None:
    """Assumed: the frames of libraries and of ours are left out."""

    def breaks(attempt: Attempt) -> None:
        contact_of(update(attempt))["no such member"]

    broken = played(breaks)
    assert broken is not None
    assert (broken.code, broken.why) == ("exception", "KeyError: 'no such member'")
    assert broken.where.startswith("test_python.py:")
    assert "in breaks" in broken.output
    assert "site-packages" not in broken.output


def test_of_a_group_the_first_exception_counts() -> None:
    """Assumed: at any depth."""

    def breaks(_: Attempt) -> None:
        raise ExceptionGroup("outer", [ExceptionGroup("inner", [KeyError("a")]), ValueError("b")])

    broken = played(breaks)
    assert broken is not None
    assert broken.why == "KeyError: 'a'"


def test_an_exception_for_a_refusal_is_fine_only_when_apollo_refused() -> None:
    """Assumed: by the exceptions that the client is known to raise."""

    def refuses(attempt: Attempt) -> None:
        update(attempt)
        raise RefusedError

    assert played(refuses, "422: as documented") is None
    broken = played(refuses)
    assert broken is not None
    assert broken.why == "RefusedError: "


def test_sleeps_take_no_time_and_advance_the_clock_of_the_fake() -> None:
    """Assumed: so that waits between calls can be graded."""

    def waits(attempt: Attempt) -> None:
        time.sleep(MAX_SLEEP - 1)
        update(attempt)

    before, really = SERVER.apollo.clock.now(), time.perf_counter()
    assert played(waits) is None
    assert SERVER.apollo.clock.now() - before >= (MAX_SLEEP - 1) * 1000
    assert time.perf_counter() - really < 30


@pytest.mark.parametrize(
    ("name", "is_late"), [("200: as documented", True), ("429: set header retry-after = 5", False)]
)
def test_a_client_may_sleep_as_long_as_it_was_asked_to_and_ten_minutes(name: str, is_late: bool) -> None:  # noqa: FBT001
    """Assumed: one second more is a hang."""

    def waits(attempt: Attempt) -> None:
        update(attempt)
        time.sleep(MAX_SLEEP + 1)

    broken = played(waits, name)
    assert (broken is not None) is is_late
    if broken:
        assert broken.code == "hang"
        assert broken.why.startswith(f"it slept {MAX_SLEEP + 1} s on the virtual clock and 0 s of real time")


def test_a_client_that_only_naps_sleeps_in_real_time_at_last() -> None:
    """Assumed: it may wait for a clock that is not virtual; its own time ends that."""

    def naps(attempt: Attempt) -> None:
        update(attempt)
        while True:
            time.sleep(0.01)

    broken = played(naps, timeout=0.05)
    assert broken is not None
    assert broken.code == "hang"
    assert MAX_NAPS == 100


def test_an_interrupt_is_not_a_finding() -> None:
    """Assumed: Ctrl-C ends the campaign."""

    def interrupted(_: Attempt) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        played(interrupted)
    assert time.sleep.__module__ == "time"
