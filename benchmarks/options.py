"""How long is measured, and beside what?"""

from typing import NamedTuple


class Options(NamedTuple):
    """What the command line says; each question takes what it needs."""

    rounds: int = 9
    seconds: int = 1
    busy: float = 0.3  # seconds of CPU for a figure that is measured in process
    connections: int = 8
    against: str = "e678962"
    many: int = 100_000
    crowd: int = 200_000
