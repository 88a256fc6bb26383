"""Our processes: they are killed with all that they have started, also when nobody is left to do it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from mock_apollo.server.children import Children

WAITS = [sys.executable, "-c", "print('up', flush=True); import time; time.sleep(60)"]
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
OWNER = f"""
import subprocess, time
from mock_apollo.server.children import Children
child = Children().start({[sys.executable, "-c", PARENT]!r}, stdout=subprocess.PIPE)
print(child.pid, int(child.stdout.readline()), flush=True)
time.sleep(60)
"""


@pytest.fixture
def children() -> Iterator[Children]:
    """No process yet."""
    with Children() as children:
        yield children


def first_line(process: subprocess.Popen[bytes]) -> bytes:
    """What a process writes first."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def have_ended(*numbers: int) -> bool:
    """Whether these processes end soon; one whose parent does not look stays as a zombie."""
    known = [psutil.Process(number) for number in numbers if psutil.pid_exists(number)]
    _, alive = psutil.wait_procs(known, timeout=30)
    return all(process.status() == psutil.STATUS_ZOMBIE for process in alive)


def test_what_a_process_has_started_is_killed_with_it(children: Children) -> None:
    """Assumed: by its process group."""
    process = children.start([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    below = int(first_line(process))
    children.kill(process)
    children.forget(process)
    assert process.stdout is not None
    assert process.stdout.closed
    assert have_ended(below)


def test_stop_kills_what_runs_and_what_is_started_later(children: Children) -> None:
    """Assumed: a case that is just about to begin must not go on."""
    running = children.start(WAITS)
    children.stop()
    assert running.poll() == -signal.SIGKILL
    assert children.start(WAITS).poll() == -signal.SIGKILL


def test_what_is_forgotten_goes_on(children: Children) -> None:
    """Assumed: what a command leaves behind when it ends by itself is its own."""
    process = children.start([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    below = psutil.Process(int(first_line(process)))
    process.kill()
    process.wait()
    children.forget(process)
    children.stop()
    assert below.is_running()
    below.kill()


def test_a_group_that_ends_by_itself_is_not_killed(children: Children) -> None:
    """Assumed: a server that a script has started may close its files after the script has ended."""
    script = 'trap "" TERM; (sleep 0.1; echo saved) & kill -9 $$'
    process = children.start(["bash", "-c", script], stdout=subprocess.PIPE)
    process.wait()
    children.end_group(process)
    assert first_line(process) == b"saved"
    children.forget(process)


def test_a_process_in_our_group_is_killed_alone(children: Children) -> None:
    """Assumed: one that may read from our terminal belongs to our group, and we go on."""
    process = children.start(WAITS, leads=False, stdout=subprocess.PIPE)
    assert first_line(process) == b"up"
    assert os.getpgid(process.pid) == os.getpgrp()
    children.kill(process)
    children.forget(process)
    assert process.returncode == -signal.SIGKILL


def test_no_process_outlives_us_when_we_are_killed() -> None:
    """Assumed: a program that runs beside us sees it, and kills them with what they have started."""
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE) as owner:  # noqa: S603 - our own
        below = [int(number) for number in first_line(owner).split()]
        owner.kill()
    assert len(below) == 2
    assert have_ended(*below)
