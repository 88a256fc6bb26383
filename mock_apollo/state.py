"""How is a world written down, and read again?"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from mock_apollo.clock import ClockState
from mock_apollo.records import Json, Saved
from mock_apollo.seeds import as_seed, from_seed
from mock_apollo.world import World


class State(BaseModel):
    """A world as it is written down: its records in the form of a seed, the ids that it has given, its clock in ms."""

    model_config = ConfigDict(extra="forbid")

    records: dict[str, list[Any]]
    ids: int
    clock: ClockState


def exported(world: World) -> Json:
    """The world, written down; limits, faults and journal are not part of it."""
    saved = world.save()
    return {"records": as_seed(saved.records), "ids": saved.ids, "clock": saved.clock._asdict()}


def imported(state: State) -> Saved:
    """The world that was written down. Raises SeedError."""
    return Saved(from_seed(state.records, "the state"), state.ids, state.clock)
