"""What is wrong with recorded traffic? Files in, judged calls out; only findings are kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import NamedTuple

from mock_apollo.check.files import opened, shown
from mock_apollo.check.recording import Recorded, Recording, RecordingError, Skipped
from mock_apollo.contract.document import Contract
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import LEVELS, OF_REPLIES, Finding, Findings, Severity
from mock_apollo.contract.judge import Judge
from mock_apollo.protocol.messages import Reply
from mock_apollo.protocol.own_paths import is_ours
from mock_apollo.protocol.printable import printable
from mock_apollo.protocol.redaction import redacted
from mock_apollo.protocol.refusals import Refusal

HOSTS = ("api.apollo.io", "localhost", "127.*", "::1", "0.0.0.0", "mock-apollo", "apollo")  # noqa: S104 - in a URL
NO_REPLY = Reply(0, b"")
UNAUTHORISED = 401


class Judged(NamedTuple):
    """A call that was judged and was found wanting; `target` is its path and query, without credentials."""

    where: str
    line: int
    method: str
    target: str
    status: int
    findings: Findings


@dataclass
class Verdict:
    """All about one file: how many calls were judged, those with findings, and what was skipped for which reason.

    `without_credentials` counts the calls whose credentials somebody took out of the recording.
    """

    name: str
    calls: int = 0
    without_credentials: int = 0
    judged: list[Judged] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    def fails(self, level: Severity) -> bool:
        """Whether the client did something as bad as that, or worse."""
        bad = LEVELS[: LEVELS.index(level) + 1]
        findings = (finding for judged in self.judged for finding in judged.findings)
        return any(finding.severity in bad and finding.code not in OF_REPLIES for finding in findings)


def check(name: str, hosts: Sequence[str] = ()) -> Verdict:
    """Judge what a file says; `-` is standard input, and a curl line stands for itself. Raises RecordingError."""
    try:
        with opened(name) as recording:
            verdict = judge(shown(name), recording, Contract.load(), (*HOSTS, *hosts))
    except RecordingError as error:
        raise RecordingError(f"{shown(name)}: {error}") from error
    if not verdict.calls:
        reasons = "; ".join(verdict.skipped) or "no call was recorded"
        raise RecordingError(f"{verdict.name}: there is nothing to judge: {reasons}.")
    return verdict


def judge(name: str, recording: Recording, contract: Contract, hosts: Sequence[str]) -> Verdict:
    """Judge what was recorded, in its order."""
    verdict, court = Verdict(name), Judge(contract)
    for item in recording:
        if isinstance(item, Skipped):
            verdict.skipped[item.why] += 1
        elif why := _not_apollo(item, hosts):
            verdict.skipped[printable(why)] += 1
        else:
            _judge_one(verdict, court, contract, item)
    return verdict


def _not_apollo(item: Recorded, hosts: Sequence[str]) -> str:
    """Why a call is not judged; empty when it is."""
    if not any(fnmatchcase(item.host, host) for host in hosts):
        return f"a call to {item.host or 'no host'}, which is not Apollo; --host {item.host} judges it"
    return "a call to a page of mock-apollo's own" if is_ours(item.call.path.encode()) else ""


def _judge_one(verdict: Verdict, court: Judge, contract: Contract, item: Recorded) -> None:
    verdict.calls += 1
    findings = _findings(court, contract, item) + item.noted
    if item.reply and item.reply.status != UNAUTHORISED:
        kept = tuple(finding for finding in findings if finding.code != "missing-credentials")
        verdict.without_credentials += len(findings) - len(kept)
        findings = kept
    if findings:
        verdict.judged.append(_judged(item, findings))


def _findings(court: Judge, contract: Contract, item: Recorded) -> Findings:
    try:
        operation, _ = contract.find(item.call.method, item.call.path)
    except Refusal:
        operation = None
    return court.judge(
        Exchange(item.call, item.reply or NO_REPLY, item.client, item.at, operation, item.content, until=item.until)
    )


def _judged(item: Recorded, findings: Findings) -> Judged:
    """What is kept of a call: nothing secret, and nothing that could paint the terminal; the worst finding first."""
    call = redacted(item.call)
    target = f"{call.path}?{call.query}" if call.query else call.path
    safe = [Finding(f.code, printable(f.path), printable(f.message)) for f in findings]
    safe.sort(key=lambda finding: LEVELS.index(finding.severity))
    status = item.reply.status if item.reply else 0
    return Judged(printable(item.where), item.line, printable(call.method), printable(target), status, tuple(safe))
