"""What is the command `mock-apollo`? All of its commands, in groups."""

from collections.abc import MutableMapping
from functools import cached_property
from typing import Annotated, Any

import typer

from mock_apollo import __version__
from mock_apollo.cli.check import check_command
from mock_apollo.cli.exec import exec_command
from mock_apollo.cli.fuzz import app as fuzz
from mock_apollo.cli.help import GroupedCommand, GroupedCommands
from mock_apollo.cli.serve import serve_command


class Commands(GroupedCommands):
    """All commands. Those that control a running fake are imported only for one of them, or for a list of all."""

    @property
    def commands(self) -> MutableMapping[str, Any]:
        return {**self._quick, **self._control}

    @commands.setter
    def commands(self, commands: MutableMapping[str, Any]) -> None:
        self._quick = commands

    @cached_property
    def _control(self) -> MutableMapping[str, Any]:
        from mock_apollo.cli.control import app as control  # noqa: PLC0415 - slow, and `serve` must start at once

        plain = typer.Typer(rich_markup_mode=None)
        plain.add_typer(control)
        commands: MutableMapping[str, Any] = typer.main.get_group(plain).commands
        return commands

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return self._quick.get(cmd_name) or super().get_command(ctx, cmd_name)


app = typer.Typer(
    cls=Commands,
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve", cls=GroupedCommand, rich_help_panel="Run")(serve_command)
app.command("exec", cls=GroupedCommand, rich_help_panel="Run")(exec_command)
app.command("check", cls=GroupedCommand, rich_help_panel="Check")(check_command)
app.add_typer(fuzz, name="fuzz", rich_help_panel="Fuzz")


@app.callback(invoke_without_command=True)
def mock_apollo(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """A local fake of the Apollo.io REST API for tests, CI and demos."""
    if version:
        typer.echo(f"mock-apollo {__version__}")
        raise typer.Exit
