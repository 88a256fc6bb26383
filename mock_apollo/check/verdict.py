"""What is wrong with recorded traffic? Files in, judged calls out; only findings are kept."""

import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO, NamedTuple

from mock_apollo.check.curl import read_curl
from mock_apollo.check.har import read_har
from mock_apollo.check.lines import read_journal, read_schemathesis
from mock_apollo.check.recording import Recorded, Recording, RecordingError, Skipped
from mock_apollo.check.vcr import read_vcr
from mock_apollo.clock import DAY
from mock_apollo.contract.document import Contract
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import LEVELS, Finding, Findings, Severity
from mock_apollo.contract.judge import Judge
from mock_apollo.credentials import redacted
from mock_apollo.messages import Reply
from mock_apollo.printable import printable
from mock_apollo.refusals import Refusal
from mock_apollo.web.front import is_ours

HOSTS = ("api.apollo.io", "localhost", "127.*", "::1", "0.0.0.0", "mock-apollo", "apollo")  # noqa: S104 - in a URL
BEGINNING = 1 << 12  # bytes, in which a file shows what it is
NO_REPLY = Reply(0, b"")
UNAUTHORISED = 401

READERS: tuple[tuple[Callable[[bytes], bool], Callable[[BinaryIO], Recording]], ...] = (
    (lambda head: head.startswith((b"curl ", b"$ curl ")) or b"\ncurl " in head, read_curl),
    (lambda head: head.startswith(b"{") and b'"Initialize"' in head, read_schemathesis),
    (lambda head: head.startswith(b'{"at"'), read_journal),
    (lambda head: head.startswith(b"{") and b'"log"' in head, read_har),
    (lambda head: b"interactions:" in head, read_vcr),
)


class Judged(NamedTuple):
    """A call that was judged; `call` is without credentials."""

    where: str
    line: int
    method: str
    target: str
    status: int
    findings: Findings


class Verdict(NamedTuple):
    """All about one file: how many calls were judged, those with findings, and what was skipped for which reason."""

    name: str
    calls: int
    judged: Sequence[Judged]
    skipped: Counter[str]

    def has(self, level: Severity) -> bool:
        """Whether something as bad as that, or worse, was found."""
        bad = LEVELS[: LEVELS.index(level) + 1]
        return any(finding.severity in bad for judged in self.judged for finding in judged.findings)


def check(name: str, hosts: Sequence[str] = ()) -> Verdict:
    """Judge what a file says; `-` is standard input, and a curl line stands for itself. Raises RecordingError."""
    try:
        with _opened(name) as file:
            verdict = judge(_shown(name), _reader(file)(file), Contract.load(), (*HOSTS, *hosts))
    except RecordingError as error:
        raise RecordingError(f"{_shown(name)}: {error}") from error
    if not verdict.calls:
        reasons = "; ".join(verdict.skipped) or "no call was recorded"
        raise RecordingError(f"{verdict.name}: there is nothing to judge: {reasons}.")
    return verdict


@contextmanager
def _opened(name: str) -> Iterator[io.BufferedReader]:
    if name.startswith("curl "):
        yield io.BufferedReader(io.BytesIO(name.encode("utf-8", "surrogateescape")))
    elif name == "-":
        yield io.BufferedReader(sys.stdin.buffer)  # type: ignore[arg-type]
    else:
        try:
            with Path(name).open("rb") as file:
                yield file
        except OSError as error:
            raise RecordingError(f"it cannot be read: {error.strerror}.") from error


def _reader(file: io.BufferedReader) -> Callable[[BinaryIO], Recording]:
    head = file.peek(BEGINNING)[:BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip()
    for fits, reader in READERS:
        if fits(head):
            return reader
    kinds = "a HAR, a VCR cassette, schemathesis' ndjson, an export of the journal, or curl lines"
    raise RecordingError(f"this is nothing that can be judged: {kinds}.")


def judge(name: str, recording: Recording, contract: Contract, hosts: Sequence[str]) -> Verdict:
    """Judge what was recorded, in its order."""
    court = Judge(contract)
    judged: list[Judged] = []
    skipped: Counter[str] = Counter()
    calls = 0
    for item in recording:
        why = item.why if isinstance(item, Skipped) else _not_apollo(item, hosts)
        if why or isinstance(item, Skipped):
            skipped[printable(why)] += 1
            continue
        calls += 1
        findings, left_out = _findings(court, contract, item, calls)
        skipped.update(
            ["the credentials of a call that was not refused for them, so they are not in the recording"] * left_out
        )
        if findings:
            judged.append(_judged(item, findings))
    return Verdict(name, calls, judged, skipped)


def _not_apollo(item: Recorded, hosts: Sequence[str]) -> str:
    """Why a call is not judged; empty when it is."""
    if not any(fnmatchcase(item.host, host) for host in hosts):
        return f"a call to {item.host or 'no host'}, which is not Apollo; --host {item.host} judges it"
    return "a call to a page of mock-apollo's own" if is_ours(item.call.path.encode("utf-8", "replace")) else ""


def _findings(court: Judge, contract: Contract, item: Recorded, number: int) -> tuple[Findings, int]:
    """What is wrong with one call, and whether its credentials were left out of the recording."""
    try:
        operation, _ = contract.find(item.call.method, item.call.path)
    except Refusal:
        operation = None
    # where no times were recorded, nobody can have come too early
    at = number * DAY if item.at is None else item.at
    findings = court.judge(Exchange(item.call, item.reply or NO_REPLY, item.client, at, operation, item.content))
    if item.reply is None or item.reply.status == UNAUTHORISED:
        return findings, 0
    kept = tuple(finding for finding in findings if finding.code != "missing-credentials")
    return kept, len(findings) - len(kept)


def _judged(item: Recorded, findings: tuple[Finding, ...]) -> Judged:
    call = redacted(item.call)
    target = f"{call.path}?{call.query}" if call.query else call.path
    shown = tuple(Finding(f.code, printable(f.path), printable(f.message)) for f in findings)
    status = item.reply.status if item.reply else 0
    return Judged(printable(item.where), item.line, printable(call.method), printable(target), status, shown)


def _shown(name: str) -> str:
    """A name that can be printed: a curl line may hold a key."""
    return {"-": "standard input"}.get(name, "the curl line" if name.startswith("curl ") else printable(name))
