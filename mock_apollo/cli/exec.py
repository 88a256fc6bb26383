"""What does `mock-apollo exec` do? It runs a command beside a fake that lives as long as the command."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mock_apollo.cli.exits import FINDINGS
from mock_apollo.cli.options import options_of_settings, settings_and_records
from mock_apollo.contract.findings import Finding
from mock_apollo.protocol.printable import printable

if TYPE_CHECKING:
    from mock_apollo.apollo.answer import Apollo
    from mock_apollo.journal.journal import Entry

FORWARDED = [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH]
REFUSED = 400
KILLED = 128  # plus the number of the signal, as shells report it
NOT_FOUND, NOT_EXECUTABLE = 127, 126
MAX_SHOWN = 10  # violations in the summary

Words = Annotated[list[str], typer.Argument(metavar="COMMAND", help="The command and its arguments, after --.")]
Strict = Annotated[
    bool,
    typer.Option("--strict", help="Exit with 1 if the client broke the contract.", rich_help_panel="Result"),
]


@options_of_settings
def exec_command(command: Words, strict: Strict = False, **flags: Any) -> None:
    """Run a command beside a fake of its own.

    For example: mock-apollo exec -- pytest. The fake listens on a free port and stops when the command ends. The
    command gets APOLLO_API_BASE_URL, MOCK_APOLLO_URL and MOCK_APOLLO_KEY in its environment. The exit code is that of
    the command: 127 if it is not found, 126 if it cannot be executed; 1 with --strict, if it succeeded with
    violations; 2 if a setting is wrong.
    """
    from mock_apollo.server.build import build_apollo  # noqa: PLC0415 - slow, and only this command needs it

    settings, records = settings_and_records(flags)
    apollo = build_apollo(settings, records)
    code, summary = execute(apollo, command, next(iter(settings.keys or ()), "demo"), settings.admin_token)
    if code in (NOT_FOUND, NOT_EXECUTABLE) and not summary.calls:
        typer.echo(
            f"mock-apollo: {printable(command[0])} ended with {code}; does it exist, and is it executable?", err=True
        )
    typer.echo(summary.text(), err=True)
    raise typer.Exit(code or (FINDINGS if strict and summary.violations else 0))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


class Summary:
    """The calls of the command: their number, the refusals, and the violations of the contract."""

    def __init__(self) -> None:
        self.calls = 0
        self.refusals = 0
        self.violations: list[Finding] = []

    def hear(self, entry: "Entry") -> None:
        """Count one call."""
        from mock_apollo.journal.query import violations  # noqa: PLC0415 - only this command needs it

        self.calls += 1
        self.refusals += entry.status >= REFUSED
        self.violations += violations([entry])

    def text(self) -> str:
        """Return a line with the counts, and a line for each of the first violations."""
        counts = (_counted(self.calls, "call"), f"{self.refusals} refused", _counted(len(self.violations), "violation"))
        lines = [f"mock-apollo: {', '.join(counts)}"]
        lines += [f"  {found.line}" for found in self.violations[:MAX_SHOWN]]
        more = len(self.violations) - MAX_SHOWN
        return "\n".join((*lines, f"  and {more} more")) if more > 0 else "\n".join(lines)


def execute(apollo: "Apollo", command: Sequence[str], key: str, admin_token: str | None) -> tuple[int, Summary]:
    """Run a command with the address of the fake in its environment; return its exit code and a summary."""
    from mock_apollo.server.background import running  # noqa: PLC0415 - slow, and only this command needs it
    from mock_apollo.server.client import surroundings  # noqa: PLC0415 - likewise

    summary = Summary()
    apollo.journal.listen(summary.hear)
    with running(apollo, admin_token) as server:
        token = {"MOCK_APOLLO_ADMIN_TOKEN": admin_token} if admin_token else {}
        return _run(command, surroundings(server.url, key) | token), summary


def _run(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run a command and return its exit code as a shell reports it."""
    try:
        process = subprocess.Popen(command, env={**os.environ, **variables})  # noqa: S603 - the user's own command
    except OSError as error:
        return NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_EXECUTABLE
    with process, _forwarding(process):
        code = process.wait()
    return KILLED - code if code < 0 else code


@contextmanager
def _forwarding(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Forward signals to the command instead of dying of them."""

    def forward(number: int, _: FrameType | None) -> None:
        process.send_signal(number)

    before = {number: signal.signal(number, forward) for number in FORWARDED}
    # A terminal sends Ctrl-C to the command too; without a terminal, SIGINT comes to this process alone.
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN if sys.stdin.isatty() else forward)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
