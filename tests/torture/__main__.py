"""`make torture`: does anything break a world? For some minutes, in process and over a socket in turn."""

import argparse
import sys
import time

from hypothesis import HealthCheck, seed, settings
from hypothesis.database import InMemoryExampleDatabase
from hypothesis.stateful import run_state_machine_as_test

from tests.torture.machine import Torture

ROUND = settings(
    max_examples=50,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[*HealthCheck],
    database=InMemoryExampleDatabase(),
    print_blob=False,
)


class OverASocket(Torture):
    """The same, over a socket."""

    over_a_socket = True


def main() -> None:
    """Run rounds until the time is over; exit with 1 and a script that replays the failure if there is one."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; each next one has the next number")
    given = parser.parse_args()
    until, number = time.monotonic() + given.seconds, given.seed
    while time.monotonic() < until:
        machine = (Torture, OverASocket)[number % 2]
        try:
            run_state_machine_as_test(seed(number)(machine), settings=ROUND)
        except Exception:
            say(
                f"Round {number} ({machine.__name__}) failed. Against `mock-apollo serve --rate-limit off "
                f"--frozen-at 2026-01-02T12:00:00Z --max-records 60`, this is what was sent last:\n"
            )
            say("\n".join(machine.last))
            raise
        number += 1
    rounds = number - given.seed
    say(
        f"{rounds} rounds (seeds {given.seed} to {number - 1}), {Torture.counts.total():,} calls and acts, 0 findings\n"
    )
    say("\n".join(f"{count:8,} {name}" for name, count in sorted(Torture.counts.items())))


def say(text: str) -> None:
    """Print a text now."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
