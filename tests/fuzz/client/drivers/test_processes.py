"""Processes of clients: how they are started, read and killed."""

import subprocess
import sys

import psutil
import pytest

from mock_apollo.fuzz.client.drivers.processes import MAX_OUTPUT, OutputReader, Processes, ProgramError

WAITS = [sys.executable, "-c", "print('up', flush=True); import time; time.sleep(60)"]
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def first_line(process: subprocess.Popen[bytes]) -> bytes:
    """What a process writes first."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_process_gets_our_environment_and_more() -> None:
    """Assumed: with the variables by which a client finds the fake."""
    processes = Processes()
    code = "import os; print(os.environ['APOLLO'], 'PATH' in os.environ)"
    process = processes.start([sys.executable, "-c", code], {"APOLLO": "here"}, subprocess.DEVNULL)
    assert first_line(process) == b"here True"
    processes.kill(process)
    processes.close(process)
    assert process.stdout is not None
    assert process.stdout.closed


def test_a_command_that_does_not_exist_is_an_error() -> None:
    """Assumed: the message says what to do."""
    with pytest.raises(ProgramError, match=r"no-such-client cannot be run: .* Give the command behind --\."):
        Processes().start(["no-such-client"], {}, subprocess.DEVNULL)


def test_what_a_process_has_started_is_killed_with_it() -> None:
    """Assumed: by its process group."""
    processes = Processes()
    process = processes.start([sys.executable, "-c", PARENT], {}, subprocess.DEVNULL)
    child = psutil.Process(int(first_line(process)))
    processes.kill(process)
    processes.close(process)
    psutil.wait_procs([child], timeout=30)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_stop_kills_what_runs_and_what_is_started_later() -> None:
    """Assumed: a case that is just about to begin must not go on."""
    processes = Processes()
    running = processes.start(WAITS, {}, subprocess.DEVNULL)
    processes.stop()
    assert running.poll() is not None
    late = processes.start(WAITS, {}, subprocess.DEVNULL)
    assert late.poll() is not None
    for process in (running, late):
        processes.close(process)


@pytest.mark.parametrize(
    ("code", "start"),
    [("print('short')", "short"), (f"for n in range({MAX_OUTPUT}): print('line', n)", "line ")],
    ids=["short", "long"],
)
def test_of_an_output_the_end_is_kept_in_whole_lines(code: str, start: str) -> None:
    """Assumed: half a line could be half of a secret."""
    processes = Processes()
    process = processes.start([sys.executable, "-c", code], {}, subprocess.DEVNULL)
    assert process.stdout is not None
    reader = OutputReader(process.stdout)
    reader.wait(30)
    processes.kill(process)
    processes.close(process)
    assert len(reader.text) <= MAX_OUTPUT
    assert reader.text.startswith(start)
    assert reader.text.endswith("\n")
    reader.clear()
    assert reader.text == ""
