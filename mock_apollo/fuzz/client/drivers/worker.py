"""How is a client tried hundreds of times a second? It stays, reads a base URL a line, and writes a verdict a line.

A verdict is `{"ok": true}`, `{"ok": false, "error": "..."}` when the client broke, and `{"ok": false, "refused": true}`
when it says that Apollo refused. Other lines are only kept for the report.
"""

import json
import os
import subprocess
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.drivers.command import DRAIN, PIECE, Ear, ProgramError, Programs, Watch, ended
from mock_apollo.fuzz.client.oracle import Broken, storm
from mock_apollo.server.client import surroundings

KEPT_LINES = 100  # of what a worker says beside its verdicts
LONGEST_LINE = 1 << 20  # bytes
END = None  # of what a worker says
PROTOCOL = 'A worker reads a base URL a line, and then writes one line for it, like {"ok": true}, and flushes.'


class Worker:
    """One process, what it says, and how many cases it has served."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.served = 0
        self._said: deque[str] = deque(maxlen=KEPT_LINES)
        self._verdicts: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._ear = Ear(process.stderr)  # type: ignore[arg-type]  # it is a pipe
        self._reader = Thread(target=self._read, args=(process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, pipe: IO[bytes]) -> None:
        with suppress(OSError, ValueError):  # it was closed while somebody held it open
            for line in iter(lambda: pipe.readline(LONGEST_LINE), b""):
                verdict = read_verdict(line)
                if verdict is None:
                    self._said.append(line.decode("utf-8", "replace"))
                else:
                    self._verdicts.put(verdict)
        self._verdicts.put(END)

    def has_more_to_say(self) -> bool:
        """Whether there is a verdict of which nobody knows what it is about."""
        with suppress(Empty):
            verdict = self._verdicts.get_nowait()
            self._verdicts.put(verdict)
            return verdict is not END
        return False

    def tell(self, url: str) -> None:
        """Let it try the case of a base URL."""
        self._said.clear()
        self._ear.forget()
        if self.process.stdin:
            with suppress(OSError):  # its end is seen by whoever waits for the verdict
                os.write(self.process.stdin.fileno(), f"{url}\n".encode())

    def verdict(self) -> dict[str, Any] | None:
        """What it says of a case, or END. Raises Empty when it says nothing for a moment."""
        return self._verdicts.get(timeout=PIECE)

    @property
    def said(self) -> str:
        """What it wrote on standard output in this case, beside its verdict."""
        return "".join(self._said)

    @property
    def complained(self) -> str:
        """What it wrote on standard error in this case."""
        return self._ear.text

    def drain(self) -> None:
        """Wait a moment for what one that has ended still says."""
        self._reader.join(DRAIN)
        self._ear.wait(DRAIN)


def read_verdict(line: bytes) -> dict[str, Any] | None:
    """The verdict in a line, if it is one."""
    try:
        verdict = json.loads(line) if line.startswith(b"{") else None
    except ValueError:
        return None
    return verdict if isinstance(verdict, dict) and isinstance(verdict.get("ok"), bool) else None


class Workers:
    """Some processes of a command; one that ends is replaced."""

    def __init__(self, words: Sequence[str], jobs: int) -> None:
        self.jobs = jobs
        self._words = words
        self._programs = Programs()
        self._idle: SimpleQueue[Worker] = SimpleQueue()

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """Raises ProgramError."""
        worker = self._take(attempt)
        if worker.has_more_to_say():
            self._end(worker)
            raise ProgramError(f"the worker writes more verdicts than it is given base URLs. {PROTOCOL}")
        worker.tell(attempt.url)
        watch = Watch(attempt, timeout)
        late = None
        while late is None:
            try:
                verdict = worker.verdict()
            except Empty:
                late = watch.broken()
            else:
                if verdict is not END:
                    return self._judged(worker, verdict, attempt)
                return self._lost(worker, attempt, timeout)
        self._end(worker)
        hint = f"; its last line is no verdict: {worker.said.splitlines()[-1]}" if worker.said else ""
        return late._replace(why=late.why + hint, output=worker.said + worker.complained)

    def _take(self, attempt: Attempt) -> Worker:
        with suppress(Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker.process.poll() is None:
                    return worker
                self._end(worker)
        more = surroundings(attempt.url, attempt.key)
        return Worker(self._programs.start(self._words, more, subprocess.PIPE))

    def _judged(self, worker: Worker, verdict: dict[str, Any], attempt: Attempt) -> Broken | None:
        worker.served += 1
        output = worker.said + worker.complained
        self._idle.put(worker)
        if attempt.is_stormy:
            return storm(attempt)._replace(output=output)
        if verdict["ok"] or (verdict.get("refused") is True and attempt.was_refused):
            return None
        return Broken("exception", str(verdict.get("error", "it gave no reason")), output)

    def _lost(self, worker: Worker, attempt: Attempt, timeout: float) -> Broken | None:
        """It ended instead of a verdict; if it had not begun with this case, another one has to try it."""
        self._end(worker)
        if worker.served and not attempt.count:
            return self.play(attempt, timeout)
        broken = ended(worker.process.returncode, worker.complained, worker.said, attempt)
        why = f"the worker ended, with exit code {worker.process.returncode}, and gave no verdict. {PROTOCOL}"
        return (broken or Broken("exit-code", why))._replace(output=worker.said + worker.complained)

    def _end(self, worker: Worker) -> None:
        self._programs.kill(worker.process)
        worker.drain()
        self._programs.forget(worker.process)

    def stop(self) -> None:
        """End all of them."""
        self._programs.stop()
        with suppress(Empty):
            while True:
                self._end(self._idle.get_nowait())
