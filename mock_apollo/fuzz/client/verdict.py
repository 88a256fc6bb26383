"""When is a client broken? The table of all ways, and which of them the calls of a client show by themselves."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Self

from mock_apollo.contract.findings import OF_REPLIES
from mock_apollo.credentials import REDACTED
from mock_apollo.journal import Entry
from mock_apollo.printable import printable

Code = Literal[
    "exception", "exit-code", "signal", "timeout", "hang", "retry-storm", "hopeless-retry", "contract-breach", "no-call"
]

MEANINGS: dict[Code, str] = {
    "exception": "an uncaught exception, or a worker that says that it is broken",
    "exit-code": "an exit code other than 0 although the update was granted",
    "signal": "the command was killed by a signal",
    "timeout": "the client was still busy when the time was over",
    "hang": "the client had waited for half of the time and more, without being told to",
    "retry-storm": "more calls than it may make in a case",
    "hopeless-retry": "the same call again after a 401 or a 422",
    "contract-breach": "a call that breaks the contract",
    "no-call": "the operation was not called at all",
}

SUCCESS = range(200, 300)
LONGEST = 300  # characters of a reason
OF_PYDANTIC = re.compile(r" \[type=\w+, input_value=.*?\](?: For further information visit \S+)?")
VOLATILE = re.compile(r"0x[0-9a-f]+|case[-/]\d+|:\d{4,5}\b|\d+\.\d+ ?m?s\b")


class Broken(NamedTuple):
    """How a client broke in a case: a code of MEANINGS, why in a line, and what the client said."""

    code: Code
    why: str
    output: str = ""

    @property
    def cause(self) -> tuple[str, str]:
        """What is the same when the same bug is behind two of them, as far as can be seen."""
        return self.code, VOLATILE.sub("", self.why)

    def without(self, secrets: Iterable[str]) -> Self:
        """The same, with `[redacted]` for what nobody else should read."""
        why, output = self.why, self.output
        for secret in secrets:
            why, output = why.replace(secret, REDACTED), output.replace(secret, REDACTED)
        return self._replace(why=why, output=output)


def misconduct(entries: Sequence[Entry]) -> Broken | None:
    """What the calls of a client show, the worst of it."""
    findings = [finding for entry in entries for finding in entry.findings if finding.code not in OF_REPLIES]
    for finding in findings:
        if finding.severity == "error":
            return Broken("contract-breach", finding.line)
    return next((Broken("hopeless-retry", f.message) for f in findings if f.code == "hopeless-retry"), None)


def in_a_line(text: str) -> str:
    """The reason of a failure, as it fits into a line."""
    line = printable(OF_PYDANTIC.sub(";", " ".join(text.split())))
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}..."
