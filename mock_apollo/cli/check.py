"""What does `mock-apollo check` do? It judges recorded traffic."""

from typing import Annotated

import typer

from mock_apollo.cli.exits import FINDINGS, fail
from mock_apollo.cli.reports import RESULT, ReportError, option, read_reports, write_report
from mock_apollo.contract.findings import Severity

Files = Annotated[
    list[str], typer.Argument(metavar="FILE", help="Recordings; - for standard input; or a curl command in quotes.")
]
Hosts = Annotated[
    list[str] | None,
    typer.Option(
        metavar="<host>",
        help="Judge calls to this host too; * matches any characters. May be repeated.",
        rich_help_panel="Input",
    ),
]
Reports = Annotated[list[str] | None, option("text, json, junit or sarif", default="text=-")]
FailOn = Annotated[Severity, typer.Option(help="Lowest severity that makes the exit code 1.", rich_help_panel=RESULT)]


def check_command(files: Files, host: Hosts = None, report: Reports = None, fail_on: FailOn = "warning") -> None:
    """Judge recorded traffic against the contract.

    Formats: HAR, VCR cassettes, ndjson of schemathesis, exports of the fake's journal, and curl commands. Exit code 0:
    nothing was found; 1: something was found; 2: a file cannot be read, or contains nothing to judge.
    """
    from mock_apollo.check.recording import RecordingError  # noqa: PLC0415 - only this command needs it
    from mock_apollo.check.report import REPORTS  # noqa: PLC0415 - likewise
    from mock_apollo.check.verdict import check  # noqa: PLC0415 - likewise

    verdicts, errors = [], []
    for file in files:
        try:
            verdicts.append(check(file, tuple(host or ())))
        except RecordingError as error:
            errors.append(str(error))
    try:
        for kind, path in read_reports(report or ["text=-"], tuple(REPORTS)):
            write_report(path, REPORTS[kind](verdicts))
    except ReportError as error:
        errors.append(str(error))
    if errors:
        fail("\nmock-apollo: ".join(errors))
    raise typer.Exit(FINDINGS if any(verdict.fails(fail_on) for verdict in verdicts) else 0)
