"""How data is printed by commands."""

import pytest
import typer

from mock_apollo.cli.exits import fail
from mock_apollo.cli.output import lines, show


def test_an_object_has_a_line_for_each_member() -> None:
    """Assumed: names in one column, values in another."""
    assert [*lines({"team": "a", "contacts": 7, "snapshots": [], "last": None})] == [
        "team       a",
        "contacts   7",
        "snapshots  -",
        "last       -",
    ]


def test_a_list_of_objects_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: without members that no row has, and with as many columns as fit."""
    monkeypatch.setenv("COLUMNS", "80")
    rows = [{"id": "1", "fault": "429", "every": None}, {"id": "20", "fault": "delay", "every": None}]
    assert [*lines(rows)] == ["id  fault", "1   429", "20  delay"]
    monkeypatch.setenv("COLUMNS", "5")
    assert [*lines(rows)] == ["id", "1", "20", "1 more members with --json"]
    assert [*lines([{"title": "x" * 50, "id": 1}])][1] == "x" * 40 + "..."


def test_nothing_is_said_so() -> None:
    """Assumed: an empty answer is no silence."""
    assert [*lines([])] == ["none"]
    assert [*lines({})] == ["none"]


def test_values_of_all_kinds_are_readable() -> None:
    """Assumed: lists with commas, objects as JSON, control characters as escapes."""
    assert [*lines({"a": ["x", "y"], "b": {"c": 1}, "d": "\x1b[31m", "e": False})] == [
        "a  x, y",
        'b  {"c": 1}',
        "d  \\x1b[31m",
        "e  false",
    ]


def test_a_refusal_shows_no_password_and_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Assumed: what it quotes may come from a URL, a file or a server."""
    with pytest.raises(typer.Exit):
        fail("nothing answers at http://ann:hunter2@127.0.0.1:9/?api_key=aaa/b: \x1b[2J\u202e")
    told = "nothing answers at http://[redacted]@127.0.0.1:9/?api_key=[redacted] \\u001b[2J\\u202e"
    assert capsys.readouterr().err == f"mock-apollo: {told}\n"


def test_what_programs_read_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Assumed: with the same values."""
    show({"a": "\x1b\x9b\u202e"}, as_json=True)
    out = capsys.readouterr().out
    assert out == '{"a":"\\u001b\\u009b\\u202e"}\n'


def test_for_programs_it_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Assumed: as the control API answers."""
    show({"a": [1, "é"]}, as_json=True)
    assert capsys.readouterr().out == '{"a":[1,"é"]}\n'
