"""How is a client tried that is a program of any kind? It runs once for each case."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from threading import Lock

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.verdict import SUCCESS, Broken, in_a_line
from mock_apollo.remote import surroundings

KEPT = 8_000  # characters of what a client says
URL = "{url}"  # in an argument: where the base URL is to stand
PIECE = 0.05  # seconds between two looks at a client that has not ended
CRASHES = re.compile(  # what interpreters say of an exception that nobody caught
    r"^(?:Traceback \(most recent call last\):|Uncaught |Unhandled |Exception in thread |panic: |thread '.*' panicked)"
    r"|^Node\.js v\d",
    re.MULTILINE,
)
REASON = re.compile(r"^(?:Uncaught |panic: )?([\w.]*(?:Error|Exception)\b.*|runtime error: .*)$", re.MULTILINE)


class ProgramError(Exception):
    """The command cannot be run; the message says why."""


class Programs:
    """What was started, so that nothing of it stays behind. Each has a session of its own, with all that it starts."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = Lock()

    def start(self, words: Sequence[str], more: Mapping[str, str], stderr: int) -> subprocess.Popen[str]:
        """A program with more in its environment than we have. Raises ProgramError."""
        with self._lock:
            try:
                process = subprocess.Popen(  # noqa: S603 - it is what we are asked to run
                    words,
                    env={**os.environ, **more},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    start_new_session=True,
                )
            except OSError as error:
                raise ProgramError(
                    f"{words[0]} cannot be run: {error.strerror}. Give the command behind --."
                ) from error
            self._running.add(process)
        return process

    def kill(self, process: subprocess.Popen[str]) -> None:
        """End it, and all that it has started."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def forget(self, process: subprocess.Popen[str]) -> None:
        """End it, and close what leads to it; whoever reads from it has done so."""
        self.kill(process)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                pipe.close()
        with self._lock:
            self._running.discard(process)

    def kill_all(self) -> None:
        """End all of them; whoever waits for one forgets it."""
        for process in [*self._running]:
            self.kill(process)


class Command:
    """A command that finds the base URL in its environment, or wherever `{url}` stands among its words.

    It is broken when it is killed, when nobody caught its exception, or when it ends with another code than 0 although
    Apollo granted what it asked for. An exception that `refusal` matches says that Apollo refused, and is as it should
    be when Apollo did.
    """

    def __init__(self, words: Sequence[str], jobs: int, refusal: re.Pattern[str] | None = None) -> None:
        self.jobs = jobs
        self._words = words
        self._refusal = refusal
        self._programs = Programs()

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """Raises ProgramError."""
        words = [word.replace(URL, attempt.url) for word in self._words]
        process = self._programs.start(words, surroundings(attempt.url, attempt.key), subprocess.STDOUT)
        try:
            output, late = self._waited(process, attempt, timeout)
        finally:
            self._programs.forget(process)
        output = output[-KEPT:]
        broken = late._replace(output=output) if late else ended(process.returncode, output, attempt)
        return None if broken and self._is_refusal(broken, attempt) else broken

    def _is_refusal(self, broken: Broken, attempt: Attempt) -> bool:
        """Whether it only says, in its own way, that Apollo refused, which Apollo did."""
        if broken.code != "exception" or self._refusal is None or attempt.case.reply.status in SUCCESS:
            return False
        return self._refusal.search(broken.why) is not None

    def _waited(self, process: subprocess.Popen[str], attempt: Attempt, timeout: float) -> tuple[str, Broken | None]:
        """What it said, and how it broke, if it had to be ended."""
        watch = Watch(attempt, timeout)
        while True:
            try:
                return process.communicate(timeout=PIECE)[0], None
            except subprocess.TimeoutExpired:
                if broken := watch.broken():
                    self._programs.kill(process)
                    return process.communicate()[0], broken

    def stop(self) -> None:
        """End what runs."""
        self._programs.kill_all()


class Watch:
    """Looks after a client that has not ended: it has `timeout` seconds, and the time that it is told to wait."""

    def __init__(self, attempt: Attempt, timeout: float) -> None:
        self._attempt = attempt
        self._timeout = timeout
        self._began = time.monotonic()

    def broken(self) -> Broken | None:
        """How it is broken, if it is."""
        attempt, now = self._attempt, time.monotonic()
        if attempt.is_stormy:
            return Broken("retry-storm", f"it made more than {attempt.most} calls")
        took = now - self._began - attempt.told_to_wait
        if took < self._timeout:
            return None
        silent = now - max(attempt.heard_at, self._began) - attempt.told_to_wait
        if silent > self._timeout / 2:
            return Broken("hang", f"it did not end within {self._timeout:g} s, and had not called for half of them")
        return Broken("timeout", f"it was still calling after {self._timeout:g} s")


def ended(code: int, output: str, attempt: Attempt) -> Broken | None:
    """How a program is broken that has ended, if it is."""
    if attempt.is_stormy:
        return Broken("retry-storm", f"it made more than {attempt.most} calls", output)
    if code < 0:
        return Broken("signal", f"it was killed by {signal.Signals(-code).name}", output)
    if code and CRASHES.search(output):
        reasons = REASON.findall(output)
        return Broken("exception", in_a_line(reasons[-1] if reasons else output), output)
    if code and attempt.case.reply.status in SUCCESS:
        last = output.strip().splitlines()[-1:] or ["it said nothing"]
        return Broken("exit-code", f"exit code {code}: {in_a_line(last[0])}", output)
    return None
