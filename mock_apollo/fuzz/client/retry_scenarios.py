"""What does a client do when it is refused? Each scenario grades whether it waits, backs off and gives up."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import mean
from typing import Literal, NamedTuple

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.cases.replies import Replies
from mock_apollo.fuzz.client.oracle import Broken
from mock_apollo.protocol.messages import Reply
from mock_apollo.protocol.refusals import UnavailableError
from mock_apollo.protocol.timestamps import SECOND

Grade = Literal["good", "poor", "bad"]
Script = Sequence[Reply]

RETRY_AFTER = 2  # seconds
LIMITED = f"429: set header retry-after = {RETRY_AFTER}"
TOLERANCE = 0.02  # seconds that a client's clock may differ from ours
MIN_GROWTH = 1.2  # the later waits divided by the earlier ones
MIN_WAIT = 0.1  # seconds; less is no wait


class Behaviour(NamedTuple):
    """The grade of a client in one scenario: `bad` makes it unsound, `poor` does not. `waits` are in seconds."""

    scenario: str
    grade: Grade
    what: str
    waits: Sequence[float]


class Scenario(NamedTuple):
    """A script of replies, of which the last repeats, and how the waits between a client's calls are graded."""

    name: str
    script: Callable[[Replies], Script]
    grade: Callable[[Sequence[float]], tuple[Grade, str]]


def graded(scenario: Scenario, attempt: Attempt, broken: Broken | None) -> Behaviour:
    """Grade a client that was refused as the scenario says; `broken` is how it broke meanwhile, if it did."""
    times = [entry.at / SECOND for entry in attempt.entries if entry.operation_id == attempt.operation_id]
    waits = [round(after - before, 3) for before, after in pairwise(times)]
    if broken is None:
        return Behaviour(scenario.name, *scenario.grade(waits), waits)
    if broken.code == "timeout" and _grow(waits):
        what = f"had not given up at the end of its time, but waited longer and longer: {_shown(waits)}"
        return Behaviour(scenario.name, "poor", what, waits)
    if broken.code in ("retry-storm", "timeout", "hang"):
        return Behaviour(scenario.name, "bad", f"did not give up: {broken.why}", waits)
    return Behaviour(scenario.name, "bad", f"{broken.code}: {broken.why}", waits)


def _respects_retry_after(waits: Sequence[float]) -> tuple[Grade, str]:
    if not waits:
        return "good", "gave up at once"
    if waits[0] < RETRY_AFTER - TOLERANCE:
        return "bad", f"called again after {waits[0]:.1f} s, although Retry-After was {RETRY_AFTER}"
    return "good", f"waited {waits[0]:.1f} s"


def _backs_off(waits: Sequence[float]) -> tuple[Grade, str]:
    if not waits:
        return "good", "gave up at once"
    gave_up = f"gave up after {len(waits) + 1} calls"
    if max(waits) < MIN_WAIT:
        return "poor", f"{gave_up}, without waiting in between"
    if len(waits) > 1 and not _grow(waits):
        return "poor", f"{gave_up}, but its waits do not grow: {_shown(waits)}"
    return "good", f"{gave_up}; its waits: {_shown(waits)}"


def _grow(waits: Sequence[float]) -> bool:
    """Compare the means of both halves, so that a random jitter does not matter."""
    half = len(waits) // 2
    return half > 0 and mean(waits[-half:]) >= mean(waits[:half]) * MIN_GROWTH


def _shown(waits: Sequence[float]) -> str:
    return ", ".join(f"{wait:.1f}" for wait in waits) + " s"


def _does_not_repeat(waits: Sequence[float]) -> tuple[Grade, str]:
    return ("bad", f"repeated the call {len(waits)} x, to no purpose") if waits else ("good", "did not repeat the call")


SCENARIOS = (
    Scenario(
        f"429 with Retry-After: {RETRY_AFTER}",
        lambda replies: (replies.named(LIMITED).reply, replies.granted.reply),
        _respects_retry_after,
    ),
    Scenario(
        "429 without Retry-After, for ever",
        lambda replies: (replies.named("429: drop header retry-after").reply,),
        _backs_off,
    ),
    Scenario("503 for ever", lambda _: (UnavailableError().reply(),), _backs_off),
    Scenario("401 for ever", lambda replies: (replies.named("401: as documented").reply,), _does_not_repeat),
    Scenario("422 for ever", lambda replies: (replies.named("422: as documented").reply,), _does_not_repeat),
)
