"""How are figures told? As Markdown tables, each with the bars that it holds or misses."""

import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parents[1]
LIBRARIES = ("uvicorn", "httptools", "uvloop", "orjson", "jsonschema-rs", "fastapi")


class Bar(NamedTuple):
    """A figure that may be so much at most."""

    what: str
    measured: float
    most: float
    unit: str

    @property
    def verdict(self) -> str:
        """Whether it is held, or by how much it is missed."""
        if self.measured <= self.most:
            return "held"
        return f"missed by {_number(self.measured - self.most)} {self.unit}"


class Section(NamedTuple):
    """The answer to one question: what was measured, and its bars."""

    title: str
    text: str
    bars: Sequence[Bar] = ()

    def markdown(self) -> str:
        """Return title, text and bars."""
        parts = (f"## {self.title}", self.text, table_of_bars(self.bars) if self.bars else "")
        return "\n\n".join(filter(None, parts))


def table_of_bars(bars: Iterable[Bar]) -> str:
    """Return a table of bars with their verdicts."""
    rows = ((bar.what, _unit(bar.measured, bar), _unit(bar.most, bar), bar.verdict) for bar in bars)
    return table(("bar", "measured", "at most", "verdict"), rows)


def _unit(value: float, bar: Bar) -> str:
    return f"{_number(value)} {bar.unit}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - where no digits are needed


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table that can be read on a terminal too."""
    cells = [tuple(heads), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    first, *others = (f"| {' | '.join(map(str.ljust, row, widths))} |" for row in cells)
    return "\n".join((first, f"|{'|'.join('-' * (width + 2) for width in widths)}|", *others))


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def surroundings(command: str) -> str:
    """Return when and where a command measured, and with which versions."""
    machine = f"{psutil.cpu_count()} processors, {psutil.virtual_memory().total / 1e9:.0f} GB, {platform.system()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    when = time.strftime("%Y-%m-%d", time.gmtime())
    return f"`{command}` on {when} ({machine}); CPython {platform.python_version()}, {libraries}; {_commit()}"


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty=, changed since"]
    said = subprocess.run(command, check=False, capture_output=True, text=True)
    return f"commit {said.stdout.strip()}" if said.returncode == 0 else "not a checkout"
