"""How is a world written down, and read again?"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from mock_apollo.apollo.clock import ClockState
from mock_apollo.apollo.records import Saved
from mock_apollo.apollo.seeds import SeedError, as_seed, from_seed, with_more
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import Refusal


class State(BaseModel):
    """A world as it is written down: its records in the form of a seed, the ids that it has given, its clock in ms."""

    model_config = ConfigDict(extra="forbid")

    records: dict[str, list[Any]]
    ids: int = Field(ge=0, le=10**12)
    clock: ClockState


def exported(world: World) -> Json:
    """The world, written down; limits, faults and journal are not part of it."""
    saved = world.save()
    return {"records": as_seed(saved.records), "ids": saved.ids, "clock": saved.clock._asdict()}


def imported(state: State) -> Saved:
    """The world that was written down. Raises SeedError."""
    return Saved(from_seed(state.records, "the state"), state.ids, state.clock)


def add_records(world: World, seed: Any) -> None:
    """Add the records of a seed, or change those with the same ids, or do nothing. Raises SeedError, WorldFull."""
    ids_given = world.new_id.count
    try:
        world.replace(with_more(world.snapshot(), seed, "the records", world.timestamp(), world.new_id))
    except (SeedError, Refusal):
        world.new_id.count = ids_given
        raise


def remove_record(world: World, kind: str, record_id: str) -> None:
    """Take a record away without a trace; the kinds are those of a seed. Raises KeyError."""
    records = world.snapshot()
    del records.by_kind()[kind][record_id]
    world.keep(records)
