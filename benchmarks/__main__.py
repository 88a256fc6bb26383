"""`make bench`: what does the fake cost? All questions in one go, or some of them by name, with the bars at the end."""

import argparse
import sys
from collections.abc import Callable, Mapping

from benchmarks.clients import trying_clients
from benchmarks.core import core
from benchmarks.instructions import instructions
from benchmarks.memory import memory
from benchmarks.neighbours import neighbours
from benchmarks.options import Options
from benchmarks.report import Bar, Section, say, surroundings, table_of_bars
from benchmarks.results import write_block
from benchmarks.start_up import start_up
from benchmarks.steering import steering
from benchmarks.under_load import under_load

QUESTIONS: Mapping[str, Callable[[Options], Section]] = {
    "load": under_load,
    "instructions": instructions,
    "start": start_up,
    "core": core,
    "memory": memory,
    "steering": steering,
    "clients": trying_clients,
    "neighbours": neighbours,
}


def main() -> None:
    """Measure and print; the exit code is 0 whatever is missed, since machines are noisy."""
    options, names, write = read_options()
    where = surroundings(f"make bench ARGS='{' '.join(sys.argv[1:])}'")
    say(where)
    bars: list[Bar] = []
    for name in names:
        section = QUESTIONS[name](options)
        say(f"\n{section.markdown()}")
        bars += section.bars
        if write:
            write_block(name, f"{section.markdown()}\n\n{where}")
    say(f"\n## All bars\n\n{table_of_bars(bars)}")


def read_options() -> tuple[Options, list[str], bool]:
    """Return the options, which questions are asked, and whether RESULTS.md is written."""
    usual = Options()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=["all", *QUESTIONS], default="all", metavar="question", help=", ".join(QUESTIONS)
    )
    parser.add_argument("--rounds", type=int, default=usual.rounds, help="runs of each server, alternating")
    parser.add_argument("--seconds", type=int, default=usual.seconds, help="length of one run")
    parser.add_argument("--connections", type=int, default=usual.connections, help="that are busy at once")
    parser.add_argument("--against", default=usual.against, metavar="COMMIT", help="the commit to compare with")
    parser.add_argument("--many", type=int, default=usual.many, help="contacts of a large world")
    parser.add_argument("--crowd", type=int, default=usual.crowd, help="contacts of a neighbour")
    parser.add_argument("--write", action="store_true", help="write the answers into benchmarks/RESULTS.md")
    given = vars(parser.parse_args())
    names, write = given.pop("names"), given.pop("write")
    return Options(**given), list(QUESTIONS) if "all" in names else names, write


if __name__ == "__main__":
    main()
