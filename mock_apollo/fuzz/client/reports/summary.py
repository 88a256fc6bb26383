"""What is the result of a campaign in short? Findings by cause, one line, and what was exercised."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mock_apollo.fuzz.client.campaign import Found, Result
from mock_apollo.fuzz.client.oracle import Broken

Replay = Callable[[str], str]  # returns the command that tries the case of a name alone


class Cause(NamedTuple):
    """Cases that break a client with the same code, reason and place; `first` has the smallest edit."""

    first: Found
    others: Sequence[Found]


class ProtocolError(NamedTuple):
    """Errors of a worker with the same cause, and their number."""

    broken: Broken
    times: int


def causes(result: Result) -> list[Cause]:
    """Group the findings by their cause."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for found in result.found:
        groups.setdefault(found.broken.cause, []).append(found)
    return [Cause(first, others) for first, *others in (sorted(same, key=_extent) for same in groups.values())]


def _extent(found: Found) -> tuple[int, int]:
    """Rank by the number of edits, then by their depth: a member is less than the object that contains it."""
    return len(found.case.edits), -sum(len(edit.steps) for edit in found.case.edits)


def protocol_errors(result: Result) -> list[ProtocolError]:
    """Group the errors of workers by their cause."""
    groups: dict[tuple[str, str], list[Broken]] = {}
    for broken in result.protocol_errors:
        groups.setdefault(broken.cause, []).append(broken)
    return [ProtocolError(same[0], len(same)) for same in groups.values()]


def summary(result: Result) -> str:
    """Return the last line of a report: the numbers of cases and findings, and the seed."""
    cases, broken, ways = len(result.tried), len(result.found), len(causes(result))
    bad = sum(behaviour.grade == "bad" for behaviour in result.behaviours)
    in_ways = f" in {ways} {'way' if ways == 1 else 'ways'}" if ways else ""
    bad_behaviours = f"; {bad} of {len(result.behaviours)} behaviours are bad" if bad else ""
    errors = "; the worker broke its protocol" if result.protocol_errors else ""
    found = f"{cases} cases, {broken} broke the client{in_ways}{bad_behaviours}{errors}"
    return f"{result.operation_id}: {found} (seed {result.plan.seed})"


def coverage(result: Result) -> dict[str, Any]:
    """Return the numbers of cases by reply and by act, and the places edited, of all that could be."""
    places = {
        case.name: {str(edit).partition(" ")[2] for edit in case.edits} for case in (*result.known, *result.tried)
    }
    known = set().union(*(places[case.name] for case in result.known))
    exercised = set().union(*(places[case.name] for case in result.tried))
    acts = Counter(edit.act for case in result.tried for edit in case.edits)
    return {
        "replies": dict(Counter(case.documented.head for case in result.tried)),
        "acts": dict(acts.most_common()),
        "places": {"known": len(known), "exercised": len(known & exercised), "missed": sorted(known - exercised)},
    }
