"""`mock-apollo fuzz client`: the sample clients, and the output of the command."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from typer.testing import CliRunner

from mock_apollo.cli.app import app
from tests.e2e.servers import ROOT
from tests.fuzz.client.clients import python
from tests.testing.test_pytest_plugin import run as run_pytest

# A process of a client that waits for a reply costs nothing, but starting one does; Node.js starts soon, and waits.
JOBS = {"buggy_fetch": "5", "fixed_fetch": "5"}
CLIENTS = ROOT / "tests" / "examples" / "clients"
OURSELVES = [sys.executable, "-m", "mock_apollo", "fuzz", "client"]
NODE = shutil.which("node")
node = pytest.mark.skipif(NODE is None, reason="there is no Node.js on this machine")


def program(client: str) -> list[str]:
    """Return the command that starts a sample client."""
    if client.endswith("fetch"):
        return ["node", str(CLIENTS / f"{client}.mjs")]
    return [sys.executable, str(CLIENTS / "worker.py"), client]


def run(*arguments: str, folder: Path = CLIENTS) -> subprocess.CompletedProcess[str]:
    """Run our command in a process of its own."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("MOCK_APOLLO_")}
    return subprocess.run(  # noqa: S603 - ourselves
        [*OURSELVES, *arguments], cwd=folder, env=known, capture_output=True, text=True, check=False, timeout=120
    )


def report(*arguments: str) -> dict[str, Any]:
    """Run our command, and return its JSON report; the exit code agrees with it."""
    done = run("--report", "json=-", *arguments)
    assert done.returncode in (0, 1), done.stderr
    shown: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (not shown["sound"])
    assert shown["protocol_errors"] == []
    return shown


PLANTED = {
    "buggy_httpx": {
        "200: empty /contact/phone_numbers": "IndexError: list index out of range",
        "200: null /contact/title": "title Input should be a valid string",
    },
    "buggy_requests": {
        "401: as documented": "JSONDecodeError",
        "200: one-word /contact/name": "ValueError: not enough values to unpack",
        "200: many-words /contact/name": "ValueError: too many values to unpack",
    },
    "buggy_fetch": {
        "401: as documented": "SyntaxError: Unexpected token",
        "200: null /contact/title": "TypeError: Cannot read properties of null",
        "429: drop header retry-after": "TypeError: Cannot read properties of null (reading 'trim')",
    },
}


@pytest.mark.parametrize("client", ["buggy_httpx", "buggy_requests", pytest.param("buggy_fetch", marks=node)])
def test_every_planted_bug_is_found_by_one_edit(client: str) -> None:
    """Assumed: a documented reply that breaks it needs none; the line in the report tries the case alone."""
    shown = report("--worker", "--jobs", JOBS.get(client, "2"), "--", *program(client), "--worker")
    found = {broken["case"]: broken for broken in shown["broken"]}
    for name, why in PLANTED[client].items():
        assert why in found[name]["why"]
    assert {len(broken["edits"]) for broken in shown["broken"]} <= {0, 1}
    assert {broken["case"] for broken in shown["broken"] if not broken["edits"]} <= {"401: as documented"}
    name = [*PLANTED[client]][-1]
    replay = shlex.split(found[name]["replay"])
    assert replay[:3] == ["mock-apollo", "fuzz", "client"]
    alone = report(*replay[3:])
    assert ([one["case"] for one in alone["broken"]], alone["cases"]) == ([name], 1)


@pytest.mark.parametrize("client", ["fixed_httpx", "fixed_requests", pytest.param("fixed_fetch", marks=node)])
def test_nothing_breaks_a_client_whose_bugs_are_fixed(client: str) -> None:
    """Assumed: over 800 cases, single edits and several."""
    shown = report("--worker", "--jobs", JOBS.get(client, "2"), "--", *program(client), "--worker")
    assert (shown["broken"], shown["sound"]) == ([], True)
    assert shown["cases"] > 800
    assert shown["coverage"]["places"]["missed"] == []


def test_a_command_runs_for_each_case() -> None:
    """Assumed: with the base URL in its environment, and its output in the report."""
    names = ("200: one-word /contact/name", "200: as documented", "422: as documented")
    cases = [word for name in names for word in ("--case", name)]
    done = run(*cases, "--refusal", "ApolloRefusedError", "--", *program("buggy_requests"))
    assert done.returncode == 1
    assert "BROKEN  200: one-word /contact/name\n  exception: ValueError: not enough values" in done.stdout
    assert "  | ValueError: not enough values to unpack" in done.stdout
    assert done.stdout.splitlines()[-1] == "update-a-contact: 3 cases, 1 broke the client in 1 way (seed 1)"


def test_reports_are_written_to_files(folder: Path) -> None:
    """Assumed: several kinds at once; then nothing is printed."""
    kinds = ("text", "json", "junit", "html")
    wishes = [word for kind in kinds for word in ("--report", f"{kind}={folder / kind}")]
    done = run("--case", "200: null /contact/title", *wishes, "--worker", "--", *program("buggy_httpx"), "--worker")
    assert (done.returncode, done.stdout) == (1, "")
    assert all("200: null /contact/title" in (folder / kind).read_text() for kind in kinds)


def test_schemathesis_generates_cases_too(folder: Path) -> None:
    """Assumed: what it finds is shrunk to our own edits; it writes reports of its own kinds."""
    done = run(
        *("--engine", "schemathesis", "--max-examples", "5", "--jobs", "2", "--report", "text=-"),
        *("--report", f"ndjson={folder / 'events'}", "--worker", "--", *program("buggy_requests"), "--worker"),
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "schemathesis tried" in done.stderr
    assert "BROKEN  200: " in done.stdout
    assert " /contact/name\n" in done.stdout
    assert (folder / "events").stat().st_size > 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--operation", "x", "--", "true"], "there is no operation x; there are add-records-to-a-list"),
        (["--case", "200: explode /", "--", "true"], "is no edit; write it like `drop /contact/email`"),
        (["--case", "200: null /contact", "--", "true"], "would break the contract"),
        (["--", "no-such-client"], "no-such-client cannot be run: No such file or directory"),
        (["--refusal", "(", "--", "true"], "--refusal ( is no regular expression"),
        (["--report", "pdf=x", "--", "true"], "the kinds are text, json, junit, html, har, ndjson, vcr"),
        (["--report", "har=x", "--", "true"], "add --engine schemathesis"),
        (["--report", "html=/no/such/folder/x", "--", "true"], "the report /no/such/folder/x cannot be written"),
        (["--engine", "schemathesis", "--", "no-such-client"], "no-such-client cannot be run"),
    ],
)
def test_what_cannot_be_tried_is_an_error_of_one_sentence(arguments: list[str], why: str) -> None:
    """Assumed: exit code 2."""
    done = CliRunner().invoke(app, ["fuzz", "client", *arguments])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("mock-apollo: ")
    assert why in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("engine", ["edits", "schemathesis"])
def test_a_client_that_makes_no_call_is_not_tried(engine: str) -> None:
    """Assumed: exit code 2, as it was not tried, though the report says so as well."""
    done = CliRunner().invoke(app, ["fuzz", "client", "--engine", engine, "--", "true"])
    assert (done.exit_code, "it called nothing" in done.stdout) == (2, True)
    assert done.stderr.endswith("mock-apollo: no call reached the fake; does the client read APOLLO_API_BASE_URL?\n")


INTERRUPTS = """
for number, line in enumerate(sys.stdin):
    url = line.strip()
    update(url)
    if number == 20:
        os.kill(os.getppid(), signal.SIGINT)
        signal.pause()
    print(json.dumps({"url": url, "ok": number != FAILS, "error": "ValueError: that one"}), flush=True)
"""


@pytest.mark.parametrize(("fails", "code"), [(7, 1), (-1, 130)])
def test_ctrl_c_reports_what_is_known(fails: int, code: int) -> None:
    """Assumed: 1 when something was found by then, else 130; the client is gone."""
    client = python(f"FAILS = {fails}" + INTERRUPTS)
    done = run("--worker", "--jobs", "1", "--timeout", "60", "--", *client)
    assert done.returncode == code, done.stderr
    assert "Interrupted: this is what was known by then." in done.stdout
    assert ("ValueError: that one" in done.stdout) == (code == 1)
    assert "update-a-contact: 20 cases" in done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_clients_at_once(folder: Path, number: int) -> None:
    """Assumed: with all that they have started; SIGTERM does what Ctrl-C does, with an exit code of its own."""
    called = folder / "called"
    called.touch()
    client = python(f"update()\nwith open('{called}', 'a') as file: file.write('x')\ntime.sleep(600)")
    cases = ["--case", "200: as documented", "--case", "200: null /contact/title"]
    command = [*OURSELVES, "--jobs", "2", "--timeout", "500", *cases, "--", *client]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603 - ourselves
        children: list[psutil.Process] = []
        until = time.monotonic() + 60
        while called.read_text() != "xx" and time.monotonic() < until:
            children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        printed, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert "Interrupted" in printed
    assert len(children) >= 2
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_the_python_clients_are_fuzzed_in_their_own_tests() -> None:
    """Assumed: by the decorator; those with bugs fail, with a report and a line that replays the case."""
    shown = run_pytest(CLIENTS, "--runxfail")
    assert "2 failed, 2 passed" in shown.stdout, shown.stdout
    assert "BROKEN  200: empty /contact/name" in shown.stdout
    assert "replay  APOLLO_FUZZ_CASE='401: as documented' pytest test_clients.py::test_buggy_requests" in shown.stdout
