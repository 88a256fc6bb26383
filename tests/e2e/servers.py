"""How do the tests start a real server?"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
TIMEOUT = 30


class Server(NamedTuple):
    """A server process whose address is known; its log is in a file."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        """Send the signal, wait for the end, and return the exit code."""
        self.process.send_signal(with_signal)
        return self.process.wait(TIMEOUT)


@contextmanager
def serving(
    folder: Path,
    *flags: str,
    command: tuple[str, ...] = (sys.executable, "-m", "mock_apollo"),
    stderr: int | None = None,
) -> Iterator[Server]:
    """Run `mock-apollo serve` on a free port, with the folder as its working directory."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MOCK_APOLLO_")}
    log = folder / "server.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(  # noqa: S603 - our own command
            [*command, "serve", "--port", "0", *flags],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors if stderr is None else stderr,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"http://\S+", said)
            assert found, (said, log.read_text())
            yield Server(found[0], process, log)
        finally:
            process.kill()
