"""What is the command `mock-apollo`? All of its commands, in groups."""

from typing import Annotated

import typer

from mock_apollo import __version__
from mock_apollo.cli.check import check_command
from mock_apollo.cli.control import app as control
from mock_apollo.cli.exec import exec_command
from mock_apollo.cli.fuzz import app as fuzz
from mock_apollo.cli.help import GroupedCommand, GroupedCommands
from mock_apollo.cli.serve import serve_command

app = typer.Typer(
    cls=GroupedCommands,
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve", cls=GroupedCommand, rich_help_panel="Run")(serve_command)
app.command("exec", cls=GroupedCommand, rich_help_panel="Run")(exec_command)
app.command("check", cls=GroupedCommand, rich_help_panel="Check")(check_command)
app.add_typer(fuzz, name="fuzz", rich_help_panel="Fuzz")
app.add_typer(control)


@app.callback(invoke_without_command=True)
def mock_apollo(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """A local fake of the Apollo.io REST API for tests, CI and demos."""
    if version:
        typer.echo(f"mock-apollo {__version__}")
        raise typer.Exit
