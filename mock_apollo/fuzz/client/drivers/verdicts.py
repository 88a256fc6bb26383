"""What does a worker answer? Verdicts, one JSON object a line, each with the name of its case.

`{"url": "http://127.0.0.1:1234/case/7", "ok": true}` names the case by its base URL, `{"case": 7, "ok": true}` by the
number at the end of it. `"ok": false` says that the client broke, with the reason in `error`, or that it reported a
refusal of Apollo's, with `"refused": true`. Lines of any other form are output of the client.
"""

import json
import os
import re
import select
import subprocess
from collections import deque
from threading import Lock
from typing import Any, NamedTuple

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.drivers.processes import CHUNK

MAX_LINES = 100  # kept of a worker's other output
MAX_LINE = 1 << 20  # bytes
CASE_URL = re.compile(r".*/case/(\d+)/?")
SECOND = 1_000  # milliseconds, in which poll() counts


class Verdict(NamedTuple):
    """The verdict of a worker on one case. `case` is its number as text, or empty when the verdict does not name it.

    `early`: it came before the first call of the case that the worker was given last.
    """

    ok: bool
    refused: bool
    error: str
    case: str
    early: bool = False


def read_verdict(line: bytes) -> Verdict | None:
    """Return the verdict on a line, or None when the line is something else."""
    try:
        fields = json.loads(line) if line.startswith(b"{") else None
    except ValueError:
        return None
    if not isinstance(fields, dict) or not isinstance(fields.get("ok"), bool):
        return None
    error = str(fields.get("error", "the worker gave no reason"))
    return Verdict(fields["ok"], fields.get("refused") is True, error, _case(fields))


def _case(fields: dict[str, Any]) -> str:
    """Return the number of the case that a verdict names, or its whole name when that has no number."""
    name = str(fields.get("url", fields.get("case", "")))
    match = CASE_URL.fullmatch(name)
    return match[1] if match else name


class VerdictReader:
    """Reads the standard output of a worker without blocking, on any thread; `output` is what is no verdict."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._fd = process.stdout.fileno() if process.stdout else -1
        os.set_blocking(self._fd, False)
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)
        self._lock = Lock()
        self._attempt: Attempt | None = None
        self._rest = b""
        self._lines: deque[str] = deque(maxlen=MAX_LINES)
        self._verdicts: deque[Verdict] = deque()
        self.has_ended = False

    def begin(self, attempt: Attempt) -> None:
        """Drop the output of the last case, and take what follows for that of this attempt.

        What the worker wrote before the first call of the attempt is read when that call arrives, so that an early
        verdict is known as such, however late this process gets to it.
        """
        with self._lock:
            self._lines.clear()
            self._attempt = attempt
        attempt.before_first_call = self.read

    def wait(self, seconds: float) -> None:
        """Wait for output, but no longer than this, and read it."""
        self._poll.poll(seconds * SECOND)
        self.read()

    def read(self) -> None:
        """Read all that has arrived."""
        with self._lock:
            while not self.has_ended and (chunk := self._chunk()) is not None:
                self._take(chunk)

    def _chunk(self) -> bytes | None:
        """Return some bytes, none at the end of the output, None when nothing has arrived."""
        try:
            return os.read(self._fd, CHUNK)
        except BlockingIOError:
            return None

    def _take(self, chunk: bytes) -> None:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        self.has_ended = not chunk
        if self.has_ended or len(self._rest) > MAX_LINE:
            lines, self._rest = [*lines, self._rest], b""
        for line in filter(None, lines):
            self._sort(line)

    def _sort(self, line: bytes) -> None:
        """Keep a verdict with the others, and any other line for the report."""
        verdict = read_verdict(line)
        if verdict is None:
            self._lines.append(line.decode("utf-8", "replace") + "\n")
            return
        early = self._attempt is None or not self._attempt.call_count
        self._verdicts.append(verdict._replace(early=early))

    def next(self) -> Verdict | None:
        """Return the oldest verdict that was not yet returned, if there is one."""
        return self._verdicts.popleft() if self._verdicts else None

    def close(self) -> None:
        """Read what is left, and nothing afterwards, as the pipe is going to be closed."""
        self.read()
        with self._lock:
            self.has_ended = True

    @property
    def output(self) -> str:
        """The last lines that the worker wrote in this case, beside its verdicts."""
        return "".join(self._lines)
