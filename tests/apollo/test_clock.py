"""The clock of a world."""

import time

import pytest

from mock_apollo.apollo.clock import Clock
from mock_apollo.protocol.timestamps import timestamp


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_726_172_093_134, "2024-09-12T20:14:53.134Z"),
        (1_726_172_093_007, "2024-09-12T20:14:53.007Z"),
    ],
)
def test_times_are_written_as_apollo_writes_them(milliseconds: int, expected: str) -> None:
    """Documented: UTC, milliseconds, Z."""
    assert timestamp(milliseconds) == expected


def test_a_clock_can_be_frozen_advanced_and_run_again() -> None:
    """Assumed: our own feature."""
    now = [1_000]
    clock = Clock(nanoseconds=lambda: now[0] * 1_000_000)
    clock.advance(500)
    assert clock.now() == 1_500
    clock.freeze()
    now[0] = 9_000
    assert clock.now() == 1_500
    clock.advance(100)
    assert clock.now() == 1_600
    clock.run()
    now[0] = 9_001
    assert clock.now() == 1_601
    clock.freeze(at=5)
    assert clock.now() == 5


def test_a_clock_runs_with_real_time_by_itself() -> None:
    """Assumed: milliseconds since 1970."""
    assert abs(Clock().now() - time.time() * 1_000) < 60_000
