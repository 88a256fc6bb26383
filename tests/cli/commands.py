"""How do the tests call the command line, and find its commands?"""

from collections.abc import Iterator
from typing import Any

import typer
from typer.testing import CliRunner

from mock_apollo.cli.app import app


def run(*arguments: str) -> tuple[int, str]:
    """Run a command in this process; return its exit code and its output, both streams together."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def all_commands(command: Any = None, *path: str) -> Iterator[tuple[str, Any]]:
    """Yield each command that does something, with its words: `fuzz client`."""
    command = command or typer.main.get_command(app)
    for name, below in getattr(command, "commands", {}).items():
        yield from all_commands(below, *path, name)
    if not hasattr(command, "commands"):
        yield " ".join(path), command
