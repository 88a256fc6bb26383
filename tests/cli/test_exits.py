"""The ends of commands: by a signal at any moment, and when nobody can take their output."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
import typer

from mock_apollo.cli.exits import interruptible
from tests.calls import FYODOR
from tests.e2e.servers import TIMEOUT

OURSELVES = [sys.executable, "-m", "mock_apollo"]
CALL = f"curl -X PATCH https://api.apollo.io/api/v1/contacts/{FYODOR} -H 'x-api-key: k' -d '{{}}'"
NOWHERE = ["reset", "--url", "http://127.0.0.1:9"]
FULL = "mock-apollo: the output cannot be written: No space left on device. Write it elsewhere.\n"
WRITERS = {  # commands that write to standard output
    "help": ["--help"],
    "version": ["--version"],
    "check": ["check", CALL],
    "env": ["env"],
    "serve": ["serve", "--port", "0"],
    "error": NOWHERE,
    "exec": ["exec", "--", "true"],
    "report": ["check", CALL, "--report", "json=/dev/full"],
}
ON_STDERR = {"error", "exec"}


def full(name: str) -> tuple[int, str]:
    """Run a command whose output goes to a full disk; return its exit code and what it could still say."""
    with Path("/dev/full").open("w") as disk:
        ends = {"stderr": disk} if name in ON_STDERR else {"stdout": disk, "stderr": subprocess.PIPE}
        done = subprocess.run(  # noqa: S603 - our own
            [*OURSELVES, *WRITERS[name]], text=True, check=False, timeout=TIMEOUT, **ends
        )
    return done.returncode, done.stderr


def unread(name: str) -> tuple[int, str]:
    """Run a command whose reader has gone; return its exit code and what it said."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(  # noqa: S603 - our own
        [*OURSELVES, *WRITERS[name]], stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=TIMEOUT
    )
    os.close(writing)
    return done.returncode, done.stderr


def test_output_that_cannot_be_written_is_one_sentence() -> None:
    """Assumed: exit code 2 for each command, and never 1, which means findings; the same for a report."""
    with ThreadPoolExecutor(2) as pool:
        ends = dict(zip(WRITERS, pool.map(full, WRITERS), strict=True))
    report = "mock-apollo: the report /dev/full cannot be written: No space left on device. Choose another path.\n"
    said = dict.fromkeys(WRITERS, FULL) | dict.fromkeys(ON_STDERR) | {"report": report}
    assert ends == {name: (2, text) for name, text in said.items()}


def test_a_reader_that_has_gone_ends_a_command_quietly() -> None:
    """Assumed: as SIGPIPE does, with 141 in the shell."""
    names = ("help", "check", "env")
    with ThreadPoolExecutor(2) as pool:
        assert [*pool.map(unread, names)] == [(141, "")] * len(names)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_has_the_exit_code_of_its_signal(number: int) -> None:
    """Assumed: 128 and its number, after everything inside has been cleaned up; the handlers are those from before."""
    before = signal.getsignal(number)
    with pytest.raises(typer.Exit) as ended, interruptible() as came:
        signal.raise_signal(number)
    assert (ended.value.exit_code, came) == (128 + number, [number])
    assert signal.getsignal(number) is before


class Running(NamedTuple):
    """A command that has started processes, and all of those."""

    process: subprocess.Popen[str]
    below: list[psutil.Process]


def started(stack: ExitStack, fifo: Path, *arguments: str) -> Running:
    """Start a command, and wait until one of its processes opens the pipe."""
    os.mkfifo(fifo)
    process = stack.enter_context(
        subprocess.Popen(  # noqa: S603 - our own
            [*OURSELVES, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=fifo.parent
        )
    )
    stack.callback(process.kill)
    fifo.open().close()
    return Running(process, psutil.Process(process.pid).children(recursive=True))


COMMANDS = {
    "exec": ["exec", "--", "sh", "-c", "(: > {fifo}; sleep 60) & wait"],
    "fuzz client": ["fuzz", "client", "--", "sh", "-c", "(: > {fifo}; sleep 60) & wait"],
    "fuzz server": ["fuzz", "server", "--report", "har={fifo}"],
}


@pytest.mark.parametrize(
    ("number", "names"), [(signal.SIGTERM, COMMANDS), (signal.SIGKILL, COMMANDS), (signal.SIGINT, ["exec"])]
)
def test_whatever_ends_a_command_leaves_no_process(tmp_path: Path, number: int, names: Iterable[str]) -> None:
    """Assumed: with the exit code of the signal, and no traceback; SIGKILL leaves none either."""
    with ExitStack() as stack:
        running = {}
        for name in names:
            fifo = tmp_path / name.replace(" ", "-")
            words = [word.replace("{fifo}", str(fifo)) for word in COMMANDS[name]]
            running[name] = started(stack, fifo, *words)
        for command in running.values():
            command.process.send_signal(number)
        codes = {name: command.process.wait(TIMEOUT) for name, command in running.items()}
        assert codes == dict.fromkeys(names, -number if number == signal.SIGKILL else 128 + number)
        for command in running.values():
            _, alive = psutil.wait_procs(command.below, timeout=TIMEOUT)
            assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
            assert command.process.stderr is not None
            assert "Traceback" not in command.process.stderr.read()


def test_an_interrupt_during_the_start_is_silent() -> None:
    """Assumed: exit code 130, whatever is imported at that moment; here it comes with the first module of ours."""
    code = "import os, signal, sys, mock_apollo.__main__ as m; sys.argv[1:] = ['env']; m.leave_on_interrupt(); "
    code += (
        "sys.addaudithook(lambda event, a: event == 'import' and 'typer' in a[0] and signal.raise_signal(2)); m.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=TIMEOUT)  # noqa: S603 - our own
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
