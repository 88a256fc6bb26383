"""How is an import read? Before a world is looked at, so it can be done beside other calls, in a thread."""

from collections.abc import Mapping
from typing import Any

from mock_apollo.apollo.control.errors import translated
from mock_apollo.apollo.seeds import read_seed
from mock_apollo.apollo.world.indexes import Contents
from mock_apollo.apollo.world.saved import Saved
from mock_apollo.apollo.world.state import State, imported


@translated
def read_state(state: Mapping[str, Any] | Saved, _: str = "") -> Saved:
    """Return the world of an export, if it is not read yet. Raises ControlError."""
    return state if isinstance(state, Saved) else imported(State.model_validate(state))


@translated
def read_contents(seed: Mapping[str, Any] | Contents, now: str) -> Contents:
    """Return the contents of a world with the records of a seed, if it is not read yet. Raises ControlError."""
    return seed if isinstance(seed, Contents) else Contents.of(read_seed(seed, "the seed", now))
