"""How is a client tried hundreds of times a second? It stays, reads a base URL a line, and writes a verdict a line.

A verdict is `{"ok": true}`, `{"ok": false, "error": "..."}` when the client broke, and `{"ok": false, "refused": true}`
when it says that Apollo refused. Other lines are only kept for the report.
"""

import json
import subprocess
from collections import deque
from collections.abc import Iterable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.program import PIECE, Programs, Watch, ended
from mock_apollo.fuzz.client.verdict import SUCCESS, Broken, in_a_line
from mock_apollo.remote import surroundings

KEPT = 100  # lines of what a worker says
END = None  # of what a worker says


class Worker:
    """One process, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: deque[str] = deque(maxlen=KEPT)
        self.verdicts: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._readers = [
            Thread(target=self._read, args=(process.stdout,), daemon=True),
            Thread(target=self._hear, args=(process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, lines: Iterable[str]) -> None:
        for line in lines:
            verdict = read_verdict(line)
            if verdict is None:
                self.said.append(line)
            else:
                self.verdicts.put(verdict)
        self.verdicts.put(END)

    def _hear(self, lines: Iterable[str]) -> None:
        self.said.extend(lines)

    def tell(self, url: str) -> None:
        """Let it try the case of a base URL."""
        self.said.clear()
        stdin = self.process.stdin
        if stdin and self.process.poll() is None:
            stdin.write(f"{url}\n")
            stdin.flush()

    @property
    def output(self) -> str:
        """What it said beside its verdicts, in this case."""
        return "".join(self.said)

    def wait(self) -> int:
        """The code with which it ended, when it has said all."""
        for reader in self._readers:
            reader.join()
        return self.process.wait()


def read_verdict(line: str) -> dict[str, Any] | None:
    """The verdict in a line, if it is one."""
    try:
        verdict = json.loads(line) if line.startswith("{") else None
    except ValueError:
        return None
    return verdict if isinstance(verdict, dict) and isinstance(verdict.get("ok"), bool) else None


class Workers:
    """Some processes of a command; one that breaks off is replaced."""

    def __init__(self, words: Sequence[str], jobs: int) -> None:
        self.jobs = jobs
        self._words = words
        self._programs = Programs()
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._workers: set[Worker] = set()

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """Raises ProgramError."""
        worker = self._take(attempt)
        try:
            worker.tell(attempt.url)
        except BrokenPipeError:
            return self._lost(worker, attempt)
        watch = Watch(attempt, timeout)
        while True:
            try:
                verdict = worker.verdicts.get(timeout=PIECE)
            except Empty:
                if broken := watch.broken():
                    self._end(worker)
                    return broken._replace(output=worker.output)
            else:
                return self._lost(worker, attempt) if verdict is END else self._judged(worker, verdict, attempt)

    def _take(self, attempt: Attempt) -> Worker:
        try:
            return self._idle.get_nowait()
        except Empty:
            more = surroundings(attempt.url, attempt.key)
            worker = Worker(self._programs.start(self._words, more, subprocess.PIPE))
            self._workers.add(worker)
            return worker

    def _judged(self, worker: Worker, verdict: dict[str, Any], attempt: Attempt) -> Broken | None:
        output = worker.output
        self._idle.put(worker)
        if attempt.is_stormy:
            return Broken("retry-storm", f"it made more than {attempt.most} calls", output)
        if verdict["ok"] or (verdict.get("refused") and attempt.case.reply.status not in SUCCESS):
            return None
        return Broken("exception", in_a_line(str(verdict.get("error", "it gave no reason"))), output)

    def _lost(self, worker: Worker, attempt: Attempt) -> Broken:
        """It ended in the middle of a case."""
        code = worker.wait()
        self._end(worker)
        broken = ended(code, worker.output, attempt)
        return broken or Broken(
            "exit-code", f"the worker ended, with exit code {code}, and gave no verdict", worker.output
        )

    def _end(self, worker: Worker) -> None:
        self._programs.kill(worker.process)
        worker.wait()
        self._programs.forget(worker.process)
        self._workers.discard(worker)

    def stop(self) -> None:
        """End all of them."""
        for worker in [*self._workers]:
            self._end(worker)
