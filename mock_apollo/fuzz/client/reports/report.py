"""How is it told what breaks a client? As text, JSON and JUnit's XML; as a page: page.py."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import unified_diff
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import orjson

from mock_apollo.fuzz.client.campaign import Found, Result
from mock_apollo.fuzz.client.cases.replies import ReplyCase
from mock_apollo.journal.export import as_curl
from mock_apollo.protocol.printable import cut, printable

Replay = Callable[[str], str]  # the line by which the case of a name is tried alone

LONGEST = 700  # characters of a body or an output in a text
MOST_LINES = 12  # of a difference
NAMED = 3  # other cases of the same cause that are named


class Cause(NamedTuple):
    """Cases that break a client in the same way, as far as can be seen; the first changes least."""

    first: Found
    others: Sequence[Found]


def causes(result: Result) -> list[Cause]:
    """What was found, by its cause."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for found in result.found:
        groups.setdefault(found.broken.cause, []).append(found)
    return [Cause(first, others) for first, *others in (sorted(same, key=_extent) for same in groups.values())]


def _extent(found: Found) -> tuple[int, int]:
    """How much was changed: few edits are less than many, a member is less than what it is in."""
    return len(found.case.edits), -sum(len(edit.steps) for edit in found.case.edits)


def as_text(result: Result, replay: Replay) -> str:
    """For people."""
    return "".join(f"{line}\n" for line in _lines(result, replay))


def _lines(result: Result, replay: Replay) -> Iterator[str]:
    for cause in causes(result):
        yield from _cause_lines(cause, replay)
        yield ""
    if result.unfit:
        yield "The client breaks on the documented reply itself; nothing else was tried. Mend this first."
    for behaviour in result.behaviours:
        yield f"{behaviour.grade:5} {behaviour.scenario}: {behaviour.what}"
    if result.interrupted:
        yield "Interrupted; this is what was known then."
    yield summary(result)


def summary(result: Result) -> str:
    """In one line."""
    cases, broken, ways = len(result.tried), len(result.found), len(causes(result))
    bad = sum(behaviour.grade == "bad" for behaviour in result.behaviours)
    manners = f"; {bad} of {len(result.behaviours)} behaviours are bad" if bad else ""
    ways_text = f" in {ways} {'way' if ways == 1 else 'ways'}" if ways else ""
    return (
        f"{result.operation_id}: {cases} cases, {broken} broke the client{ways_text}{manners} (seed {result.plan.seed})"
    )


def _cause_lines(cause: Cause, replay: Replay) -> Iterator[str]:
    broken = cause.first.broken
    yield f"BROKEN  {cut(cause.first.case.name, LONGEST)}"
    yield f"  {broken.code}: {broken.why}{f' ({broken.where})' if broken.where else ''}"
    if cause.others:
        names = "; ".join(cut(found.case.name, LONGEST) for found in cause.others[:NAMED])
        more = f"; and {len(cause.others) - NAMED} more" if len(cause.others) > NAMED else ""
        yield f"  also by {names}{more}"
    yield from (f"  | {printable(line)}" for line in broken.output[-LONGEST:].splitlines())
    yield from case_lines(cause.first.case, replay)


def case_lines(case: ReplyCase, replay: Replay) -> Iterator[str]:
    """What is other than documented in a case, its reply, and the line that replays it."""
    yield from (f"  {line}" for line in difference_lines(case))
    yield f"  reply   {case.reply.status} {cut(printable(case.reply.body.decode()), LONGEST)}"
    yield f"  replay  {replay(case.name)}"


def difference_lines(case: ReplyCase) -> list[str]:
    """What is other than documented, line by line."""
    documented = [*_header_lines(case.documented.headers.items()), *_body_lines(case.documented.body)]
    lines = unified_diff(documented, reply_lines(case), lineterm="", n=0)
    changed = [printable(cut(line, LONGEST)) for line in lines if line[:2] not in ("--", "++", "@@")]
    more = len(changed) - MOST_LINES
    return [*changed[:MOST_LINES], f"and {more} lines more"] if more > 0 else changed


def reply_lines(case: ReplyCase) -> list[str]:
    """The headers and the body of a case, a member in each line."""
    pairs = [(b"content-type", case.reply.media_type), *case.reply.headers]
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs]
    return [*_header_lines(headers), *_body_lines(case.content)]


def _header_lines(headers: Iterable[tuple[str, Any]]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]


def _body_lines(body: Any) -> list[str]:
    return json.dumps(body, indent=2, ensure_ascii=False).split("\n")


def coverage(result: Result) -> dict[str, Any]:
    """What was exercised: cases by status and by act, and how many of the members that there are."""
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


def document(result: Result, replay: Replay) -> dict[str, Any]:
    """All that is known, as JSON has it."""
    return {
        "operation": result.operation_id,
        "seed": result.plan.seed,
        "cases": len(result.tried),
        "interrupted": result.interrupted,
        "unfit": result.unfit,
        "sound": result.is_sound,
        "broken": [_found(found, replay) for found in result.found],
        "behaviours": [behaviour._asdict() for behaviour in result.behaviours],
        "coverage": coverage(result),
    }


def _found(found: Found, replay: Replay) -> dict[str, Any]:
    reply = found.case.reply
    return {
        "case": found.case.name,
        "edits": [*map(str, found.case.edits)],
        "code": found.broken.code,
        "why": found.broken.why,
        "where": found.broken.where,
        "output": found.broken.output,
        "status": reply.status,
        "body": reply.body.decode(),
        "difference": difference_lines(found.case),
        "calls": [as_curl(entry) for entry in found.entries],
        "replay": replay(found.case.name),
    }


def as_json(result: Result, replay: Replay) -> str:
    """For programs."""
    return orjson.dumps(document(result, replay), option=orjson.OPT_INDENT_2).decode() + "\n"


def as_junit(result: Result, replay: Replay) -> str:
    """A test for each case, and for each behaviour."""
    suites = ET.Element("testsuites", name="mock-apollo fuzz client")
    suite = ET.SubElement(suites, "testsuite", name=result.operation_id)
    broken = {found.case.name: found for found in result.found}
    for name in {**dict.fromkeys(case.name for case in result.tried), **broken}:
        test = ET.SubElement(suite, "testcase", classname=result.operation_id, name=printable(name))
        if found := broken.get(name):
            failure = ET.SubElement(test, "failure", type=found.broken.code, message=found.broken.why)
            failure.text = "\n".join(case_lines(found.case, lambda name: printable(replay(name))))
            ET.SubElement(test, "system-out").text = "\n".join(map(printable, found.broken.output.splitlines()))
    for behaviour in result.behaviours:
        test = ET.SubElement(suite, "testcase", classname=f"{result.operation_id} behaviour", name=behaviour.scenario)
        if behaviour.grade == "bad":
            ET.SubElement(test, "failure", type="behaviour", message=printable(behaviour.what))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"
