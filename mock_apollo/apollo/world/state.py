"""How is a world exported and imported?"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from mock_apollo.apollo.clock import ClockState
from mock_apollo.apollo.seeds import as_seed, from_seed
from mock_apollo.apollo.world.indexes import Contents
from mock_apollo.apollo.world.saved import Saved
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.messages import Json


class State(BaseModel):
    """An exported world: its records as a seed, the number of ids that it has given, its clock in ms."""

    model_config = ConfigDict(extra="forbid")

    records: dict[str, list[Any]]
    ids: int = Field(ge=0, le=10**12)
    clock: ClockState


def exported(world: World) -> Json:
    """Export a world; limits, faults and journal are not part of it."""
    return {"records": as_seed(world.records), "ids": world.new_id.count, "clock": world.clock.state._asdict()}


def imported(state: State) -> Saved:
    """Return the saved world of an export. Raises SeedError."""
    return Saved(Contents.of(from_seed(state.records, "the state")), state.ids, state.clock)
