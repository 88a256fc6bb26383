"""Which faults are injected, and when? The rules of a world, each with its counters."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal[
    "401",
    "403",
    "422-invalid-id",
    "422-unknown",
    "422-deleted",
    "429",
    "500",
    "502",
    "503",
    "504",
    "delay",
    "drip",
    "reset",
    "cut",
    "truncated",
    "malformed",
    "lost-write",
    "stale-read",
]
LATE = {"delay", "drip"}
LONGEST = 600_000  # ms of a delay
MOST = 10**9  # of anything that is counted
MOST_RULES = 1_000  # in a world
USUAL_WAIT = 60  # seconds that a 429 asks to wait
WAITING = {"429", "503"}  # what may have a Retry-After; Apollo's 503 is not known to have one

Delay = Annotated[int, Field(ge=0, le=LONGEST)]
Wait = Annotated[int, Field(ge=0, le=MOST)]


class FaultError(ValueError):
    """A fault rule is refused; the message says why."""


class FaultRule(BaseModel):
    """A fault to inject: its kind `fault`, into calls of `operation`, or of all operations when that is left out.

    The first `after` calls are answered normally; then the rule strikes every call, or each `every`-th, or with
    `probability`, drawn from `seed`; at most `times` times, if given. `delay_ms` is the delay of a late reply in ms,
    or its least and greatest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: Kind
    operation: str | None = None
    times: int | None = Field(None, ge=1, le=MOST)
    after: int = Field(0, ge=0, le=MOST)
    every: int | None = Field(None, ge=1, le=MOST)
    probability: float | None = Field(None, gt=0, le=1)
    seed: int = Field(1, ge=-(2**63), lt=2**63)
    delay_ms: Delay | tuple[Delay, Delay] | None = None
    retry_after: Wait | None = Field(
        None, description="Seconds that a 429 (60 if it is left out) or a 503 (none) asks to wait."
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.every is not None and self.probability is not None:
            raise ValueError("every and probability exclude each other; choose one")
        if (self.fault in LATE) != (self.delay_ms is not None):
            raise ValueError("delay and drip need delay_ms; other faults do not take it")
        if self._range()[0] > self._range()[1]:
            raise ValueError("of two delay_ms, the smaller comes first")
        if self.retry_after is not None and self.fault not in WAITING:
            raise ValueError(f"only 429 and 503 have a Retry-After; leave retry_after out for {self.fault}")
        return self

    def _range(self) -> tuple[int, int]:
        given = self.delay_ms or 0
        return given if isinstance(given, tuple) else (given, given)

    def delay(self, dice: Random) -> int:
        """Draw the delay of one reply, in ms."""
        return dice.randint(*self._range())


class Fault:
    """A rule with its counters: how many calls it has seen, and how often it has struck."""

    def __init__(self, fault_id: str, rule: FaultRule) -> None:
        self.id = fault_id
        self.rule = rule
        self.seen = 0
        self.struck = 0
        self.dice = Random(rule.seed)  # noqa: S311 - repeatable, not secret

    def strikes(self, operation_id: str) -> bool:
        """Count a call of an operation; return whether the rule strikes it."""
        rule = self.rule
        if rule.operation not in (None, operation_id) or self.struck == rule.times:
            return False
        self.seen += 1
        hit = self.seen > rule.after and self._chosen(self.seen - rule.after)
        self.struck += hit
        return hit

    def _chosen(self, number: int) -> bool:
        if self.rule.probability is not None:
            return self.dice.random() < self.rule.probability
        return number % (self.rule.every or 1) == 0

    def document(self) -> dict[str, Any]:
        """Return the rule and its counters as JSON."""
        return {"id": self.id, **self.rule.model_dump(mode="json"), "seen": self.seen, "struck": self.struck}


class Faults:
    """The fault rules of one world, in the order in which they were added.

    `before` has the world before its last write; it is kept only while there are rules for stale reads.
    """

    def __init__(self) -> None:
        self.rules: dict[str, Fault] = {}
        self._count = 0
        self.before: Any = None

    def __iter__(self) -> Iterator[Fault]:
        return iter([*self.rules.values()])

    def add(self, rule: FaultRule) -> Fault:
        """Add a rule that was checked. Raises FaultError when there are too many."""
        if len(self.rules) >= MOST_RULES:
            raise FaultError(f"A world has at most {MOST_RULES} fault rules; remove some, or clear them all")
        self._count += 1
        fault = self.rules[str(self._count)] = Fault(str(self._count), rule)
        return fault

    def remove(self, fault_id: str) -> None:
        """Remove a rule. Raises FaultError."""
        if self.rules.pop(fault_id, None) is None:
            raise FaultError(f"There is no fault rule {fault_id}")
        if not self.rules:
            self.before = None

    def read_stale(self) -> bool:
        """Tell whether there is a rule for stale reads."""
        return any(fault.rule.fault == "stale-read" for fault in self.rules.values())

    def clear(self) -> None:
        """Remove all rules."""
        self.rules.clear()
        self._count = 0
        self.before = None

    def strike(self, operation_id: str, applies: Callable[[Kind], bool]) -> Fault | None:
        """Return the first rule that strikes this call, or None; `applies` tells which kinds can happen to it."""
        stale = "stale-read" if self.before is None else None  # nothing has been written yet that could be missing
        faults = (fault for fault in self.rules.values() if applies(fault.rule.fault) and fault.rule.fault != stale)
        return next((fault for fault in faults if fault.strikes(operation_id)), None)
