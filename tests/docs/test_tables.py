"""The tables of the pages are whole, and those of the program."""

import re
from pathlib import Path
from typing import get_args

import pytest

from mock_apollo.apollo.faults import FaultRule, Kind
from mock_apollo.apollo.records import KINDS
from mock_apollo.server.settings import Settings
from tests.docs.pages import shown
from tests.tables import MARKED, PAGES, ROOT, TABLES, all_commands, rewritten

DOCS = ROOT / "docs"


def first_cells(page: str, head: str) -> list[str]:
    """Return the names in the first column of the table whose first column has this head."""
    found = re.search(rf"^\| {head} \|.*\n\|---.*\n((?:\|.*\n)*)", (DOCS / page).read_text("utf-8"), re.MULTILINE)
    assert found
    return [name for row in found[1].splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_the_generated_tables_are_current(page: Path) -> None:
    """Assumed: `make tables` writes them."""
    text = page.read_text("utf-8")
    assert rewritten(text) == text


def test_every_generated_table_stands_on_one_page() -> None:
    """Assumed: and on no other."""
    marked = [found["name"] for page in PAGES for found in MARKED.finditer(page.read_text("utf-8"))]
    assert sorted(marked) == sorted(TABLES)


def test_every_setting_is_in_the_table() -> None:
    """Assumed: nothing else can be set."""
    flags = {f"--{name.replace('_', '-')}" for name in Settings.model_fields}
    assert set(first_cells("settings.md", "flag")) == flags


def test_every_command_is_in_the_table() -> None:
    """Assumed: nothing can be typed that is not explained, and each has a line of help."""
    assert first_cells("control.md", "command") == [name for name, _ in all_commands()]
    assert [name for name, command in all_commands() if not command.help] == []


def test_every_fault_is_in_the_table() -> None:
    """Assumed: each kind and each field of a fault is explained."""
    assert first_cells("control.md", "fault") == [*get_args(Kind)]
    assert set(first_cells("control.md", "field")) == FaultRule.model_fields.keys() - {"fault"}


def test_every_kind_of_record_is_in_the_table() -> None:
    """Assumed: a seed can have nothing else."""
    assert set(first_cells("seeds.md", "kind")) == KINDS.keys()
