"""When is a client broken? The table of all ways, and which of them the calls of a client show by themselves."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from mock_apollo.contract.findings import OF_REPLIES
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.printable import cut, printable
from mock_apollo.protocol.redaction import REDACTED

if TYPE_CHECKING:
    from mock_apollo.fuzz.client.attempt import Attempt

Code = Literal[
    "exception", "exit-code", "signal", "timeout", "hang", "retry-storm", "hopeless-retry", "contract-breach", "no-call"
]

MEANINGS: dict[Code, str] = {
    "exception": "an uncaught exception, or a worker that says that it is broken",
    "exit-code": "an exit code other than 0 although Apollo did not refuse",
    "signal": "the command was killed by a signal",
    "timeout": "the client was still busy when the time was over",
    "hang": "the client had waited for half of the time and more, without being told to",
    "retry-storm": "one call more often than it may be made in a case, or a hundred times as many of all kinds",
    "hopeless-retry": "the same call again after a 401 or a 422",
    "contract-breach": "a call that breaks the contract",
    "no-call": "the operation was not called at all",
}

LONGEST_REASON = 300  # characters
SHORTEST_SECRET = 6  # characters; shorter ones would be found in every other word
OF_PYDANTIC = re.compile(r" \[type=\w+, input_value=.*?\](?: For further information visit \S+)?")
VOLATILE = re.compile(r"column \d+ \(char \d+\)|0x[0-9a-f]+|case[-/]\d+|:\d{4,5}\b|\d+\.\d+ ?m?s\b")


class Broken(NamedTuple):
    """How a client broke in a case: a code of MEANINGS, why, what it said, and where in it, if that is known."""

    code: Code
    why: str
    output: str = ""
    where: str = ""

    @property
    def cause(self) -> tuple[str, str]:
        """What is the same when the same bug is behind two of them, as far as can be seen."""
        return self.code, VOLATILE.sub("", self.why) + self.where

    @property
    def kind(self) -> tuple[str, str]:
        """What is the same, however the words differ: what was raised, and where."""
        return self.code, self.why.partition(":")[0] + self.where

    def told(self, secrets: Collection[str]) -> Self:
        """As it may be told: without the secrets, and the reason in a line."""
        line = printable(OF_PYDANTIC.sub(";", " ".join(without(secrets, self.why).split())))
        return self._replace(why=cut(line, LONGEST_REASON), output=without(secrets, self.output))


def without(secrets: Collection[str], text: str) -> str:
    """The text with `[redacted]` for what nobody else should read; the longest first, as one may be part of another."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, REDACTED)
    return text


def storm(attempt: "Attempt") -> Broken:
    """A client that calls and calls."""
    return Broken("retry-storm", f"it made more than {attempt.most} calls of one kind, {attempt.count} in all")


def misconduct(entries: Sequence[Entry]) -> Broken | None:
    """What the calls of a client show, the worst of it."""
    findings = [finding for entry in entries for finding in entry.findings if finding.code not in OF_REPLIES]
    for finding in findings:
        if finding.severity == "error":
            return Broken("contract-breach", finding.line)
    return next((Broken("hopeless-retry", f.message) for f in findings if f.code == "hopeless-retry"), None)
