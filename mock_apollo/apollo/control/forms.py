"""What do acts of steering take and return? Forms with their checks, and the JSON that is returned."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator
from typing_extensions import Doc, TypedDict

from mock_apollo.apollo.clock import Clock, ClockError
from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.apollo.faults import MOST, Delay, Kind, Wait
from mock_apollo.apollo.rate_limits import rate_limit_text
from mock_apollo.apollo.records import KINDS
from mock_apollo.apollo.world.world import World
from mock_apollo.journal.query import Wanted
from mock_apollo.protocol.statuses import NOT_FOUND
from mock_apollo.protocol.timestamps import SECOND, since_epoch, timestamp

LONGEST_JUMP = 10 * 366 * 86_400  # seconds
NUMBER = re.compile(r"\s*[-+]?[0-9.]+\s*")  # which pydantic would read as seconds since 1970

KindName = Annotated[str, Doc("Kind of the record, as in a seed: contacts, accounts, labels, users, ...")]
RecordId = Annotated[str, Doc("Id of the record.")]
ContactId = Annotated[str, Doc("Id of the contact.")]
Name = Annotated[str, Doc("Name of the snapshot.")]


def is_name(value: object) -> bool:
    """Tell whether a value can name a snapshot: one or more printable characters."""
    return isinstance(value, str) and value.isprintable() and value != ""


class WorldSummary(TypedDict):
    """A world: the public name of its team, its time, how much is in it, and its limits as `limit` takes them."""

    team: str
    contacts: int
    now: str
    calls: int
    faults: int
    snapshots: list[str]
    rate_limit: str


def summary_of(world: World, calls: int) -> WorldSummary:
    """Return the summary of a world, to which so many calls were made."""
    return {
        "team": world.team,
        "contacts": len(world.contacts_by_id),
        "now": world.timestamp(),
        "calls": calls,
        "faults": len([*world.faults]),
        "snapshots": sorted(world.saved),
        "rate_limit": rate_limit_text(world.limits.rate_limit),
    }


def records_of(world: World, kind: str) -> Mapping[str, Any]:
    """Return the records of a kind by id. Raises ControlError."""
    if kind not in KINDS:
        raise ControlError(f"{kind!r} is not a kind of record; the kinds are {', '.join(KINDS)}.", status=NOT_FOUND)
    by_id: Mapping[str, Any] = world.records.by_kind()[kind]
    return by_id


class Time(TypedDict):
    """The time in a world, and whether its clock is frozen."""

    now: str
    frozen: bool


def time_of(clock: Clock) -> Time:
    """Return the time that a clock shows."""
    return {"now": timestamp(clock.now()), "frozen": clock.state.frozen_at is not None}


class Removed(TypedDict):
    """The number of things removed, or the name of the world."""

    removed: int | str


class FaultFields(TypedDict, total=False):
    """The members of a fault rule, except its kind; see FaultRule."""

    operation: str | None
    times: int | None
    after: int
    every: int | None
    probability: float | None
    seed: int
    delay_ms: Delay | tuple[Delay, Delay] | None
    retry_after: Wait | None


class FaultState(FaultFields):
    """A fault rule with its id and its counters."""

    id: str
    fault: Kind
    seen: int
    struck: int


class Criteria(TypedDict, total=False):
    """What an entry of the journal must have: a status, a finding (a code or a severity), a time."""

    status: int | None
    finding: str | None
    since: AwareDatetime | None
    until: AwareDatetime | None


class JournalFields(Criteria, total=False):
    """Criteria for entries of the journal, with their operation."""

    operation: str | None


class WantedFields(JournalFields, total=False):
    """Criteria for a call: those of its entry, and members of its JSON body."""

    body: dict[str, Any] | None


class Outcome(TypedDict):
    """The outcome of an expectation: met or not, the number of calls seen, and the near misses if not met."""

    met: bool
    seen: int
    text: str


class Move(BaseModel):
    """A change of a clock: freeze (now or at `set`), advance by seconds, run; applied in this order."""

    model_config = ConfigDict(extra="forbid")

    freeze: bool = False
    set: AwareDatetime | None = None
    advance: Annotated[float, Field(ge=-LONGEST_JUMP, le=LONGEST_JUMP, allow_inf_nan=False)] = 0
    run: bool = False

    @field_validator("set", mode="before")
    @classmethod
    def _is_no_number(cls, value: Any) -> Any:
        if isinstance(value, (int, float)) or (isinstance(value, str) and NUMBER.fullmatch(value)):
            raise ValueError("write it like 2030-01-01T00:00:00Z")
        return value

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.freeze or self.set or self.advance or self.run):
            raise ValueError("give at least one of freeze, set, advance, run")
        if self.run and (self.freeze or self.set):
            raise ValueError("run cannot be combined with freeze or set")
        return self

    def apply(self, clock: Clock) -> None:
        """Move a clock, or, where that cannot be, leave it as it is. Raises ClockError."""
        before = clock.state
        try:
            if self.freeze or self.set:
                clock.freeze(None if self.set is None else since_epoch(self.set))
            clock.advance(int(self.advance * SECOND))
            if self.run:
                clock.run()
        except ClockError:
            clock.set(before)
            raise


class NewLimits(BaseModel):
    """Rate limits: a plan, or calls per window such as `hour=1`."""

    model_config = ConfigDict(extra="forbid")

    rate_limit: str


class Expected(BaseModel):
    """A call that must have been made, and how often; at least once when `times` is left out."""

    model_config = ConfigDict(extra="forbid")

    call: Wanted
    times: int | None = Field(None, ge=0, le=MOST)
