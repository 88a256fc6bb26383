"""Verdicts of workers: how a line is read, and when it arrived."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.drivers.verdicts import MAX_LINE, MAX_LINES, Verdict, VerdictReader, read_verdict
from tests.calls import patch
from tests.fuzz.client.clients import UPDATE

NO_REASON = "the worker gave no reason"
ECHO = "import os, sys\nfor line in sys.stdin.buffer: os.write(1, eval(line))"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (
            b'{"ok": true, "url": "http://127.0.0.1:1/case/7"}',
            Verdict(ok=True, refused=False, error=NO_REASON, case="7"),
        ),
        (
            b'{"ok": true, "url": "http://127.0.0.1:1/case/7/"}',
            Verdict(ok=True, refused=False, error=NO_REASON, case="7"),
        ),
        (b'{"ok": true, "case": 7}', Verdict(ok=True, refused=False, error=NO_REASON, case="7")),
        (b'{"ok": true, "case": "7"}', Verdict(ok=True, refused=False, error=NO_REASON, case="7")),
        (
            b'{"ok": true, "url": "elsewhere", "case": 7}',
            Verdict(ok=True, refused=False, error=NO_REASON, case="elsewhere"),
        ),
        (b'{"ok": false, "error": "x"}', Verdict(ok=False, refused=False, error="x", case="")),
        (b'{"ok": false, "refused": true}', Verdict(ok=False, refused=True, error=NO_REASON, case="")),
        (b'{"ok": false, "refused": "no"}', Verdict(ok=False, refused=False, error=NO_REASON, case="")),
    ],
)
def test_a_verdict_names_its_case(line: bytes, verdict: Verdict) -> None:
    """Assumed: by its base URL or the number at the end of it; older workers do not."""
    assert read_verdict(line) == verdict


@pytest.mark.parametrize("line", [b"", b"noise", b"{", b"[]", b"{}", b'{"ok": 1}', b' {"ok": true}', b'{"ok": \xff}'])
def test_any_other_line_is_no_verdict(line: bytes) -> None:
    """Assumed: it is output of the client."""
    assert read_verdict(line) is None


@pytest.fixture
def attempt() -> Iterator[Attempt]:
    """An attempt without a port."""
    server = CaseServer.of(UPDATE)
    with server.attempt(server.replies.granted) as attempt:
        yield attempt


class Speaker:
    """A process that writes given bytes, and their reader."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, "-c", ECHO], stdin=pipe, stdout=pipe)  # noqa: S603 - ourselves
        self.reader = VerdictReader(self.process)

    def write(self, text: bytes) -> None:
        """Let the process write, and wait until it can be read."""
        assert self.process.stdin is not None
        self.process.stdin.write(repr(text).encode() + b"\n")
        self.process.stdin.flush()
        self.reader.wait(30)


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    """A process that is ended after the test."""
    speaker = Speaker()
    yield speaker
    speaker.reader.close()
    speaker.process.kill()
    speaker.process.wait(30)
    for pipe in (speaker.process.stdin, speaker.process.stdout):
        if pipe:
            pipe.close()


def verdicts(reader: VerdictReader) -> list[tuple[str, bool]]:
    """The cases of all verdicts that have arrived, and whether they were early."""
    found = []
    while verdict := reader.next():
        found.append((verdict.case, verdict.early))
    return found


def test_lines_that_come_together_are_verdicts_of_their_own(speaker: Speaker) -> None:
    """Assumed: a line that has not ended waits for its end."""
    speaker.write(b'{"ok": true, "case": 1}\n{"ok": true, "case": 2}\n{"ok": tr')
    assert [case for case, _ in verdicts(speaker.reader)] == ["1", "2"]
    speaker.write(b'ue, "case": 3}\n')
    assert [case for case, _ in verdicts(speaker.reader)] == ["3"]


def test_what_was_written_before_the_first_call_is_early(speaker: Speaker, attempt: Attempt) -> None:
    """Assumed: also when it was not read before the call arrives, so that nothing depends on timing."""
    speaker.reader.begin(attempt)
    speaker.write(b'{"ok": true, "case": 1}\n')
    assert speaker.process.stdin is not None
    speaker.process.stdin.write(repr(b'{"ok": true, "case": 2}\n').encode() + b"\n")
    speaker.process.stdin.close()
    speaker.process.wait(30)
    attempt.answer(patch({}))
    speaker.reader.read()
    assert verdicts(speaker.reader) == [("1", True), ("2", True)]


def test_what_is_written_after_the_first_call_is_not_early(speaker: Speaker, attempt: Attempt) -> None:
    """Assumed: it can be about the case."""
    speaker.reader.begin(attempt)
    attempt.answer(patch({}))
    speaker.write(b'{"ok": true}\n')
    assert verdicts(speaker.reader) == [("", False)]


def test_other_lines_are_the_output_of_the_case(speaker: Speaker, attempt: Attempt) -> None:
    """Assumed: only the last of them are kept, and none of the case before."""
    speaker.write(b"before\n")
    speaker.reader.begin(attempt)
    speaker.write(b"".join(b"%d\n" % number for number in range(MAX_LINES + 1)))
    assert speaker.reader.output == "".join(f"{number}\n" for number in range(1, MAX_LINES + 1))


def test_a_line_without_an_end_does_not_fill_the_memory(speaker: Speaker) -> None:
    """Assumed: after a mebibyte it is taken for a line; what follows is another one."""
    speaker.write(b"x" * (MAX_LINE + 1))
    while not speaker.reader.output:
        speaker.reader.wait(1)
    speaker.write(b'\n{"ok": true, "case": 1}\n')
    assert [case for case, _ in verdicts(speaker.reader)] == ["1"]


def test_the_end_of_the_output_is_known(speaker: Speaker) -> None:
    """Assumed: a last line without a line break counts."""
    speaker.write(b'{"ok": true, "case": 1}')
    assert speaker.process.stdin is not None
    speaker.process.stdin.close()
    speaker.process.wait(30)
    assert verdicts(speaker.reader) == []
    speaker.reader.wait(1)
    assert speaker.reader.has_ended
    assert [case for case, _ in verdicts(speaker.reader)] == ["1"]
