"""How is a client tried that is a program of any kind? It runs once for each case."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Lock, Thread
from typing import IO

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.drivers.crash_output import uncaught
from mock_apollo.fuzz.client.oracle import Broken, storm
from mock_apollo.server.client import surroundings

KEPT = 8_000  # bytes of what a client says on each of its two outputs
URL = "{url}"  # in an argument: where the base URL is to stand
PIECE = 0.05  # seconds between two looks at a client that has not ended
DRAIN = 0.5  # seconds for what a program that has ended still says
CHUNK = 1 << 16  # bytes


class ProgramError(Exception):
    """The command cannot be run, or does not speak as a worker should; the message says why."""


class Programs:
    """What was started, so that nothing of it stays behind. Each has a session of its own, with all that it starts."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = Lock()
        self._stopped = False

    def start(self, words: Sequence[str], more: Mapping[str, str], stdin: int) -> subprocess.Popen[bytes]:
        """A program with more in its environment than we have. Raises ProgramError."""
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(  # noqa: S603 - it is what we are asked to run
                words, env={**os.environ, **more}, stdin=stdin, stdout=pipe, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            raise ProgramError(f"{words[0]} cannot be run: {error.strerror}. Give the command behind --.") from error
        with self._lock:
            self._running.add(process)
        if self._stopped:
            self.kill(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End it, and all that it has started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def forget(self, process: subprocess.Popen[bytes]) -> None:
        """Close what leads to one that has ended."""
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        with self._lock:
            self._running.discard(process)

    def stop(self) -> None:
        """End all of them, and all that are still to start."""
        self._stopped = True
        with self._lock:
            running = [*self._running]
        for process in running:
            self.kill(process)


class Ear:
    """Hears what a program says on one of its outputs, and keeps the end of it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._heard = bytearray()
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with suppress(OSError, ValueError):  # it was closed while somebody held it open
            while chunk := os.read(self._pipe.fileno(), CHUNK):
                self._heard += chunk
                if len(self._heard) > 2 * KEPT:
                    del self._heard[:-KEPT]

    def forget(self) -> None:
        """Begin anew."""
        self._heard.clear()

    def wait(self, seconds: float) -> None:
        """Until it has said all, or so long."""
        self._thread.join(seconds)

    @property
    def text(self) -> str:
        """What was heard; of a line that is cut nothing is left, as it could be half of a secret."""
        heard = bytes(self._heard)
        kept = heard if len(heard) <= KEPT else heard[-KEPT:].partition(b"\n")[2]
        return kept.decode("utf-8", "replace")


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
        process = self._programs.start(words, surroundings(attempt.url, attempt.key), subprocess.DEVNULL)
        ears = [Ear(pipe) for pipe in (process.stdout, process.stderr) if pipe]
        late = _waited(process, ears[0], Watch(attempt, timeout))
        self._programs.kill(process)
        for ear in ears:
            ear.wait(DRAIN)
        self._programs.forget(process)
        said, complained = (ear.text for ear in ears)
        broken = late or ended(process.returncode, complained, said, attempt)
        if broken is None or (broken.code == "exception" and self._is_refusal(complained, attempt)):
            return None
        return broken._replace(output=said + complained)

    def _is_refusal(self, complained: str, attempt: Attempt) -> bool:
        """Whether it only says, in its own way, that Apollo refused, which Apollo did."""
        return attempt.was_refused and self._refusal is not None and self._refusal.search(complained) is not None

    def stop(self) -> None:
        """End what runs."""
        self._programs.stop()


def _waited(process: subprocess.Popen[bytes], ear: Ear, watch: "Watch") -> Broken | None:
    """How a program is broken that has to be ended; None when it ended by itself."""
    while process.poll() is None:
        if broken := watch.broken():
            return broken
        ear.wait(PIECE)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PIECE)
    return None


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
            return storm(attempt)
        took = now - self._began - attempt.told_to_wait
        if took < self._timeout:
            return None
        silent = now - max(attempt.heard_at, self._began) - attempt.told_to_wait
        if silent > self._timeout / 2:
            return Broken("hang", f"it did not end within {self._timeout:g} s, and had not called for half of them")
        return Broken("timeout", f"it was still calling after {self._timeout:g} s")


def ended(code: int, complained: str, said: str, attempt: Attempt) -> Broken | None:
    """How a program is broken that has ended with a code, if it is; by what it wrote on standard error and output."""
    if attempt.is_stormy:
        return storm(attempt)
    if code < 0:
        return Broken("signal", f"it was killed by {_name_of(-code)}")
    reason = uncaught(complained) if code else ""
    if reason:
        return Broken("exception", reason)
    if code and not attempt.was_refused:
        last = (complained.strip() or said.strip() or "it said nothing").splitlines()[-1]
        return Broken("exit-code", f"exit code {code}: {last}")
    return None


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
