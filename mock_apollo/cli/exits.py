"""How does a command end? Its exit codes, and the sentence for a usage error."""

from typing import NoReturn

import typer

FINDINGS = 1
USAGE = 2
INTERRUPTED = 130


def fail(message: str) -> NoReturn:
    """Print the message on standard error and end with exit code 2."""
    typer.echo(f"mock-apollo: {message}", err=True)
    raise typer.Exit(USAGE)
