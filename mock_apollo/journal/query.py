"""What was said, of what somebody waits for? Entries of the journal, chosen; and how near the others came."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Self

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator

from mock_apollo.contract.findings import OF_REPLIES, Finding
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.json_depth import MAX_DEPTH, too_deep
from mock_apollo.protocol.printable import cut
from mock_apollo.protocol.timestamps import SECOND, timestamp

TOLD = {"error", "warning"}  # severities of what a client should not do
NEAREST = 3  # near misses that are told
LONGEST = 200  # characters of a value that are shown


class Wanted(BaseModel):
    """What a call must be like: of an operation, with a status, with a finding (a code, or a severity), at a time.

    `body` has the members that the JSON body must have, at any depth; other members may be there as well.
    """

    model_config = ConfigDict(extra="forbid")

    operation: str | None = None
    status: int | None = None
    finding: str | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    body: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        """Half characters, numbers without end and deep nests stand in no call, and cannot be shown."""
        try:
            orjson.dumps(self.model_dump(exclude={"since", "until"}))
        except (TypeError, RecursionError) as error:
            raise ValueError(f"this is no JSON that a call could have: {error}") from error
        if too_deep(self.body):
            raise ValueError(f"body is nested deeper than {MAX_DEPTH} levels")
        return self

    def differences(self, entry: Entry) -> list[str]:
        """In what an entry is not what is wanted; nothing, when it is."""
        return [*self._line(entry), *self._findings(entry), *self._body(entry)]

    def matches(self, entry: Entry) -> bool:
        """Whether an entry is what is wanted."""
        return not self.differences(entry)

    def _line(self, entry: Entry) -> Iterator[str]:
        if self.operation not in (None, entry.operation_id):
            yield f"operation is {entry.operation_id or 'none'}, not {self.operation}"
        if self.status not in (None, entry.line[2]):
            yield f"status is {entry.line[2]}, not {self.status}"
        if self.since and entry.at < self.since.timestamp() * SECOND:
            yield f"it was at {timestamp(entry.at)}, before {self.since}"
        if self.until and entry.at > self.until.timestamp() * SECOND:
            yield f"it was at {timestamp(entry.at)}, after {self.until}"

    def _findings(self, entry: Entry) -> Iterator[str]:
        found = {name for finding in entry.findings for name in (finding.code, finding.severity)}
        if self.finding is not None and self.finding not in found:
            yield f"there is no finding {self.finding}"

    def _body(self, entry: Entry) -> Iterator[str]:
        if self.body is None:
            return
        try:
            sent = orjson.loads(entry.call.body)
        except orjson.JSONDecodeError:
            yield "the body is no JSON"
            return
        yield from _missing(self.body, sent, "$")


class Verdict(NamedTuple):
    """Whether as much was said as was expected, and if not, why not."""

    met: bool
    seen: int
    text: str


def violations(entries: Iterable[Entry]) -> list[Finding]:
    """What clients did that they should not have done: findings that are errors or warnings, oldest first."""
    found = (finding for entry in entries for finding in entry.findings)
    return [finding for finding in found if finding.severity in TOLD and finding.code not in OF_REPLIES]


def chosen(entries: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """The entries that are wanted, oldest first."""
    return [entry for entry in entries if wanted.matches(entry)]


def counted(entries: Iterable[Entry]) -> dict[str, dict[str, int]]:
    """How many calls there were, by operation and status."""
    counts: dict[str, dict[str, int]] = {}
    for entry in entries:
        statuses = counts.setdefault(entry.operation_id, {})
        statuses[str(entry.line[2])] = statuses.get(str(entry.line[2]), 0) + 1
    return counts


def expect(entries: Sequence[Entry], wanted: Wanted, times: int | None = None) -> Verdict:
    """Whether a call like that was made so many times, or at all; the text lists what came near."""
    count = len(chosen(entries, wanted))
    if count == times or (times is None and count):
        return Verdict(met=True, seen=count, text="")
    asked = wanted.model_dump_json(exclude_none=True)
    often = "at least once" if times is None else f"{times} times"
    lines = [f"expected {often}, seen {count} times: {asked}"]
    misses = [(len(why), entry, why) for entry in entries if (why := wanted.differences(entry))]
    for _, entry, why in sorted(misses, key=lambda miss: miss[0])[:NEAREST]:
        method, path, status = entry.line
        lines.append(f"  near miss: {method} {path} {status}: {'; '.join(why)}")
    if not entries:
        lines.append("  no call was made with this key; does the client send the same one?")
    return Verdict(met=False, seen=count, text="\n".join(lines))


def _missing(wanted: Any, sent: Any, path: str) -> Iterator[str]:
    """Where what was sent is not what is wanted."""
    if isinstance(wanted, dict) and isinstance(sent, dict):
        for name, value in wanted.items():
            if name not in sent:
                yield f"{path}.{name} is missing"
            else:
                yield from _missing(value, sent[name], f"{path}.{name}")
    elif wanted != sent:
        yield f"{path} is {_shown(sent)}, not {_shown(wanted)}"


def _shown(value: Any) -> str:
    return cut(orjson.dumps(value).decode(), LONGEST)
