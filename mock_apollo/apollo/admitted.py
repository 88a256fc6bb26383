"""What is known of a call whose key was accepted?"""

from collections.abc import Sequence
from typing import NamedTuple

from mock_apollo.apollo.world.world import World
from mock_apollo.contract.document import Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Findings
from mock_apollo.protocol.messages import Call

Answer = tuple[Exchange, Findings]  # the exchange, and the findings about what Apollo ignores


class Admitted(NamedTuple):
    """A call with an accepted key: its world, its operation, the ids of its path, and when it came (ms since 1970)."""

    world: World
    operation: Operation
    ids: Sequence[str]
    call: Call
    at: int
