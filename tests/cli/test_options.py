"""The options of all commands: their types, groups and help."""

import re
from pathlib import Path
from typing import Any, Literal

import pytest
import typer
from pydantic import AwareDatetime

from mock_apollo.apollo.policy import Policy
from mock_apollo.cli.options import GROUPS, type_of
from mock_apollo.server.settings import Settings
from tests.cli.commands import all_commands, run

RIDDLES = re.compile(r"\b(somebody|nobody|whoever|whatever|told|wish\w*|let it)\b", re.IGNORECASE)
COMMANDS = [*all_commands()]
OPTIONS = [
    pytest.param(command, option, id=f"{name} --{option.name}")
    for name, command in COMMANDS
    for option in command.params
    if option.param_type_name == "option"
]


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_has_a_type_and_a_group(command: Any, option: Any) -> None:
    """Assumed: a flag needs no type, and `<str>` is none."""
    shown, _ = option.get_help_record(typer.Context(command))
    assert option.is_flag or re.fullmatch(r"--[a-z-]+ <(?!str>)[^<>]+>", shown)
    assert option.rich_help_panel


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_is_described_in_a_sentence(command: Any, option: Any) -> None:
    """Assumed: in plain English."""
    assert re.match(r"[A-Z].*\.$", option.help)
    assert not RIDDLES.search(option.help)


@pytest.mark.parametrize("command", [command for _, command in COMMANDS], ids=[name for name, _ in COMMANDS])
def test_every_command_is_summed_up_in_a_line(command: Any) -> None:
    """Assumed: in plain English, short enough to be shown whole in the list of commands."""
    first = command.help.partition("\n\n")[0]
    assert re.match(r"[A-Z].*\.$", first)
    assert command.get_short_help_str(62) == first
    assert not RIDDLES.search(command.help)


def test_serve_and_exec_have_an_option_for_every_setting_in_the_order_of_the_groups() -> None:
    """Assumed: the fields of `Settings` are the only list of settings."""
    serve, run_beside = (dict(COMMANDS)[name] for name in ("serve", "exec"))
    flags = [option.opts[0] for option in serve.params]
    assert sorted(flags) == sorted(f"--{name.replace('_', '-')}" for name in Settings.model_fields)
    assert [option.opts[0] for option in run_beside.params if option.name not in {"command", "strict"}] == flags
    assert list(dict.fromkeys(option.rich_help_panel for option in serve.params)) == list(GROUPS)
    behaviour = {option.name for option in serve.params if option.rich_help_panel == "Behaviour of Apollo"}
    assert behaviour == set(Policy.model_fields)


def test_help_is_plain_text_under_the_headings_of_the_groups() -> None:
    """Assumed: no boxes, and no word is cut."""
    code, output = run("serve", "--help")
    assert code == 0
    assert re.findall(r"^(\S.*):$", output, re.MULTILINE) == [*GROUPS, "Options"]
    assert output.isascii()
    assert re.search(
        r"^  --port <int> +Port to listen on; 0 picks a free one\. Default: 27655\.$", output, re.MULTILINE
    )
    assert "--log-format <text|json|off>" in output


@pytest.mark.parametrize(
    ("annotation", "shown"),
    [
        (int, "<int>"),
        (Path | None, "<path>"),
        (AwareDatetime | None, "<datetime>"),
        (Literal["refuse", "accept"], "<refuse|accept>"),
    ],
    ids=str,
)
def test_the_type_of_a_setting_follows_from_its_annotation(annotation: Any, shown: str) -> None:
    """Assumed: in the words that typer has for its own types."""
    assert type_of(annotation) == shown
