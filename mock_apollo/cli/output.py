"""How is data printed? For people as lines and columns, for programs as JSON."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

import typer

from mock_apollo.protocol.printable import cut, printable, printable_lines

GAP = 2  # spaces between columns
WIDEST = 40  # characters of a cell
EMPTY: tuple[Any, ...] = (None, [], {})


def show(data: Any, *, as_json: bool) -> None:
    """Print JSON data: as one line of JSON, or in a form for people."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False) if as_json else "\n".join(lines(data))
    typer.echo(printable_lines(text))


def lines(data: Any) -> Iterator[str]:
    """Yield the lines of data: a row for each object of a list, else a line for each member of an object."""
    if isinstance(data, Mapping) and data:
        yield from _members(data)
    elif isinstance(data, list) and data:
        yield from _table(data, shutil.get_terminal_size().columns)
    else:
        yield "none" if data in EMPTY else _cell(data)


def _members(data: Mapping[str, Any]) -> Iterator[str]:
    width = max(map(len, data))
    for name, value in data.items():
        yield f"{printable(name):<{width}}  {_cell(value)}"


def _table(rows: Sequence[Mapping[str, Any]], width: int) -> Iterator[str]:
    """Yield a heading and the rows, with as many columns as fit; members that all rows lack are left out."""
    names = [
        name for name in dict.fromkeys(chain.from_iterable(rows)) if any(row.get(name) not in EMPTY for row in rows)
    ]
    columns = [[name, *(cut(_cell(row.get(name)), WIDEST) for row in rows)] for name in names]
    widths = [max(map(len, column)) for column in columns]
    fitting = max(1, sum(total <= width for total in accumulate(size + GAP for size in widths)))
    for cells in zip(*columns[:fitting], strict=True):
        yield "".join(f"{cell:<{size + GAP}}" for cell, size in zip(cells, widths, strict=False)).rstrip()
    if fitting < len(names):
        yield f"{len(names) - fitting} more members with --json"


def _cell(value: Any) -> str:
    if value in EMPTY:
        return "-"
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
        return printable(", ".join(map(str, value)))
    return printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
