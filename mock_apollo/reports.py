"""Where does a report go? `KIND=PATH` on the command line, and `-` for standard output."""

import sys
from collections.abc import Sequence
from pathlib import Path


class ReportError(Exception):
    """A report cannot be written; the message says what to do."""


def read_reports(wishes: Sequence[str], kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Kinds and paths of the reports that are wished for. Raises ReportError."""
    return [_read(wish, kinds) for wish in wishes]


def _read(wish: str, kinds: Sequence[str]) -> tuple[str, str]:
    kind, _, path = wish.partition("=")
    if kind not in kinds or not path:
        raise ReportError(f"--report {wish} is not like {kinds[0]}=PATH; the kinds are {', '.join(kinds)}.")
    return kind, path


def write_report(path: str, text: str) -> None:
    """Write a report to a file, or to standard output. Raises ReportError."""
    if path == "-":
        sys.stdout.write(text)
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportError(f"the report {path} cannot be written: {error.strerror}.") from error
