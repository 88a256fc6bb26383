"""`make bench-peers`: speed and faithfulness of mock servers that others use, beside ours, into RESULTS.md."""

import argparse
import sys
from collections.abc import Iterable

from benchmarks.peers.measure import Plan, measure
from benchmarks.peers.peer import Missing, Peer
from benchmarks.peers.report import draw, write_report
from benchmarks.peers.table import PEERS
from benchmarks.results import RESULTS, write_block


def main() -> None:
    """Install what is missing, measure, print and write."""
    options = _options()
    there, skipped = install(peer for peer in PEERS if peer is PEERS[0] or options.only in peer.name)
    plan = Plan(options.rounds, options.seconds, options.starts, options.connections)
    measured = measure(there, plan)
    report = write_report(measured, skipped, plan)
    sys.stdout.write(report + "\n")
    if not options.only:
        write_block("peers", report)
        draw(measured, RESULTS.with_name("peers.svg"))


def install(peers: Iterable[Peer]) -> tuple[list[Peer], dict[str, str]]:
    """Return the peers that can be started, and for the others why not."""
    there: list[Peer] = []
    skipped: dict[str, str] = {}
    for peer in peers:
        try:
            if peer.package:
                peer.package.install()
            there.append(peer)
        except Missing as reason:
            skipped[peer.title] = str(reason)
    return there, skipped


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=2, help="length of one run")
    parser.add_argument("--rounds", type=int, default=9, help="runs of each server, alternating")
    parser.add_argument("--starts", type=int, default=3, help="starts of each server")
    parser.add_argument("--connections", type=int, default=8, help="that are busy at once")
    parser.add_argument("--only", default="", help="a part of the names of the peers to measure; writes no file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
