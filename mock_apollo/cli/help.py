"""How does `--help` look? Plain text in groups: the `rich_help_panel` of each option and command is its heading.

typer shows these groups only with rich, which cuts long words and draws boxes into logs.
"""

from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup

Row = tuple[str, str]


class GroupedCommand(TyperCommand):
    """A command whose help shows its options in groups."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        records = ((_heading(parameter), parameter.get_help_record(ctx)) for parameter in self.get_params(ctx))
        _write(formatter, ((heading, record) for heading, record in records if record))


class GroupedCommands(TyperGroup):
    """A group of commands whose help shows the commands in groups."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        width = formatter.width - 6 - max(len(name) for name, _ in commands)
        _write(
            formatter,
            (
                (_heading_of_command(found), (name, found.get_short_help_str(width)))
                for name, found in commands
                if found
            ),
        )


def _heading_of_command(command: Any) -> str:
    """Return the group of a command."""
    return command.rich_help_panel or "Control a running fake"


def _heading(parameter: Any) -> str:
    """Return the group of a parameter."""
    return parameter.rich_help_panel or ("Arguments" if parameter.param_type_name == "argument" else "Options")


def _write(formatter: Any, rows: Iterable[tuple[str, Row]]) -> None:
    """Write each group under its heading, in the order of their first rows."""
    groups: dict[str, list[Row]] = {}
    for heading, row in rows:
        groups.setdefault(heading, []).append(row)
    for heading, members in groups.items():
        with formatter.section(heading):
            formatter.write_dl(members)
