"""What does `mock-apollo exec` do? It runs a command beside a fake that lives as long as the command."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mock_apollo.cli.exits import ENDING, FINDINGS, KILLED, NO_CALL, USAGE
from mock_apollo.cli.options import options_of_settings, settings_and_records
from mock_apollo.contract.findings import Finding
from mock_apollo.protocol.printable import printable
from mock_apollo.server.children import Children

if TYPE_CHECKING:
    from mock_apollo.apollo.answer import Apollo
    from mock_apollo.journal.journal import Entry

FORWARDED = [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH]
REFUSED = 400
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
    the command: 127 if it is not found, 126 if it cannot be executed; with --strict, if it succeeded, 1 for violations
    and 2 if it made no call; 2 if a setting is wrong.
    """
    from mock_apollo.server.build import build_apollo  # noqa: PLC0415 - slow, and only this command needs it

    settings, records = settings_and_records(flags)
    apollo = build_apollo(settings, records)
    code, summary = execute(apollo, command, next(iter(settings.keys or ()), "demo"), settings.admin_token)
    if code in (NOT_FOUND, NOT_EXECUTABLE) and not summary.calls:
        said = f"mock-apollo: {printable(command[0])} ended with {code}; does it exist, and is it executable?"
    else:
        said = summary.text()
    typer.echo(said, err=True)
    raise typer.Exit(code or (summary.code if strict else 0))


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

    @property
    def code(self) -> int:
        """The exit code of a strict run whose command succeeded."""
        return (FINDINGS if self.violations else 0) if self.calls else USAGE

    def text(self) -> str:
        """Return a line with the counts, and a line for each of the first violations, or what to do without a call."""
        if not self.calls:
            return f"mock-apollo: {NO_CALL}"
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
    """Run a command and return its exit code as a shell reports it.

    It has a process group of its own, which gets our signals as a whole, unless it may need our terminal.
    """
    leads = not sys.stdin.isatty()
    with Children() as children, _forwarding(leads=leads) as forwarding:
        try:
            process = children.start(command, leads=leads, env={**os.environ, **variables})
        except OSError as error:
            return NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_EXECUTABLE
        forwarding.to(process)
        code = process.wait()
        if leads and forwarding.was_told_to_end:
            children.end_group(process)
        children.forget(process)
    return KILLED - code if code < 0 else code


class Forwarding:
    """Forwards signals to a command instead of dying of them; those that come before it has begun, too."""

    def __init__(self, *, to_group: bool) -> None:
        self._send = os.killpg if to_group else os.kill
        self._process: subprocess.Popen[bytes] | None = None
        self._came: list[int] = []

    @property
    def was_told_to_end(self) -> bool:
        """Whether a signal came that ends a command."""
        return not set(ENDING).isdisjoint(self._came)

    def to(self, process: subprocess.Popen[bytes]) -> None:
        """Forward to this process from now on, first what came before."""
        self._process = process
        for number in [*self._came]:
            self._forward(number)

    def hear(self, number: int, _: FrameType | None) -> None:
        """Take a signal."""
        self._came.append(number)
        self._forward(number)

    def _forward(self, number: int) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._send(self._process.pid, number)


@contextmanager
def _forwarding(*, leads: bool) -> Iterator[Forwarding]:
    """Forward signals in this block to a command that leads its own group, or belongs to ours."""
    forwarding = Forwarding(to_group=leads)
    before = {number: signal.signal(number, forwarding.hear) for number in FORWARDED if not _is_nohup(number)}
    # A terminal sends Ctrl-C to the command too; a handler, since what is ignored would be ignored by the command.
    before[signal.SIGINT] = signal.signal(signal.SIGINT, forwarding.hear if leads else _leave_to_the_command)
    try:
        yield forwarding
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_nohup(number: int) -> bool:
    """Whether this is SIGHUP, and whoever started us wants it to be ignored, also by the command."""
    return number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN


def _leave_to_the_command(_: int, __: FrameType | None) -> None:
    """Do nothing: the command got the signal as well."""
