"""How does a command end? Its exit codes, and the sentence for a usage error."""

from typing import NoReturn

import typer

from mock_apollo.protocol.printable import printable_lines
from mock_apollo.protocol.redaction import BY_PLACE

FINDINGS = 1
USAGE = 2
INTERRUPTED = 130


def shown(text: str) -> str:
    """Return a text as it can be printed: without credentials, and without what steers a terminal."""
    return printable_lines(BY_PLACE.text(text))


def fail(message: str) -> NoReturn:
    """Print the message on standard error and end with exit code 2."""
    typer.echo(f"mock-apollo: {shown(message)}", err=True)
    raise typer.Exit(USAGE)
