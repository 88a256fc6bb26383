"""How does a command end? Its exit codes, and a sentence for a usage error, or for output that cannot be written."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn, TextIO

import typer

from mock_apollo.protocol.printable import printable_lines
from mock_apollo.protocol.redaction import BY_PLACE

FINDINGS = 1
USAGE = 2
KILLED = 128  # plus the number of the signal, as shells report it
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NO_CALL = "no call reached the fake; does the client read APOLLO_API_BASE_URL?"
UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE}


def shown(text: str) -> str:
    """Return a text as it can be printed: without credentials, and without what steers a terminal."""
    return printable_lines(BY_PLACE.text(text))


def fail(message: str) -> NoReturn:
    """Print the message on standard error and end with exit code 2."""
    typer.echo(f"mock-apollo: {shown(message)}", err=True)
    raise typer.Exit(USAGE)


@contextmanager
def interruptible() -> Iterator[list[int]]:
    """Let the signals that end a command raise KeyboardInterrupt, so that it can clean up; yield those that came.

    An interrupt that is not caught inside ends the command with the exit code of its signal.
    """
    came: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> NoReturn:
        came.append(number)
        raise KeyboardInterrupt

    heeded = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, interrupt) for number in heeded}
    try:
        yield came
    except KeyboardInterrupt as interrupted:
        raise typer.Exit(KILLED + came[0]) from interrupted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def explaining_output() -> Iterator[None]:
    """End a command whose output cannot be written: with a sentence, or as SIGPIPE does when its reader has gone."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except (OSError, SystemExit) as end:
        error = end.__context__ if isinstance(end, SystemExit) else end  # typer exits when a reader has gone
        if not isinstance(error, OSError) or error.errno not in UNWRITABLE or error.filename:
            raise
        if error.errno != errno.EPIPE:
            with suppress(OSError):
                sys.stderr.write(f"mock-apollo: the output cannot be written: {error.strerror}. Write it elsewhere.\n")
        drop(sys.stdout)
        sys.exit(KILLED + signal.SIGPIPE if error.errno == errno.EPIPE else USAGE)


def drop(stream: TextIO) -> None:
    """Send what is still to be written to the null device, so that the end of Python does not fail as well."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
