"""Acts of steering as commands: their arguments, options and words."""

import inspect
from typing import Any

import pytest
import typer

from mock_apollo.apollo.control.control import Control
from mock_apollo.cli.acts import command_of, merged, pairs


def shown(do: Any) -> dict[str, Any]:
    """Return what typer is told of the parameters of a command, by their names."""
    parameters = inspect.signature(command_of(do)).parameters
    return {name: parameter.annotation for name, parameter in parameters.items()}


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (None, {}),
        (["times=1", "operation=view-a-contact"], {"times": 1, "operation": "view-a-contact"}),
        (["delay_ms=[1,2]", "note=", "body={}"], {"delay_ms": [1, 2], "note": "", "body": {}}),
        (["a=b=c"], {"a": "b=c"}),
    ],
    ids=str,
)
def test_words_are_read_as_json_or_else_as_text(words: list[str] | None, members: dict[str, Any]) -> None:
    """Assumed: the name ends at the first equals sign."""
    assert pairs(words) == members


@pytest.mark.parametrize(
    ("words", "message"),
    [(["times"], "times has no value"), (["times=1", "times=2"], "times is given twice")],
    ids=str,
)
def test_a_word_that_says_nothing_or_too_much_ends_the_command(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Assumed: exit code 2, and a sentence."""
    with pytest.raises(typer.Exit) as ended:
        pairs(words)
    assert ended.value.exit_code == 2
    assert message in capsys.readouterr().err


def test_a_word_does_not_override_an_argument(capsys: pytest.CaptureFixture[str]) -> None:
    """Assumed: `faults add 500 fault=429` would be two kinds."""
    with pytest.raises(typer.Exit):
        merged({"fault": "500"}, {"fault": "429"})
    assert "fault is given twice" in capsys.readouterr().err


def test_a_word_that_the_act_cannot_take_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Assumed: `self` is no member, though Python has a parameter of this name."""
    with pytest.raises(typer.Exit) as ended:
        command_of(Control.add_fault)(
            url="http://127.0.0.1:9", key="k", admin_token=None, as_json=False, fault="500", rule=["self=1"]
        )
    assert ended.value.exit_code == 2
    assert "multiple values for argument 'self'; see --help." in capsys.readouterr().err


def test_each_parameter_of_an_act_has_its_place_in_the_command() -> None:
    """Assumed: required ones are arguments, keywords are options, objects are files, members are words."""
    remove, clock, put, add = (shown(do) for do in (Control.remove, Control.move_clock, Control.put, Control.add_fault))
    assert remove["kind"].__metadata__[0].metavar == "KIND"
    assert clock["set"].__metadata__[0].metavar == "<datetime>"
    assert clock["advance"].__metadata__[0].metavar == "<seconds>"
    assert put["records"].__origin__ is typer.FileText
    assert "times, after, every" in add["rule"].__metadata__[0].help
    assert "One of 401, 403" in add["fault"].__metadata__[0].help


def test_a_command_without_arguments_may_do_another_act() -> None:
    """Assumed: `clock` alone shows the time; its help is that of the act with arguments."""
    command = command_of(Control.move_clock, Control.clock)
    assert command.__doc__ == Control.move_clock.__doc__
    assert {"freeze", "set", "advance", "run", "as_json", "url"} <= inspect.signature(command).parameters.keys()
