"""How is a world exported and imported, and how are single records added and removed?"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from mock_apollo.apollo.clock import ClockState
from mock_apollo.apollo.records import Saved
from mock_apollo.apollo.seeds import SeedError, as_seed, from_seed, with_more
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import Refusal


class State(BaseModel):
    """An exported world: its records as a seed, the number of ids that it has given, its clock in ms."""

    model_config = ConfigDict(extra="forbid")

    records: dict[str, list[Any]]
    ids: int = Field(ge=0, le=10**12)
    clock: ClockState


def exported(world: World) -> Json:
    """Export a world; limits, faults and journal are not part of it."""
    saved = world.save()
    return {"records": as_seed(saved.records), "ids": saved.ids, "clock": saved.clock._asdict()}


def imported(state: State) -> Saved:
    """Return the saved world of an export. Raises SeedError."""
    return Saved(from_seed(state.records, "the state"), state.ids, state.clock)


def add_records(world: World, seed: Any) -> None:
    """Add the records of a seed, or change those with the same ids. Raises SeedError, WorldFull."""
    ids_given = world.new_id.count
    try:
        world.replace(with_more(world.snapshot(), seed, "the records", world.timestamp(), world.new_id))
    except (SeedError, Refusal):
        world.new_id.count = ids_given
        raise


def remove_record(world: World, kind: str, record_id: str) -> None:
    """Remove a record; its id is unknown afterwards. Raises KeyError for an unknown kind or id."""
    records = world.snapshot()
    del records.by_kind()[kind][record_id]
    world.keep(records)
