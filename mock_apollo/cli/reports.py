"""Where does a report go? `KIND=PATH` on the command line, and `-` for standard output."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
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


def check_reports(paths: Iterable[str]) -> None:
    """Whether all of them can be written, before the work is done. Raises ReportError."""
    for path in paths:
        if path != "-":
            with _explained(path):
                Path(path).open("a", encoding="utf-8").close()


def write_report(path: str, text: str) -> None:
    """Write a report to a file, or to standard output. Raises ReportError."""
    if path == "-":
        sys.stdout.write(text)
        return
    with _explained(path):
        Path(path).write_text(text, encoding="utf-8")


@contextmanager
def _explained(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReportError(f"the report {path} cannot be written: {error.strerror}.") from error
