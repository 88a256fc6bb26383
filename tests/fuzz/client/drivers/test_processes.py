"""Processes of clients: how they are started and read."""

import subprocess
import sys

import pytest

from mock_apollo.fuzz.client.drivers.processes import MAX_OUTPUT, OutputReader, ProgramError, start
from mock_apollo.server.children import Children


def first_line(process: subprocess.Popen[bytes]) -> bytes:
    """What a process writes first."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_process_gets_our_environment_and_more() -> None:
    """Assumed: with the variables by which a client finds the fake."""
    children = Children()
    code = "import os; print(os.environ['APOLLO'], 'PATH' in os.environ)"
    process = start(children, [sys.executable, "-c", code], {"APOLLO": "here"}, subprocess.DEVNULL)
    assert first_line(process) == b"here True"
    children.stop()
    children.forget(process)
    assert process.stdout is not None
    assert process.stdout.closed


def test_a_command_that_does_not_exist_is_an_error() -> None:
    """Assumed: the message says what to do."""
    said = r"no-such-client cannot be run: .* Give the command behind --\."
    with pytest.raises(ProgramError, match=said), Children() as children:
        start(children, ["no-such-client"], {}, subprocess.DEVNULL)


@pytest.mark.parametrize(
    ("code", "begin"),
    [("print('short')", "short"), (f"for n in range({MAX_OUTPUT}): print('line', n)", "line ")],
    ids=["short", "long"],
)
def test_of_an_output_the_end_is_kept_in_whole_lines(code: str, begin: str) -> None:
    """Assumed: half a line could be half of a secret."""
    children = Children()
    process = start(children, [sys.executable, "-c", code], {}, subprocess.DEVNULL)
    assert process.stdout is not None
    reader = OutputReader(process.stdout)
    reader.wait(30)
    children.stop()
    children.forget(process)
    assert len(reader.text) <= MAX_OUTPUT
    assert reader.text.startswith(begin)
    assert reader.text.endswith("\n")
    reader.clear()
    assert reader.text == ""
