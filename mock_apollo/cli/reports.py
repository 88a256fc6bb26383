"""Where are reports written? To the path of `KIND=PATH`, or to standard output for `-`."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from mock_apollo.protocol.printable import printable_lines

RESULT = "Result"


class ReportError(Exception):
    """A report cannot be written; the message says what to do."""


def option(kinds: str, default: str = "") -> Any:
    """Return the option `--report` of a command that writes reports of these kinds; - is for those with a default."""
    more = f"; the path - is standard output. May be repeated. Default: {default}." if default else ". May be repeated."
    return typer.Option(metavar="<kind=path>", help=f"Write a report: {kinds}{more}", rich_help_panel=RESULT)


def read_reports(options: Sequence[str], kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Parse options like `json=report.json` into kinds and paths. Raises ReportError."""
    return [_read(option, kinds) for option in options]


def _read(option: str, kinds: Sequence[str]) -> tuple[str, str]:
    kind, _, path = option.partition("=")
    if kind not in kinds or not path:
        raise ReportError(f"--report {option} is not like {kinds[0]}=PATH; the kinds are {', '.join(kinds)}.")
    return kind, path


def check_reports(paths: Iterable[str]) -> None:
    """Check, before the work begins, that all these files can be written. Raises ReportError."""
    for path in paths:
        if path != "-":
            with _explained(path):
                Path(path).open("a", encoding="utf-8").close()


def write_report(path: str, text: str) -> None:
    """Write a report to a file, or to standard output. Raises ReportError."""
    if path == "-":
        sys.stdout.write(printable_lines(text))
        return
    with _explained(path):
        Path(path).write_text(text, encoding="utf-8")


@contextmanager
def _explained(path: str) -> Iterator[None]:
    """Turn an OSError into a ReportError."""
    try:
        yield
    except OSError as error:
        raise ReportError(f"the report {path} cannot be written: {error.strerror}. Choose another path.") from error
