"""How is the result of a campaign printed? A paragraph for each cause, the grades, and a summary in one line."""

import json
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from typing import Any

from mock_apollo.fuzz.client.campaign import Result
from mock_apollo.fuzz.client.cases.replies import ReplyCase
from mock_apollo.fuzz.client.oracle import Broken
from mock_apollo.fuzz.client.reports.summary import Cause, ProtocolError, Replay, causes, protocol_errors, summary
from mock_apollo.protocol.printable import cut, printable

MAX_TEXT = 700  # characters of a name, a body or an output
MAX_DIFFERENCE = 12  # lines
MAX_NAMED = 3  # other cases of the same cause


def as_text(result: Result, replay: Replay) -> str:
    """Return the report as plain text."""
    return "".join(f"{line}\n" for line in _lines(result, replay))


def _lines(result: Result, replay: Replay) -> Iterator[str]:
    for cause in causes(result):
        yield from _cause_lines(cause, replay)
        yield ""
    for error in protocol_errors(result):
        yield from _protocol_lines(error)
        yield ""
    if result.unfit:
        yield "The client breaks on the documented reply itself, so nothing else was tried. Fix this first."
    for behaviour in result.behaviours:
        yield f"{behaviour.grade:5} {behaviour.scenario}: {behaviour.what}"
    if result.interrupted:
        yield "Interrupted: this is what was known by then."
    yield summary(result)


def _cause_lines(cause: Cause, replay: Replay) -> Iterator[str]:
    broken = cause.first.broken
    yield f"BROKEN  {cut(cause.first.case.name, MAX_TEXT)}"
    yield _reason(broken)
    if cause.others:
        names = "; ".join(cut(found.case.name, MAX_TEXT) for found in cause.others[:MAX_NAMED])
        more = f"; and {len(cause.others) - MAX_NAMED} more" if len(cause.others) > MAX_NAMED else ""
        yield f"  also by {names}{more}"
    yield from (f"  | {printable(line)}" for line in broken.output[-MAX_TEXT:].splitlines())
    yield from case_lines(cause.first.case, replay)


def _protocol_lines(error: ProtocolError) -> Iterator[str]:
    yield "BROKEN  the worker itself, in no case"
    yield f"{_reason(error.broken)} ({error.times} x)"


def _reason(broken: Broken) -> str:
    return f"  {broken.code}: {broken.why}{f' ({broken.where})' if broken.where else ''}"


def case_lines(case: ReplyCase, replay: Replay) -> Iterator[str]:
    """Yield the difference of a case from the documented reply, its reply, and the line that replays it."""
    yield from (f"  {line}" for line in difference_lines(case))
    yield f"  reply   {case.reply.status} {cut(printable(case.reply.body.decode()), MAX_TEXT)}"
    yield f"  replay  {replay(case.name)}"


def difference_lines(case: ReplyCase) -> list[str]:
    """Return the changed lines of a case, marked by `-` and `+`; at most MAX_DIFFERENCE of them."""
    documented = [*_header_lines(case.documented.headers.items()), *_body_lines(case.documented.body)]
    lines = unified_diff(documented, reply_lines(case), lineterm="", n=0)
    changed = [printable(cut(line, MAX_TEXT)) for line in lines if line[:2] not in ("--", "++", "@@")]
    more = len(changed) - MAX_DIFFERENCE
    return [*changed[:MAX_DIFFERENCE], f"and {more} more lines"] if more > 0 else changed


def reply_lines(case: ReplyCase) -> list[str]:
    """Return the headers and the indented body of a case, a line each."""
    pairs = [(b"content-type", case.reply.media_type), *case.reply.headers]
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs]
    return [*_header_lines(headers), *_body_lines(case.content)]


def _header_lines(headers: Iterable[tuple[str, Any]]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]


def _body_lines(body: Any) -> list[str]:
    return json.dumps(body, indent=2, ensure_ascii=False).split("\n")
