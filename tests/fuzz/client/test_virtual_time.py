"""Time that goes on without anybody waiting."""

import asyncio
import threading
import time

import pytest

from mock_apollo.fuzz.client.virtual_time import virtual_time

LONG = 86_400


def test_sleeping_takes_no_time() -> None:
    """Assumed: but the clocks show it, and whoever asked is told."""
    slept: list[float] = []
    really = time.perf_counter()
    with virtual_time(slept.append):
        before = time.monotonic(), time.time(), time.perf_counter()
        time.sleep(LONG)
        after = time.monotonic(), time.time(), time.perf_counter()
    assert all(LONG <= b - a < LONG + 10 for a, b in zip(before, after, strict=True))
    assert slept == [LONG]
    assert time.perf_counter() - really < 10


def test_asyncio_sleeps_in_the_same_way() -> None:
    """Assumed: with its result."""
    slept: list[float] = []

    async def nap() -> str:
        return await asyncio.sleep(LONG, "rested")

    with virtual_time(slept.append):
        assert asyncio.run(nap()) == "rested"
    assert slept == [LONG]


def test_other_threads_have_their_own_time() -> None:
    """Assumed: a server beside the client does not notice."""
    seen: list[float] = []

    def look() -> None:
        time.sleep(0)
        seen.append(time.monotonic())

    with virtual_time(lambda _: None):
        time.sleep(LONG)
        here = time.monotonic()
        other = threading.Thread(target=look)
        other.start()
        other.join()
    assert here - seen[0] > LONG - 10


@pytest.mark.parametrize("wrong", [None, "1", -1, float("nan")])
def test_what_sleep_refuses_it_refuses(wrong: object) -> None:
    """Assumed: or bugs of a client would be hidden."""
    with virtual_time(lambda _: None), pytest.raises((TypeError, ValueError)):
        time.sleep(wrong)  # type: ignore[arg-type]
