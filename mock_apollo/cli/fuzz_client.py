"""What does `mock-apollo fuzz client` add to a trial? A progress bar, and the writing of reports."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bar

from mock_apollo.cli.reports import ReportError, check_reports, write_report
from mock_apollo.fuzz.client.campaign import Plan, Progress, Result
from mock_apollo.fuzz.client.program import (
    FORMATS,
    REPORTS,
    Engine,
    Program,
    Report,
    try_program,
    written_by_schemathesis,
)

__all__ = ["REPORTS", "Program", "fuzz_client"]


def fuzz_client(program: Program, plan: Plan, engine: Engine, reports: Sequence[Report]) -> Result:
    """Try a program and write the reports, also after an interrupt.

    Raises EditError, FuzzError, ProgramError, ReportError, SettingsError, SeedError.
    """
    others = written_by_schemathesis(reports)
    if others and engine == "edits":
        raise ReportError(f"--report {others[0][0]} is written by schemathesis; add --engine schemathesis.")
    check_reports(path for _, path in reports)
    with progress_bar() as progress:
        outcome = try_program(program, plan, engine, others, sys.stderr, progress)
    for kind, path in reports:
        if kind in FORMATS:
            write_report(path, outcome.report(kind))
    return outcome.result


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show the number of cases on standard error, if that is a terminal."""
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("trying", total=None)
        yield lambda done, known: bar.update(task, completed=done, total=known)
