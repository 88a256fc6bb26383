"""Which entries match a description, and in what do the others differ?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, NamedTuple, Self

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from mock_apollo.contract.findings import OF_REPLIES, Finding
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.json_depth import MAX_DEPTH, too_deep
from mock_apollo.protocol.printable import cut
from mock_apollo.protocol.timestamps import SECOND, timestamp

VIOLATIONS = {"error", "warning"}  # severities
MAX_NEAR_MISSES = 3
MAX_VALUE_LENGTH = 200  # characters


Status = Annotated[int, Field(ge=100, le=599)]


class Wanted(BaseModel):
    """A description of calls; what is None matches any call.

    - `operation`: the `operationId`
    - `status`: the status of the reply
    - `finding`: the code or the severity of one of the findings
    - `since`, `until`: when the call was made
    - `body`: members that the JSON body has, at any depth; it may have others as well
    """

    model_config = ConfigDict(extra="forbid")

    operation: str | None = None
    status: Status | None = None
    finding: str | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    body: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _is_json(self) -> Self:
        """Refuse what no JSON body can contain: lone surrogates, integers over 64 bits, and deep nesting."""
        try:
            orjson.dumps(self.model_dump(exclude={"since", "until"}))
        except (TypeError, RecursionError) as error:
            raise ValueError(f"this cannot be sent as JSON: {error}") from error
        if too_deep(self.body):
            raise ValueError(f"body is nested deeper than {MAX_DEPTH} levels")
        return self

    def differences(self, entry: Entry) -> list[str]:
        """Return sentences that say in what an entry differs; none when it matches."""
        return [why for asked in self._asked if not asked.is_met(entry) for why in asked.differences(entry)]

    def matches(self, entry: Entry) -> bool:
        """Tell whether an entry matches; what costs little is looked at first."""
        for asked in self._asked:  # noqa: SIM110 - a generator costs more than most of what is asked
            if not asked.is_met(entry):
                return False
        return True

    @cached_property
    def _asked(self) -> "list[_Asked]":
        given = ((asked, getattr(self, name)) for name, asked in ASKED.items())
        return [asked(wanted) for asked, wanted in given if wanted is not None]


class _Asked(NamedTuple):
    """Something that is asked of an entry, and the sentences that say in what one differs that does not meet it."""

    is_met: Callable[[Entry], bool]
    differences: Callable[[Entry], Sequence[str]]


def _operation(wanted: str) -> _Asked:
    return _Asked(
        lambda entry: entry.operation_id == wanted,
        lambda entry: [f"operation is {entry.operation_id or 'none'}, not {wanted}"],
    )


def _status(wanted: int) -> _Asked:
    return _Asked(
        lambda entry: entry.status == wanted,
        lambda entry: [f"status is {entry.status}, not {wanted}"],
    )


def _since(wanted: datetime) -> _Asked:
    at = wanted.timestamp() * SECOND
    return _Asked(
        lambda entry: entry.at >= at,
        lambda entry: [f"it was at {timestamp(entry.at)}, before {wanted}"],
    )


def _until(wanted: datetime) -> _Asked:
    at = wanted.timestamp() * SECOND
    return _Asked(
        lambda entry: entry.at <= at,
        lambda entry: [f"it was at {timestamp(entry.at)}, after {wanted}"],
    )


def _finding(wanted: str) -> _Asked:
    return _Asked(
        lambda entry: any(wanted in (found.code, found.severity) for found in entry.findings),
        lambda _: [f"there is no finding {wanted}"],
    )


def _body(wanted: Mapping[str, Any]) -> _Asked:
    def differences(entry: Entry) -> list[str]:
        try:
            sent = orjson.loads(entry.call.body)
        except orjson.JSONDecodeError:
            return ["the body is not JSON"]
        return [*_missing(wanted, sent, "$")]

    return _Asked(lambda entry: not differences(entry), differences)


ASKED: dict[str, Callable[[Any], _Asked]] = {
    "operation": _operation,
    "status": _status,
    "since": _since,
    "until": _until,
    "finding": _finding,
    "body": _body,  # last, since credentials are removed from a call before its body is looked at
}


class Expectation(NamedTuple):
    """Whether an expectation was met, the number of matching calls, and a text that says why it was not met."""

    met: bool
    seen: int
    text: str


def violations(entries: Iterable[Entry]) -> list[Finding]:
    """Return the errors and warnings about calls, oldest first; those about replies are left out."""
    found = (finding for entry in entries for finding in entry.findings)
    return [finding for finding in found if finding.severity in VIOLATIONS and finding.code not in OF_REPLIES]


def chosen(entries: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """Return the entries that match, in their order."""
    return [entry for entry in entries if wanted.matches(entry)]


def counted(entries: Iterable[Entry]) -> dict[str, dict[str, int]]:
    """Count the calls by operation and status."""
    counts: dict[str, dict[str, int]] = {}
    for entry in entries:
        statuses = counts.setdefault(entry.operation_id, {})
        statuses[str(entry.status)] = statuses.get(str(entry.status), 0) + 1
    return counts


def expect(entries: Sequence[Entry], wanted: Wanted, times: int | None = None) -> Expectation:
    """Check that exactly `times` calls match, or at least one; the text lists the calls that differ least."""
    count = len(chosen(entries, wanted))
    if count == times or (times is None and count):
        return Expectation(met=True, seen=count, text="")
    asked = wanted.model_dump_json(exclude_none=True)
    often = "at least once" if times is None else f"{times} times"
    lines = [f"expected {often}, seen {count} times: {asked}"]
    misses = [(len(why), entry, why) for entry in entries if (why := wanted.differences(entry))]
    for _, entry, why in sorted(misses, key=lambda miss: miss[0])[:MAX_NEAR_MISSES]:
        method, path, status = entry.line
        lines.append(f"  near miss: {method} {path} {status}: {'; '.join(why)}")
    if not entries:
        lines.append("  no call was made with this key; does the client send the same one?")
    return Expectation(met=False, seen=count, text="\n".join(lines))


def _missing(wanted: Any, sent: Any, path: str) -> Iterator[str]:
    """Yield sentences that say where the value sent lacks or contradicts what is wanted."""
    if isinstance(wanted, dict) and isinstance(sent, dict):
        for name, value in wanted.items():
            if name not in sent:
                yield f"{path}.{name} is missing"
            else:
                yield from _missing(value, sent[name], f"{path}.{name}")
    elif wanted != sent:
        yield f"{path} is {_shown(sent)}, not {_shown(wanted)}"


def _shown(value: Any) -> str:
    return cut(orjson.dumps(value).decode(), MAX_VALUE_LENGTH)
