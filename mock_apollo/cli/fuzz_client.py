"""What does `mock-apollo fuzz client` do? It tries a program, shows how far it is, and reports."""

import re
import shlex
import signal
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal, NamedTuple

from rich.console import Console
from rich.progress import Progress as Bar

from mock_apollo.cli.reports import ReportError, check_reports, write_report
from mock_apollo.fuzz.client import schemathesis_engine
from mock_apollo.fuzz.client.campaign import TIMEOUT, Client, Plan, Progress, Result, Trial, by_edits
from mock_apollo.fuzz.client.case_server import MOST_CALLS, Stage
from mock_apollo.fuzz.client.drivers.command import Command, ProgramError
from mock_apollo.fuzz.client.drivers.worker import Workers
from mock_apollo.fuzz.client.oracle import without
from mock_apollo.fuzz.client.reports.html import as_html
from mock_apollo.fuzz.client.reports.report import Replay, as_json, as_junit, as_text

Engine = Literal["edits", "schemathesis"]

OURS: Mapping[str, Callable[[Result, Replay], str]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "html": as_html,
}
REPORTS = (*OURS, *schemathesis_engine.REPORTS)


class Program(NamedTuple):
    """A program to try, and how: as the options of the command say."""

    words: Sequence[str]
    operation: str
    worker: bool
    refusal: str | None
    jobs: int
    max_calls: int

    def client(self) -> Client:
        """The program as something that can be tried. Raises ProgramError."""
        if self.worker:
            return Workers(self.words, self.jobs)
        try:
            return Command(self.words, self.jobs, re.compile(self.refusal) if self.refusal else None)
        except re.error as error:
            raise ProgramError(f"--refusal {self.refusal} is no regular expression: {error}") from error

    def replay(self, name: str, plan: Plan) -> str:
        """The line that tries one case alone, in the same way."""
        flags = ["--operation", self.operation, "--case", name]
        flags += ["--worker"] if self.worker else []
        flags += ["--refusal", self.refusal] if self.refusal else []
        flags += ["--timeout", f"{plan.timeout:g}"] if plan.timeout != TIMEOUT else []
        flags += ["--max-calls", str(self.max_calls)] if self.max_calls != MOST_CALLS else []
        return shlex.join(["mock-apollo", "fuzz", "client", *flags, "--", *self.words])


def fuzz_client(program: Program, plan: Plan, engine: Engine, reports: Sequence[tuple[str, str]]) -> Result:
    """What is known of a program after all has been tried, or after Ctrl-C; the reports are written.

    Raises EditError, FuzzError, ProgramError, ReportError, SettingsError, SeedError.
    """
    others = [(kind, path) for kind, path in reports if kind in schemathesis_engine.REPORTS]
    if others and engine == "edits":
        raise ReportError(f"--report {others[0][0]} is written by schemathesis; add --engine schemathesis.")
    check_reports(path for _, path in reports)
    stage = Stage.of(program.operation, program.max_calls)
    with stage.open() as url, progress_bar() as progress, terminated_like_interrupted():
        trial = Trial(stage, program.client(), plan, url, progress)
        if engine == "schemathesis" and not plan.only:
            result = trial.run(lambda trial: schemathesis_engine.by_schemathesis(trial, others, sys.stderr))
        else:
            result = trial.run(by_edits)
    _write(result, program, trial.secrets, [report for report in reports if report[0] in OURS])
    return result


def _write(result: Result, program: Program, secrets: Collection[str], reports: Sequence[tuple[str, str]]) -> None:
    """Write our reports. The command may have a key among its words, which nobody else should read."""

    def replay(name: str) -> str:
        return without(secrets, program.replay(name, result.plan))

    for kind, path in reports:
        write_report(path, OURS[kind](result, replay))


@contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """SIGTERM ends a trial as Ctrl-C does, with all that it has started."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """How far it is, where somebody looks on."""
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("trying", total=None)
        yield lambda done, known: bar.update(task, completed=done, total=known)
