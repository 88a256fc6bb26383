"""How is a worker tried? It keeps running, reads a base URL a line, and writes a verdict a line (see verdicts.py).

A verdict belongs to the case that it names. One without a name, as older workers write it, is taken for the case that
the worker was given last, if it can be meant for no other: the client has made a call in this case, or the worker has
answered none before. Every other verdict is an error of the worker's, which is reported beside the cases.
"""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

from mock_apollo.fuzz.client.attempt import Attempt, AttemptLostError
from mock_apollo.fuzz.client.drivers.command import DRAIN, POLL, Deadline, ended
from mock_apollo.fuzz.client.drivers.processes import OutputReader, start
from mock_apollo.fuzz.client.drivers.verdicts import Verdict, VerdictReader
from mock_apollo.fuzz.client.oracle import Broken, storm
from mock_apollo.protocol.printable import cut, printable
from mock_apollo.server.children import Children
from mock_apollo.server.client import surroundings

FAREWELL = 2.0  # seconds for idle workers to end when their input does
MAX_NAME = 100  # characters
PROTOCOL = (
    'A worker reads a base URL a line, writes one line for it, like {"url": "<base URL>", "ok": true}, and flushes.'
)
NAMELESS = 'Name the case in each verdict, as in {"url": "<base URL>", "ok": true}.'


class Worker:
    """One process, its outputs, and the numbers of the cases that it was given and has answered."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.answered: set[str] = set()
        self.verdicts = VerdictReader(process)
        self._stderr = OutputReader(process.stderr)  # type: ignore[arg-type]  # it is a pipe

    def give(self, attempt: Attempt) -> None:
        """Write the base URL of an attempt to the worker's standard input."""
        self.verdicts.begin(attempt)
        self._stderr.clear()
        if self.process.stdin:
            with suppress(OSError):  # the worker has ended, which is noticed at the end of its output
                os.write(self.process.stdin.fileno(), f"{attempt.url}\n".encode())

    def end_input(self) -> None:
        """Close the worker's standard input, at which it should end."""
        if self.process.stdin:
            with suppress(OSError):
                self.process.stdin.close()

    def read_to_the_end(self, until: float) -> None:
        """Read until the worker closes its output, or until a time of `time.monotonic()`."""
        while not self.verdicts.has_ended and (left := until - time.monotonic()) > 0:
            self.verdicts.wait(min(left, POLL))

    def drain(self) -> None:
        """Read what a process that was killed has written before."""
        self.read_to_the_end(time.monotonic() + DRAIN)
        self._stderr.wait(DRAIN)

    @property
    def stderr(self) -> str:
        """What the worker wrote to standard error in this case."""
        return self._stderr.text

    @property
    def output(self) -> str:
        """What the worker wrote in this case, beside its verdicts."""
        return self.verdicts.output + self.stderr


class Workers:
    """Processes of one command, of which `jobs` run at once; one that ends or breaks the protocol is replaced."""

    def __init__(self, words: Sequence[str], jobs: int) -> None:
        self.jobs = jobs
        self.protocol_errors: list[Broken] = []
        self._words = words
        self._children = Children()
        self._idle: SimpleQueue[Worker] = SimpleQueue()

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """Give an attempt to a worker, and wait for its verdict. Raises AttemptLostError, ProgramError."""
        worker = self._take(attempt)
        worker.give(attempt)
        deadline = Deadline(attempt, timeout)
        late = None
        while late is None:
            worker.verdicts.wait(POLL)
            if verdict := self._verdict(worker, attempt):
                return self._judged(worker, verdict, attempt)
            if worker.verdicts.has_ended:
                return self._lost(worker, attempt)
            late = deadline.broken()
        self._end(worker)
        lines = worker.verdicts.output.splitlines()
        hint = f"; its last line is not a verdict: {lines[-1]}" if lines else ""
        return late._replace(why=late.why + hint, output=worker.output)

    def _take(self, attempt: Attempt) -> Worker:
        """Return an idle worker without surplus verdicts, or start one. Raises ProgramError."""
        for worker in self._idle_workers():
            if worker.process.poll() is None and not self._reports_surplus(worker):
                return worker
            self._end(worker)
        variables = surroundings(attempt.url, attempt.key)
        return Worker(start(self._children, self._words, variables, subprocess.PIPE))

    def _idle_workers(self) -> Iterator[Worker]:
        with suppress(Empty):
            while True:
                yield self._idle.get_nowait()

    def _verdict(self, worker: Worker, attempt: Attempt) -> Verdict | None:
        """Return the verdict on the attempt, if it has come; report all others. Raises AttemptLostError."""
        while verdict := worker.verdicts.next():
            if verdict.case == str(attempt.number) or self._is_meant(worker, verdict):
                return verdict
            self._report(worker, verdict)
            if not verdict.case:
                self._end(worker)
                raise AttemptLostError
        return None

    def _is_meant(self, worker: Worker, verdict: Verdict) -> bool:
        """Whether a verdict without a name can only be on the case that the worker was given last."""
        return not verdict.case and (not verdict.early or not worker.answered)

    def _reports_surplus(self, worker: Worker) -> bool:
        """Report the verdicts of an idle worker; return whether one of them had no name, so that it cannot go on."""
        worker.verdicts.read()
        nameless = False
        while verdict := worker.verdicts.next():
            self._report(worker, verdict)
            nameless = nameless or not verdict.case
        return nameless

    def _report(self, worker: Worker, verdict: Verdict) -> None:
        """Add a finding for a verdict that belongs to no case that the worker has still to answer."""
        if not verdict.case:
            why = f"it answered a case twice, or before its client had made a call. {NAMELESS}"
        elif verdict.case in worker.answered:
            why = f"it answered a case twice: /case/{verdict.case}"
        else:
            why = f"it answered a case that it was not given: {printable(cut(verdict.case, MAX_NAME))}"
        self.protocol_errors.append(Broken("worker-protocol", why))

    def _judged(self, worker: Worker, verdict: Verdict, attempt: Attempt) -> Broken | None:
        worker.answered.add(str(attempt.number))
        output = worker.output
        self._idle.put(worker)
        if attempt.is_storm:
            return storm(attempt)._replace(output=output)
        if verdict.ok or (verdict.refused and attempt.was_refused):
            return None
        return Broken("exception", verdict.error, output)

    def _lost(self, worker: Worker, attempt: Attempt) -> Broken | None:
        """Judge a worker that ended without a verdict. Raises AttemptLostError when it ended before this case began."""
        self._end(worker)
        if worker.answered and not attempt.call_count:
            raise AttemptLostError
        broken = ended(worker.process.returncode, worker.stderr, worker.verdicts.output, attempt)
        why = f"the worker ended with exit code {worker.process.returncode}, without a verdict. {PROTOCOL}"
        return (broken or Broken("exit-code", why))._replace(output=worker.output)

    def _end(self, worker: Worker) -> None:
        self._children.kill(worker.process)
        worker.drain()
        worker.verdicts.close()
        self._children.forget(worker.process)

    def finish(self) -> None:
        """Let the idle workers end, and report the verdicts that they still write."""
        workers = [*self._idle_workers()]
        for worker in workers:
            worker.end_input()
        until = time.monotonic() + FAREWELL
        for worker in workers:
            worker.read_to_the_end(until)
            self._reports_surplus(worker)
            self._end(worker)

    def stop(self) -> None:
        """Kill all workers."""
        self._children.stop()
        for worker in self._idle_workers():
            self._end(worker)
