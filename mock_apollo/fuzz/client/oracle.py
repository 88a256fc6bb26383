"""When is a client broken? The codes of all findings, and the findings that follow from the calls of a client."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from mock_apollo.contract.findings import OF_REPLIES
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.known_keys import KnownKeys
from mock_apollo.protocol.printable import cut, printable
from mock_apollo.protocol.redaction import Redactor

if TYPE_CHECKING:
    from mock_apollo.fuzz.client.attempt import Attempt

Code = Literal[
    "exception",
    "exit-code",
    "signal",
    "timeout",
    "hang",
    "retry-storm",
    "hopeless-retry",
    "contract-breach",
    "no-call",
    "worker-protocol",
]

MEANINGS: dict[Code, str] = {
    "exception": "an uncaught exception, or a worker's verdict that it broke",
    "exit-code": "an exit code other than 0 although Apollo did not refuse",
    "signal": "the command was killed by a signal",
    "timeout": "the client was still making calls when its time was over",
    "hang": "the client made no call for the second half of its time, or slept longer than Retry-After asked for",
    "retry-storm": "the same call more often than `--max-calls`, or a hundred times as many calls in all",
    "hopeless-retry": "the same call again after a 401 or a 422",
    "contract-breach": "a call that breaks the contract",
    "no-call": "the operation was not called at all",
    "worker-protocol": "a worker answered a case twice, or a case that it was not given",
}

MAX_REASON = 300  # characters
PYDANTIC_DETAILS = re.compile(r" \[type=\w+, input_value=.*?\](?: For further information visit \S+)?")
VOLATILE = re.compile(r"column \d+ \(char \d+\)|0x[0-9a-f]+|case[-/]\d+|:\d{4,5}\b|\d+\.\d+ ?m?s\b")


class Broken(NamedTuple):
    """How a client broke: a code of MEANINGS, the reason, its output, and the line of its source, if known."""

    code: Code
    why: str
    output: str = ""
    where: str = ""

    @property
    def cause(self) -> tuple[str, str]:
        """The key by which findings are grouped: code, reason without volatile parts, and place."""
        return self.code, VOLATILE.sub("", self.why) + self.where

    @property
    def kind(self) -> tuple[str, str]:
        """A coarser key, for shrinking: code, type of the exception, and place."""
        return self.code, self.why.partition(":")[0] + self.where

    def redacted(self, secrets: Collection[str]) -> Self:
        """Return a copy for reports: without secrets, and with the reason on one line."""
        redactor = Redactor(KnownKeys(secrets))
        why = redactor.text(PYDANTIC_DETAILS.sub(";", self.why))
        line = printable(" ".join(why.split()))
        return self._replace(why=cut(line, MAX_REASON), output=redactor.text(self.output))


def storm(attempt: "Attempt") -> Broken:
    """Return the finding of a client that made too many calls."""
    return Broken(
        "retry-storm", f"it made more than {attempt.max_calls} calls of one kind, {attempt.call_count} in all"
    )


def misconduct(entries: Sequence[Entry]) -> Broken | None:
    """Return the worst finding that the calls of a client show by themselves, if any."""
    findings = [finding for entry in entries for finding in entry.findings if finding.code not in OF_REPLIES]
    for finding in findings:
        if finding.severity == "error":
            return Broken("contract-breach", finding.line)
    return next((Broken("hopeless-retry", f.message) for f in findings if f.code == "hopeless-retry"), None)
