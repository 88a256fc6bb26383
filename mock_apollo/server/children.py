"""How are the processes that we start kept? None of them outlives us, nor does anything that they started."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Self

from mock_apollo.server import orphans
from mock_apollo.server.orphans import BEGAN, ENDED, signalled

GRACE = 2.0  # seconds that a group has to end by itself after its leader
PAUSE = 0.02  # seconds between two looks at such a group


class Children:
    """The running processes that we have started; each leads a process group, which is killed as a whole.

    Should we be killed, so that we cannot, a program beside us does it (orphans.py).
    """

    def __init__(self) -> None:
        self._running: dict[subprocess.Popen[bytes], int] = {}  # with what is killed: its group or itself
        self._watcher: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, words: Sequence[str], *, leads: bool = True, **options: Any) -> subprocess.Popen[bytes]:
        """Start a command with options of Popen; it `leads` a group, or belongs to ours. Raises OSError."""
        with self._lock:
            if self._watcher is None and not self._stopped:
                self._watcher = _start_watcher()
        process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - ourselves, or the command of the user
            words, process_group=0 if leads else None, **options
        )
        with self._lock:
            self._running[process] = -process.pid if leads else process.pid
            self._tell(BEGAN, self._running[process])
        if self._stopped:
            self.kill(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process and its group, and wait for it."""
        signalled(self._running.get(process, -process.pid), signal.SIGKILL)
        process.wait()

    def end_group(self, process: subprocess.Popen[bytes]) -> None:
        """Let the group of a process that has ended end as well, and kill it if it takes too long."""
        until = time.monotonic() + GRACE
        while signalled(-process.pid, 0) and time.monotonic() < until:
            time.sleep(PAUSE)
        signalled(-process.pid, signal.SIGKILL)

    def forget(self, process: subprocess.Popen[bytes]) -> None:
        """Close the pipes of a process that has ended; what it left running is its own."""
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        with self._lock:
            if target := self._running.pop(process, None):
                self._tell(ENDED, target)

    def stop(self) -> None:
        """Kill all processes, and those that are started later."""
        self._stopped = True
        with self._lock:
            running = [*self._running]
        for process in running:
            self.kill(process)
        with self._lock:
            watcher, self._watcher = self._watcher, None
        if watcher:
            watcher.communicate()

    def _tell(self, happened: str, target: int) -> None:
        if self._watcher and self._watcher.stdin:
            with suppress(OSError):
                self._watcher.stdin.write(f"{happened} {target}\n".encode())


def _start_watcher() -> subprocess.Popen[bytes]:
    """Start the program that kills what we leave behind, where no signal for us reaches it."""
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-I", "-S", str(Path(orphans.__file__))],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
