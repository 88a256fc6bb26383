"""How does a command run beside a fake of its own? The fake starts, the command runs, the fake is gone."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.findings import Finding
from mock_apollo.journal.journal import Entry
from mock_apollo.journal.query import violations
from mock_apollo.server.background import running
from mock_apollo.server.client import surroundings

FORWARDED = [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH]
REFUSED = 400
KILLED = 128  # and the number of the signal: how a shell tells of it
NOT_FOUND, NOT_EXECUTABLE = 127, 126
TOLD = 10  # violations in the summary


class Summary:
    """What was said while the command ran; it listens."""

    def __init__(self) -> None:
        self.calls = 0
        self.refusals = 0
        self.violations: list[Finding] = []

    def hear(self, entry: Entry) -> None:
        """One more call."""
        self.calls += 1
        self.refusals += entry.line[2] >= REFUSED
        self.violations += violations([entry])

    def text(self) -> str:
        """A line, and what the client should not have done."""
        lines = [f"mock-apollo: {self.calls} calls, {self.refusals} refused, {len(self.violations)} violations"]
        lines += [f"  {found.line}" for found in self.violations[:TOLD]]
        more = len(self.violations) - TOLD
        return "\n".join((*lines, f"  and {more} more")) if more > 0 else "\n".join(lines)


def execute(apollo: Apollo, command: Sequence[str], key: str, admin_token: str | None = None) -> tuple[int, Summary]:
    """The exit code of a command that found the fake in its environment, and what it said to it."""
    summary = Summary()
    apollo.journal.listen(summary.hear)
    with running(apollo, admin_token) as server:
        token = {"MOCK_APOLLO_ADMIN_TOKEN": admin_token} if admin_token else {}
        return _run(command, surroundings(server.url, key) | token), summary


def _run(command: Sequence[str], more: Mapping[str, str]) -> int:
    """The exit code, as a shell would have it."""
    try:
        process = subprocess.Popen(command, env={**os.environ, **more})  # noqa: S603 - it is what we are asked to run
    except OSError as error:
        return NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_EXECUTABLE
    with process, _forwarding(process):
        code = process.wait()
    return KILLED - code if code < 0 else code


@contextmanager
def _forwarding(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Signals go to the command; we end when it does."""

    def forward(number: int, _: FrameType | None) -> None:
        process.send_signal(number)

    before = {number: signal.signal(number, forward) for number in FORWARDED}
    # Ctrl-C reaches the command by itself, as the terminal tells all of us; where there is none, somebody means us.
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN if sys.stdin.isatty() else forward)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
