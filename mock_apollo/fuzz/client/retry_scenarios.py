"""What does a client do when it is refused? Whether it waits, asks less and less often, and gives up."""

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

WAIT = 2  # seconds of a Retry-After
TOLD = f"429: set header retry-after = {WAIT}"
EARLY = 0.02  # seconds that a clock may be off
GROWTH = 1.2  # of the later waits over the earlier ones
SHORTEST = 0.1  # seconds of a wait that is one


class Behaviour(NamedTuple):
    """What a client did in one scenario, and what is thought of it: `bad` is broken, `poor` only bad manners."""

    scenario: str
    grade: Grade
    what: str
    waits: Sequence[float]  # seconds between its calls


class Scenario(NamedTuple):
    """What is replied to call after call; the last reply for ever. `grade` looks at the waits between the calls."""

    name: str
    script: Callable[[Replies], Script]
    grade: Callable[[Sequence[float]], tuple[Grade, str]]


def judged(scenario: Scenario, attempt: Attempt, broken: Broken | None) -> Behaviour:
    """What a client did in a scenario, and how it broke there, if it did."""
    times = [entry.at / SECOND for entry in attempt.entries if entry.operation_id == attempt.operation_id]
    waits = [round(after - before, 3) for before, after in pairwise(times)]
    if broken is None:
        return Behaviour(scenario.name, *scenario.grade(waits), waits)
    if broken.code == "timeout" and _grow(waits):
        return Behaviour(
            scenario.name, "poor", f"had not given up, but waited longer and longer: {_shown(waits)}", waits
        )
    if broken.code in ("retry-storm", "timeout", "hang"):
        return Behaviour(scenario.name, "bad", f"did not give up: {broken.why}", waits)
    return Behaviour(scenario.name, "bad", f"{broken.code}: {broken.why}", waits)


def _as_told(waits: Sequence[float]) -> tuple[Grade, str]:
    if not waits:
        return "good", "gave up at once"
    if waits[0] < WAIT - EARLY:
        return "bad", f"called again after {waits[0]:.1f} s, and was told to wait {WAIT}"
    return "good", f"waited {waits[0]:.1f} s"


def _less_and_less(waits: Sequence[float]) -> tuple[Grade, str]:
    if not waits:
        return "good", "gave up at once"
    told = f"gave up after {len(waits) + 1} calls"
    if max(waits) < SHORTEST:
        return "poor", f"{told}, without waiting in between"
    if len(waits) > 1 and not _grow(waits):
        return "poor", f"{told}, but its waits do not grow: {_shown(waits)}"
    return "good", f"{told}; its waits: {_shown(waits)}"


def _grow(waits: Sequence[float]) -> bool:
    """Whether those of the second half are longer on the whole than those of the first; some clients throw dice."""
    half = len(waits) // 2
    return half > 0 and mean(waits[-half:]) >= mean(waits[:half]) * GROWTH


def _shown(waits: Sequence[float]) -> str:
    return ", ".join(f"{wait:.1f}" for wait in waits) + " s"


def _never_again(waits: Sequence[float]) -> tuple[Grade, str]:
    return ("bad", f"called {len(waits)} x again in vain") if waits else ("good", "left it alone")


SCENARIOS = (
    Scenario(f"429 with Retry-After: {WAIT}", lambda r: (r.named(TOLD).reply, r.granted.reply), _as_told),
    Scenario(
        "429 without Retry-After, for ever", lambda r: (r.named("429: drop header retry-after").reply,), _less_and_less
    ),
    Scenario("503 for ever", lambda _: (UnavailableError().reply(),), _less_and_less),
    Scenario("401 for ever", lambda r: (r.named("401: as documented").reply,), _never_again),
    Scenario("422 for ever", lambda r: (r.named("422: as documented").reply,), _never_again),
)
