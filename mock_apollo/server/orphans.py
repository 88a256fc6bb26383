"""Who ends the processes that we have started when we are killed ourselves? This program, which runs beside us.

It reads a line for each process that begins or ends. Its input ends with us, however we end, and it kills what is left.
"""

import os
import signal
import sys
from collections.abc import Iterable

BEGAN, ENDED = "began", "ended"


def left(lines: Iterable[str]) -> set[int]:
    """Return what began and did not end: the number of a process, or of a group as a negative number."""
    targets: set[int] = set()
    for line in lines:
        happened, _, target = line.partition(" ")
        (targets.add if happened == BEGAN else targets.discard)(int(target))
    return targets


def signalled(target: int, number: int) -> bool:
    """Send a signal to a process or a group; tell whether there is one. Number 0 only asks."""
    try:
        os.kill(target, number)
    except (ProcessLookupError, PermissionError):  # the latter for a group of zombies on macOS
        return False
    return True


if __name__ == "__main__":
    for orphan in left(sys.stdin):
        signalled(orphan, signal.SIGKILL)
