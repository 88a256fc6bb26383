"""How do lines reach a log that is slow, or that nobody reads? From a thread, in batches; the rest is dropped."""

import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

MAX_WAITING = 10_000  # lines
BATCH = 500  # lines
GATHER = 0.01  # seconds in which lines are gathered for one write
PATIENCE = 1.0  # seconds that the end waits for the last lines

Format = Callable[[Any], str]


class LineWriter:
    """Writes lines to a stream from a thread of its own, so that whoever puts one never waits.

    While `max_waiting` lines wait, new ones are dropped and counted; `dropped_line` makes the line that says so as soon
    as the stream takes lines again. `shown` returns what is written of many lines. A stream whose reader has gone is
    ignored.
    """

    def __init__(
        self,
        stream: TextIO,
        dropped_line: Callable[[int], str],
        shown: Callable[[str], str] = str,
        max_waiting: int = MAX_WAITING,
    ) -> None:
        self._write = _writer_of(stream)
        self._shown = shown
        self._dropped_line = dropped_line
        self._max_waiting = max_waiting
        self._waiting: deque[tuple[Format, Any]] = deque()
        self._dropped = 0
        self._news = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def put(self, form: Format, item: Any) -> None:
        """Let a line be written: what `form`, called in the thread, makes of an item."""
        if len(self._waiting) >= self._max_waiting:
            self._dropped += 1
            return
        self._waiting.append((form, item))
        if not self._news.is_set():
            self._news.set()

    def close(self, patience: float = PATIENCE) -> None:
        """Write what is waiting, for so many seconds at most, and stop."""
        self._closing = True
        self._news.set()
        self._thread.join(patience)

    def _run(self) -> None:
        while not (self._closing and not self._waiting):
            self._news.wait()
            self._news.clear()
            while self._waiting:
                if not self._closing:  # writing line by line, the thread would take the interpreter after each call
                    time.sleep(GATHER)
                self._write_batch()

    def _write_batch(self) -> None:
        lines = []
        for _ in range(min(BATCH, len(self._waiting))):
            form, item = self._waiting.popleft()
            lines.append(form(item))
        dropped, self._dropped = self._dropped, 0
        if dropped:
            lines.append(self._dropped_line(dropped))
        with suppress(OSError):
            self._write(self._shown("\n".join((*lines, ""))))


def _writer_of(stream: TextIO) -> Callable[[str], None]:
    """Return what writes text to a stream: to its descriptor, if there is one, as a blocked write holds the stream."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return lambda text: _write_and_flush(stream, text)
    return lambda text: _write_all(descriptor, text.encode("utf-8", "backslashreplace"))


def _write_and_flush(stream: TextIO, text: str) -> None:
    stream.write(text)
    stream.flush()


def _write_all(descriptor: int, data: bytes) -> None:
    """Write all bytes; of a descriptor that does not block, wait until it takes more."""
    while data:
        try:
            data = data[os.write(descriptor, data) :]
        except BlockingIOError:
            select.select([], [descriptor], [])
