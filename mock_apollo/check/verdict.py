"""Which findings does recorded traffic have? Calls without findings are counted, but not kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import NamedTuple

from mock_apollo.check.files import FORMATS, opened, shown
from mock_apollo.check.recording import Recorded, Recording, RecordingError, Skipped
from mock_apollo.contract.document import Contract
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import LEVELS, OF_REPLIES, Finding, Findings, Severity, bounded
from mock_apollo.contract.judge import Judge
from mock_apollo.protocol.known_keys import KnownKeys
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.protocol.own_paths import is_ours
from mock_apollo.protocol.printable import cut, printable
from mock_apollo.protocol.redaction import Redactor, secrets_of
from mock_apollo.protocol.refusals import Refusal
from mock_apollo.protocol.statuses import UNAUTHORIZED

HOSTS = ("api.apollo.io", "localhost", "127.*", "::1", "0.0.0.0", "mock-apollo", "apollo")  # noqa: S104 - in a URL
NO_REPLY = Reply(0, b"")
MAX_TARGET = 1_000  # characters of a path, and of a query


class Judged(NamedTuple):
    """A call with findings.

    `target` is its path and query, without credentials, each cut after 1,000 characters; `status` is 0 without a reply.
    """

    where: str
    line: int
    method: str
    target: str
    status: int
    findings: Findings


@dataclass
class Verdict:
    """The result for one file.

    - `calls`: the number of calls that were judged
    - `without_credentials`: the number of those whose credentials were removed from the recording
    - `judged`: the calls with findings
    - `skipped`: the number of calls that were not judged, by reason
    - `in_part`: the number of calls of which a part was not judged, by reason
    """

    name: str
    calls: int = 0
    without_credentials: int = 0
    judged: list[Judged] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    in_part: Counter[str] = field(default_factory=Counter)

    def fails(self, level: Severity) -> bool:
        """Tell whether a call has a finding of that severity or a worse one; those about replies do not count."""
        bad = LEVELS[: LEVELS.index(level) + 1]
        findings = (finding for judged in self.judged for finding in judged.findings)
        return any(finding.severity in bad and finding.code not in OF_REPLIES for finding in findings)


def check(name: str, hosts: Sequence[str] = ()) -> Verdict:
    """Judge a recording: the name of a file, `-` for standard input, or a curl command.

    `hosts` are patterns of further hosts that stand for Apollo. Raises RecordingError, also when no call can be judged.
    """
    try:
        with opened(name) as recording:
            verdict = judge(shown(name), recording, Contract.load(), (*HOSTS, *hosts))
    except RecordingError as error:
        raise RecordingError(f"{shown(name)}: {error}") from error
    if not verdict.calls:
        reasons = "; ".join(verdict.skipped) or f"no call was recorded; what can be read is {FORMATS}"
        raise RecordingError(f"{verdict.name}: there is nothing to judge: {reasons}.")
    return verdict


def judge(name: str, recording: Recording, contract: Contract, hosts: Sequence[str]) -> Verdict:
    """Judge the calls of a recording, in its order."""
    verdict, judging, known = Verdict(name), Judge(contract), KnownKeys()
    for item in recording:
        if isinstance(item, Skipped):
            verdict.skipped[item.why] += 1
        elif why := _not_apollo(item, hosts):
            verdict.skipped[printable(why)] += 1
        else:
            _judge_one(verdict, judging, contract, known, item)
    return verdict


def _not_apollo(item: Recorded, hosts: Sequence[str]) -> str:
    """Return the reason not to judge a call; empty when it is to be judged."""
    if not any(fnmatchcase(item.host, host) for host in hosts):
        return f"a call to {item.host or 'no host'}, which is not Apollo; --host {item.host} judges it"
    return "a call to a page of mock-apollo's own" if is_ours(item.call.path.encode()) else ""


def _judge_one(verdict: Verdict, judging: Judge, contract: Contract, known: KnownKeys, item: Recorded) -> None:
    """Add a call to the verdict; if it was not refused for lack of credentials, they were removed afterwards."""
    verdict.calls += 1
    for key in secrets_of(item.call):
        known.add(key, accepted=True)
    verdict.in_part.update(map(printable, item.unknown.values()))
    found = _findings(judging, contract, item) + item.earlier
    findings = bounded([finding for finding in found if _is_known(item, finding)])
    if item.reply and item.reply.status != UNAUTHORIZED:
        kept = tuple(finding for finding in findings if finding.code != "missing-credentials")
        verdict.without_credentials += len(findings) - len(kept)
        findings = kept
    if findings:
        verdict.judged.append(_judged(item, findings, Redactor(known)))


def _findings(judging: Judge, contract: Contract, item: Recorded) -> Findings:
    exchange = Exchange(item.call, item.reply or NO_REPLY, item.client, item.at, None, item.content, until=item.until)
    try:
        operation, ids = contract.find(item.call.method, item.call.path)
    except Refusal:
        return judging.judge(exchange)
    return judging.judge(exchange._replace(operation=operation, ids=ids))


def _is_known(item: Recorded, finding: Finding) -> bool:
    """Tell whether a finding is about what is in the recording."""
    return not finding.path.startswith(tuple(item.unknown)) or finding.code in OF_REPLIES


def _judged(item: Recorded, findings: Findings, redactor: Redactor) -> Judged:
    """Make a Judged without credentials and control characters, with the worst findings first."""
    path, query = cut(item.call.path, MAX_TARGET), cut(item.call.query, MAX_TARGET)
    call = redactor.call(Call(item.call.method, path, query))
    target = f"{call.path}?{call.query}" if call.query else call.path
    safe = [finding.shown(lambda text: printable(redactor.text(text))) for finding in findings]
    safe.sort(key=lambda finding: LEVELS.index(finding.severity))
    status = item.reply.status if item.reply else 0
    return Judged(printable(item.where), item.line, printable(call.method), printable(target), status, tuple(safe))
