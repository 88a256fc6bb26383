"""What can be done to a world? It is reset, cleared, saved, brought back, written down, read, and its time is moved."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, HTTPException
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.clock import Clock, ClockError
from mock_apollo.apollo.rate_limits import parse_rate_limit
from mock_apollo.apollo.seeds import read_seed
from mock_apollo.apollo.world.state import State, add_records, exported, imported
from mock_apollo.apollo.world.state import remove_record as take_away
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.timestamps import SECOND, timestamp
from mock_apollo.server.control.guard import Guarded, TheApollo, TheWorld

router = APIRouter(dependencies=[Guarded])

LONGEST = 10 * 366 * 86_400  # seconds of a jump
Kind = Literal[
    "contacts",
    "deleted_contacts",
    "hidden_contacts",
    "accounts",
    "contact_stages",
    "account_stages",
    "labels",
    "typed_custom_fields",
    "users",
]


class WorldSummary(BaseModel):
    """A world: the public name of its team, how many contacts it has, what time it is there, and what was said."""

    team: str
    contacts: int
    now: str
    calls: int
    faults: int
    snapshots: list[str]


class Move(BaseModel):
    """What time does: it stands still (now, or at a moment), jumps so many seconds, or runs again; in that order."""

    model_config = ConfigDict(extra="forbid")

    freeze: bool = False
    set: AwareDatetime | None = None
    advance: Annotated[float, Field(ge=-LONGEST, le=LONGEST)] = 0
    run: bool = False

    @model_validator(mode="after")
    def _does_something(self) -> "Move":
        if not (self.freeze or self.set or self.advance or self.run):
            raise ValueError("say freeze, set, advance or run")
        if self.run and (self.freeze or self.set):
            raise ValueError("time cannot stand still and run; choose one")
        return self


class Time(BaseModel):
    """What time it is in a world, and whether it stands still."""

    now: str
    frozen: bool


class Allowed(BaseModel):
    """How many calls are allowed: `hour=1`, or a plan."""

    model_config = ConfigDict(extra="forbid")

    rate_limit: str


def summary(apollo: Apollo, world: World) -> WorldSummary:
    """A world in short."""
    return WorldSummary(
        team=world.team,
        contacts=len(world.contacts_by_id),
        now=world.timestamp(),
        calls=len(apollo.journal.entries(world.team)),
        faults=len([*world.faults]),
        snapshots=sorted(world.saved),
    )


@router.get("/worlds")
async def worlds(apollo: TheApollo) -> list[WorldSummary]:
    """The worlds that there are, by their public names."""
    return [summary(apollo, world) for world in apollo.keys.worlds()]


@router.post("/worlds")
async def create_world(apollo: TheApollo, world: TheWorld) -> WorldSummary:
    """The world of a key, made when it is not there yet."""
    return summary(apollo, world)


@router.delete("/worlds")
async def remove_world(apollo: TheApollo, world: TheWorld) -> dict[str, str]:
    """Let a world go."""
    apollo.remove(world)
    return {"removed": world.team}


@router.post("/reset")
async def reset(apollo: TheApollo, world: TheWorld) -> WorldSummary:
    """Back to the seed: records, ids, limits, clock, faults, snapshots, journal."""
    apollo.reset(world)
    return summary(apollo, world)


@router.post("/clear")
async def clear(apollo: TheApollo, world: TheWorld) -> WorldSummary:
    """No contacts, no accounts, no lists; stages, fields and users stay."""
    world.clear()
    return summary(apollo, world)


@router.get("/state")
async def export(world: TheWorld) -> Json:
    """The world, written down: records, ids, clock."""
    return exported(world)


@router.put("/state")
async def import_(apollo: TheApollo, world: TheWorld, state: State) -> WorldSummary:
    """The world as it was written down."""
    try:
        world.bring_back(imported(state))
    except ClockError as error:
        raise HTTPException(422, f"clock: {error}") from error
    return summary(apollo, world)


@router.put("/records")
async def replace_records(apollo: TheApollo, world: TheWorld, seed: Annotated[dict[str, Any], Body()]) -> WorldSummary:
    """The records of a seed, in place of all that there are."""
    world.replace(read_seed(seed, "the seed", world.timestamp()))
    return summary(apollo, world)


@router.post("/records")
async def put_records(apollo: TheApollo, world: TheWorld, seed: Annotated[dict[str, Any], Body()]) -> WorldSummary:
    """The records of a seed are added, or change those with their ids; contacts may be deleted or hidden so."""
    add_records(world, seed)
    return summary(apollo, world)


@router.delete("/records/{kind}/{record_id}")
async def remove_record(apollo: TheApollo, world: TheWorld, kind: Kind, record_id: str) -> WorldSummary:
    """Take a record away, without a trace; to have a contact deleted as Apollo does, put it among deleted_contacts."""
    try:
        take_away(world, kind, record_id)
    except KeyError as error:
        raise HTTPException(404, f"There is no {record_id} among the {kind}.") from error
    return summary(apollo, world)


@router.put("/snapshots/{name}")
async def save(apollo: TheApollo, world: TheWorld, name: str) -> WorldSummary:
    """Keep the world as it is now under a name."""
    world.saved[name] = world.save()
    return summary(apollo, world)


@router.post("/snapshots/{name}/restore")
async def restore(apollo: TheApollo, world: TheWorld, name: str) -> WorldSummary:
    """The world as it was then."""
    if name not in world.saved:
        known = ", ".join(sorted(world.saved)) or "none yet"
        raise HTTPException(404, f"There is no snapshot {name}; there are: {known}.")
    world.bring_back(world.saved[name])
    return summary(apollo, world)


@router.put("/limits")
async def limit(apollo: TheApollo, world: TheWorld, limits: Allowed) -> WorldSummary:
    """Other limits, as --rate-limit has them, of which nothing is used; a reset takes them back."""
    try:
        world.limits.allow(parse_rate_limit(limits.rate_limit))
    except ValueError as error:
        raise HTTPException(422, f"rate_limit: {error}") from error
    return summary(apollo, world)


@router.get("/clock")
async def time(world: TheWorld) -> Time:
    """What time it is in a world."""
    return _time(world.clock)


@router.post("/clock")
async def move_time(world: TheWorld, move: Move) -> Time:
    """Let time stand still, jump, or run; the limits, Retry-After and the times of records follow."""
    before = world.clock.state
    try:
        _move(world.clock, move)
    except ClockError as error:
        world.clock.set(before)
        raise HTTPException(422, str(error)) from error
    return _time(world.clock)


def _time(clock: Clock) -> Time:
    return Time(now=timestamp(clock.now()), frozen=clock.state.frozen_at is not None)


def _move(clock: Clock, move: Move) -> None:
    if move.freeze or move.set:
        clock.freeze(None if move.set is None else _milliseconds(move.set))
    clock.advance(int(move.advance * SECOND))
    if move.run:
        clock.run()


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * SECOND)
