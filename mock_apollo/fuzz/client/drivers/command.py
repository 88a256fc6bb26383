"""How is a command tried? It is run once for each case, with the base URL in its environment."""

import re
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.drivers.crash_output import uncaught
from mock_apollo.fuzz.client.drivers.processes import OutputReader, ProgramError, start
from mock_apollo.fuzz.client.oracle import Broken, storm
from mock_apollo.server.children import Children
from mock_apollo.server.client import surroundings

__all__ = ["Command", "Deadline", "ProgramError", "ended"]

URL = "{url}"  # in an argument of the command: replaced by the base URL
POLL = 0.05  # seconds between two looks at a client that has not ended
DRAIN = 0.5  # seconds to read what a process has written before it ended


class Command:
    """A command that reads the base URL from its environment, or has it in place of `{url}` in its arguments.

    It is broken when a signal kills it, when it ends with an uncaught exception, or with an exit code other than 0
    although Apollo did not refuse. An uncaught exception that matches `refusal` is fine when Apollo refused.
    """

    protocol_errors: Sequence[Broken] = ()

    def __init__(self, words: Sequence[str], jobs: int, refusal: re.Pattern[str] | None = None) -> None:
        self.jobs = jobs
        self._words = words
        self._refusal = refusal
        self._children = Children()

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """Run the command once, for at most `timeout` seconds. Raises ProgramError."""
        words = [word.replace(URL, attempt.url) for word in self._words]
        process = start(self._children, words, surroundings(attempt.url, attempt.key), subprocess.DEVNULL)
        readers = [OutputReader(pipe) for pipe in (process.stdout, process.stderr) if pipe]
        late = _overdue(process, readers[0], Deadline(attempt, timeout))
        self._children.kill(process)
        for reader in readers:
            reader.wait(DRAIN)
        self._children.forget(process)
        stdout, stderr = (reader.text for reader in readers)
        broken = late or ended(process.returncode, stderr, stdout, attempt)
        if broken is None or (broken.code == "exception" and self._is_refusal(stderr, attempt)):
            return None
        return broken._replace(output=stdout + stderr)

    def _is_refusal(self, stderr: str, attempt: Attempt) -> bool:
        """Whether Apollo refused, and the exception says so."""
        return attempt.was_refused and self._refusal is not None and self._refusal.search(stderr) is not None

    def finish(self) -> None:
        """Do nothing: no process outlives its case."""

    def stop(self) -> None:
        """Kill all running processes."""
        self._children.stop()


def _overdue(process: subprocess.Popen[bytes], stdout: OutputReader, deadline: "Deadline") -> Broken | None:
    """Wait for a process; return how it broke when it has to be killed, None when it ended."""
    while process.poll() is None:
        if broken := deadline.broken():
            return broken
        stdout.wait(POLL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLL)
    return None


class Deadline:
    """The time that a running client has left: `timeout` seconds, plus the Retry-After headers that it was sent."""

    def __init__(self, attempt: Attempt, timeout: float) -> None:
        self._attempt = attempt
        self._timeout = timeout
        self._began = time.monotonic()

    def broken(self) -> Broken | None:
        """Return how the client is broken, if its time is over or it made too many calls."""
        attempt, now = self._attempt, time.monotonic()
        if attempt.is_storm:
            return storm(attempt)
        took = now - self._began - attempt.retry_after
        if took < self._timeout:
            return None
        silent = now - max(attempt.last_call_at, self._began) - attempt.retry_after
        if silent > self._timeout / 2:
            return Broken(
                "hang", f"it did not end within {self._timeout:g} s, and made no call in the second half of them"
            )
        return Broken("timeout", f"it was still making calls after {self._timeout:g} s")


def ended(code: int, stderr: str, stdout: str, attempt: Attempt) -> Broken | None:
    """Return how a process that ended with this exit code is broken, if it is."""
    if attempt.is_storm:
        return storm(attempt)
    if code < 0:
        return Broken("signal", f"it was killed by {_signal_name(-code)}")
    exception = uncaught(stderr) if code else ""
    if exception:
        return Broken("exception", exception)
    if code and not attempt.was_refused:
        last_line = (stderr.strip() or stdout.strip() or "no output").splitlines()[-1]
        return Broken("exit-code", f"exit code {code}: {last_line}")
    return None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
