"""How are the processes of clients started and read?"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Thread
from typing import IO

from mock_apollo.server.children import Children

MAX_OUTPUT = 8_000  # bytes kept of each output of a client
CHUNK = 1 << 16  # bytes of a read


class ProgramError(Exception):
    """The command cannot be run; the message says why, and what to do."""


def start(
    children: Children, words: Sequence[str], variables: Mapping[str, str], stdin: int
) -> subprocess.Popen[bytes]:
    """Start a command with our environment and `variables`. Raises ProgramError."""
    pipe = subprocess.PIPE
    try:
        return children.start(words, env={**os.environ, **variables}, stdin=stdin, stdout=pipe, stderr=pipe)
    except OSError as error:
        raise ProgramError(f"{words[0]} cannot be run: {error.strerror}. Give the command behind --.") from error


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
