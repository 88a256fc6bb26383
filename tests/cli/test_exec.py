"""`mock-apollo exec`, and the commands that control a running fake."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.calls import FYODOR
from tests.e2e.servers import TIMEOUT, serving

OURSELVES = [sys.executable, "-m", "mock_apollo"]
CALL = f"""
import json, os, urllib.request
request = urllib.request.Request(
    os.environ["APOLLO_API_BASE_URL"] + "/api/v1/contacts/{FYODOR}",
    json.dumps({{"frist_name": "Leo"}}).encode(),
    {{"x-api-key": os.environ["MOCK_APOLLO_KEY"], "content-type": "application/json"}},
    method="PATCH",
)
print(urllib.request.urlopen(request).status)
"""


def run(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `mock-apollo` with these variables and no other settings."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("MOCK_APOLLO_")}
    return subprocess.run(  # noqa: S603 - our own command
        [*OURSELVES, *arguments],
        cwd=folder,
        env=known | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT,
    )


def test_a_command_reaches_the_fake_and_its_calls_are_summed_up(folder: Path) -> None:
    """Assumed: on standard error, so that standard output is the command's own; --strict turns violations into 1."""
    done = run("exec", "--", sys.executable, "-c", CALL, folder=folder)
    assert (done.returncode, done.stdout) == (0, "200\n")
    assert "mock-apollo: 1 call, 0 refused, 1 violation" in done.stderr
    assert "warning unknown-field at $.frist_name: Apollo ignores frist_name: did you mean first_name?" in done.stderr
    assert run("exec", "--strict", "--", sys.executable, "-c", CALL, folder=folder).returncode == 1
    keyed = run("exec", "--keys", "mine=team", "--", sys.executable, "-c", CALL, folder=folder)
    assert (keyed.returncode, keyed.stdout) == (0, "200\n")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["exit 0"], 0),
        (["exit 3"], 3),
        (["kill -9 $$"], 137),
        (["kill -SEGV $$"], 139),
    ],
    ids=str,
)
def test_the_exit_code_is_that_of_the_command(folder: Path, command: list[str], code: int) -> None:
    """Assumed: a command that was killed gives 128 and the number of the signal, as in a shell."""
    assert run("exec", "--", "bash", "-c", *command, folder=folder).returncode == code


def test_a_command_that_makes_no_call_is_reported(folder: Path) -> None:
    """Assumed: it does not read the address, so a strict run fails, though nothing is wrong with its calls."""
    done = run("exec", "--strict", "--", "true", folder=folder)
    said = "mock-apollo: no call reached the fake; does the client read APOLLO_API_BASE_URL?\n"
    assert (done.returncode, done.stderr) == (2, said)


def test_a_proxy_of_the_environment_is_not_asked(folder: Path) -> None:
    """Assumed: the command reaches its fake directly, whatever stands in HTTP_PROXY."""
    done = run("exec", "--", sys.executable, "-c", CALL, folder=folder, HTTP_PROXY="http://127.0.0.1:9", NO_PROXY="")
    assert (done.returncode, done.stdout) == (0, "200\n")


def test_a_command_that_cannot_be_run_is_reported(folder: Path) -> None:
    """Assumed: 127 when it is not found, 126 when it is not executable, 2 when a setting is wrong."""
    (folder / "text").write_text("not executable")
    assert run("exec", "--", "no-such-command", folder=folder).returncode == 127
    done = run("exec", "--", "./text", folder=folder)
    assert (done.returncode, "./text ended with 126; does it exist, and is it executable?" in done.stderr) == (
        126,
        True,
    )
    assert run("exec", "--rate-limit", "much", "--", "true", folder=folder).returncode == 2


def test_a_signal_that_ends_nothing_reaches_the_command(folder: Path) -> None:
    """Assumed: all that a command may listen to is forwarded (tests/cli/test_exits.py has those that end it)."""
    script = "import signal, sys; print('up', flush=True); signal.pause()"
    with subprocess.Popen(  # noqa: S603 - our own command
        [*OURSELVES, "exec", "--", sys.executable, "-c", script], cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGUSR1)
        assert process.wait(TIMEOUT) == 138


def test_a_running_fake_is_controlled_by_commands(folder: Path) -> None:
    """Assumed: the key and the address may be set in the environment (tests/cli/test_control.py has every command)."""
    with serving(folder) as server:
        there = {"MOCK_APOLLO_URL": server.url, "MOCK_APOLLO_KEY": "steered"}

        def ask(*arguments: str) -> str:
            done = run(*arguments, folder=folder, **there)
            assert done.returncode == 0, done.stderr
            return done.stdout

        assert ask("ready", "--wait", "5") == ""
        assert f"export APOLLO_API_BASE_URL={server.url}\n" in ask("env")
        assert json.loads(ask("faults", "add", "delay", "delay_ms=[1,2]", "--json"))["delay_ms"] == [1, 2]
        assert json.loads(ask("journal", "form=har", "status=500"))["log"]["entries"] == []
        missed = run("expect", "operation=update-a-contact", "body={}", folder=folder, **there)
        assert (missed.returncode, "expected at least once, seen 0 times" in missed.stderr) == (1, True)
        wrong = run("expect", "body={", folder=folder, **there)
        assert (wrong.returncode, "call.body: " in wrong.stderr) == (2, True)
    nowhere = run("reset", "--url", server.url, folder=folder)
    assert (
        nowhere.returncode,
        "Start it, or give its URL by --url, MOCK_APOLLO_URL or pytest --apollo-url." in nowhere.stderr,
    ) == (2, True)
    assert run("ready", "--url", server.url, folder=folder).returncode == 1


def test_a_token_is_required_and_accepted(folder: Path) -> None:
    """Assumed: from the environment; no output and no log contains it."""
    with serving(folder, "--admin-token", "t0p-secret") as server:
        refused = run("reset", "--url", server.url, folder=folder)
        assert (refused.returncode, "Send the admin token" in refused.stderr) == (2, True)
        done = run("reset", "--url", server.url, folder=folder, MOCK_APOLLO_ADMIN_TOKEN="t0p-secret")
        assert (done.returncode, "t0p-secret" in done.stdout) == (0, False)
        assert "t0p-secret" not in server.log.read_text()


def test_no_credential_is_printed_and_none_goes_to_a_proxy(folder: Path) -> None:
    """Assumed: a line break after a secret is ignored; one inside it is an error that does not repeat the secret."""
    with serving(folder, "--admin-token", "t0p-secret") as server:
        there = {"MOCK_APOLLO_URL": server.url, "http_proxy": "http://127.0.0.1:9"}
        done = run("reset", folder=folder, **there, MOCK_APOLLO_ADMIN_TOKEN="t0p-secret\n")
        assert done.returncode == 0, done.stderr
        done = run("reset", folder=folder, **there, MOCK_APOLLO_ADMIN_TOKEN="t0p\nsecret")
        assert (done.returncode, "t0p" in done.stderr) == (2, False)
        assert "one of them is not" in done.stderr


def test_exec_passes_its_token_to_the_command(folder: Path) -> None:
    """Assumed: so that only the command can control the fake."""
    script = "python -m mock_apollo reset >/dev/null && MOCK_APOLLO_ADMIN_TOKEN= python -m mock_apollo reset"
    script = script.replace("python", sys.executable)
    done = run("exec", "--admin-token", "t0p-secret", "--", "bash", "-c", script, folder=folder)
    assert (done.returncode, "Send the admin token" in done.stderr) == (2, True)
