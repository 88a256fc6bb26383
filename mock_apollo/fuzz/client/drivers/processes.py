"""How are the processes of clients started, read and killed? None is left running, nor anything that they started."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Lock, Thread
from typing import IO

MAX_OUTPUT = 8_000  # bytes kept of each output of a client
CHUNK = 1 << 16  # bytes of a read


class ProgramError(Exception):
    """The command cannot be run; the message says why, and what to do."""


class Processes:
    """The running processes of one command; each has its own process group, which is killed as a whole."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = Lock()
        self._stopped = False

    def start(self, words: Sequence[str], variables: Mapping[str, str], stdin: int) -> subprocess.Popen[bytes]:
        """Start a command with our environment and `variables`. Raises ProgramError."""
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(  # noqa: S603 - the command of the user
                words, env={**os.environ, **variables}, stdin=stdin, stdout=pipe, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            raise ProgramError(f"{words[0]} cannot be run: {error.strerror}. Give the command behind --.") from error
        with self._lock:
            self._running.add(process)
        if self._stopped:
            self.kill(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process and its group, and wait for it."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self, process: subprocess.Popen[bytes]) -> None:
        """Close the pipes of a process that has ended."""
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        with self._lock:
            self._running.discard(process)

    def stop(self) -> None:
        """Kill all processes, and those that are started later."""
        self._stopped = True
        with self._lock:
            running = [*self._running]
        for process in running:
            self.kill(process)


class OutputReader:
    """Reads one output of a process in a thread, and keeps its end."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._output = bytearray()
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with suppress(OSError, ValueError):  # the pipe was closed, while a process that the client left held it open
            while chunk := os.read(self._pipe.fileno(), CHUNK):
                self._output += chunk
                if len(self._output) > 2 * MAX_OUTPUT:
                    del self._output[:-MAX_OUTPUT]

    def clear(self) -> None:
        """Drop what was read so far."""
        self._output.clear()

    def wait(self, seconds: float) -> None:
        """Wait for the end of the output, but no longer than this."""
        self._thread.join(seconds)

    @property
    def text(self) -> str:
        """The output; a line that is cut is left out as a whole, as it could be half of a secret."""
        output = bytes(self._output)
        kept = output if len(output) <= MAX_OUTPUT else output[-MAX_OUTPUT:].partition(b"\n")[2]
        return kept.decode("utf-8", "replace")
