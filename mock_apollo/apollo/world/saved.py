"""What is kept of a world under a name?"""

from typing import NamedTuple, Self

from mock_apollo.apollo.clock import ClockState
from mock_apollo.apollo.world.indexes import Contents


class Saved(NamedTuple):
    """A saved world: its contents, the number of ids that it had given, and its clock."""

    contents: Contents
    ids: int
    clock: ClockState

    def copy(self) -> Self:
        """Return the same saved world, to be changed apart."""
        return self._replace(contents=self.contents.copy())
