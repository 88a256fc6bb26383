"""What does `mock-apollo fuzz client` do? It tries a program, shows how far it is, and reports."""

import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal, NamedTuple

from rich.console import Console
from rich.progress import Progress as Bar

from mock_apollo.fuzz.client import inverted
from mock_apollo.fuzz.client.page import as_html
from mock_apollo.fuzz.client.program import Command, ProgramError
from mock_apollo.fuzz.client.report import Replay, as_json, as_junit, as_text
from mock_apollo.fuzz.client.stage import Stage
from mock_apollo.fuzz.client.trial import Client, Plan, Progress, Result, Trial, by_edits
from mock_apollo.fuzz.client.worker import Workers
from mock_apollo.reports import ReportError, write_report

Engine = Literal["edits", "schemathesis"]

OURS: Mapping[str, Callable[[Result, Replay], str]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "html": as_html,
}
REPORTS = (*OURS, *inverted.REPORTS)


class Tried(NamedTuple):
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

    def replay(self, name: str) -> str:
        """The line that tries one case alone."""
        flags = ["--operation", self.operation, "--case", name]
        flags += ["--worker"] if self.worker else []
        flags += ["--refusal", self.refusal] if self.refusal else []
        return shlex.join(["mock-apollo", "fuzz", "client", *flags, "--", *self.words])


def fuzz_client(tried: Tried, plan: Plan, engine: Engine, reports: Sequence[tuple[str, str]]) -> Result:
    """What is known of a program after all has been tried, or after Ctrl-C; the reports are written.

    Raises EditError, FuzzError, ProgramError, ReportError, SettingsError, SeedError.
    """
    stage = Stage.of(tried.operation, tried.max_calls)
    others = [(kind, path) for kind, path in reports if kind in inverted.REPORTS]
    if others and engine == "edits":
        raise ReportError(f"--report {others[0][0]} is written by schemathesis; add --engine schemathesis.")
    with stage.open() as url, progress_bar() as progress:
        trial = Trial(stage, tried.client(), plan, url, progress)
        if engine == "schemathesis" and not plan.only:
            result = trial.run(lambda trial: inverted.by_schemathesis(trial, others, sys.stderr))
        else:
            result = trial.run(by_edits)
    for kind, path in reports:
        if kind in OURS:
            write_report(path, OURS[kind](result, tried.replay))
    return result


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """How far it is, where somebody looks on."""
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("trying", total=None)
        yield lambda done, known: bar.update(task, completed=done, total=known)
