"""The virtual clock."""

import asyncio
import threading
import time

import pytest

from mock_apollo.fuzz.client.drivers.virtual_time import VirtualTime

LONG = 86_400


def shown() -> list[float]:
    """Return the times of all clocks, in seconds."""
    in_ns = time.monotonic_ns(), time.time_ns(), time.perf_counter_ns()
    return [time.monotonic(), time.time(), time.perf_counter(), *(number / 1e9 for number in in_ns)]


def test_sleeping_takes_no_time() -> None:
    """Assumed: but the clocks are ahead by it, and the callback gets its length."""
    slept: list[float] = []
    really = time.perf_counter()
    with VirtualTime(0.01).flowing(slept.append):
        before = shown()
        time.sleep(LONG)
        after = shown()
    assert all(LONG <= b - a < LONG + 10 for a, b in zip(before, after, strict=True))
    assert slept == [LONG]
    assert time.perf_counter() - really < 10


def test_asyncio_sleeps_in_the_same_way() -> None:
    """Assumed: tasks that sleep at the same time do so at the same time."""
    slept: list[float] = []

    async def nap(seconds: float) -> float:
        return await asyncio.sleep(seconds, asyncio.get_running_loop().time())

    async def together() -> list[float]:
        begins = await asyncio.gather(nap(LONG), asyncio.wait_for(nap(10), LONG), nap(5))
        return [*begins, asyncio.get_running_loop().time()]

    with VirtualTime(0.01).flowing(slept.append):
        *begins, end = asyncio.run(together())
    assert [end - begin for begin in begins] == pytest.approx([LONG] * 3, abs=1)
    assert slept == pytest.approx([5, 5, LONG - 10], abs=1)


def test_other_threads_have_their_own_time() -> None:
    """Assumed: a server beside the client does not notice."""
    seen: list[float] = []

    def look() -> None:
        time.sleep(0)
        seen.append(time.monotonic())

    with VirtualTime(0.01).flowing(lambda _: None):
        time.sleep(LONG)
        here = time.monotonic()
        other = threading.Thread(target=look)
        other.start()
        other.join()
    assert here - seen[0] > LONG - 10


@pytest.mark.parametrize("wrong", [None, "1", -1, float("nan")])
def test_a_wrong_argument_of_sleep_is_an_error(wrong: object) -> None:
    """Assumed: as in real time, or bugs of a client would be hidden."""
    with VirtualTime(0.01).flowing(lambda _: None), pytest.raises((TypeError, ValueError)):
        time.sleep(wrong)  # type: ignore[arg-type]
