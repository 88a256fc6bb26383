"""The fuzzer finds nothing in the fake, and everything that is planted."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mock_apollo.cli import app
from tests.e2e.planted import BUGS
from tests.e2e.servers import ROOT, TIMEOUT

UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


def fuzz(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """`mock-apollo fuzz server`, short; without the measuring of coverage, which would double its time."""
    command = [sys.executable, "-m", "mock_apollo", "fuzz", "server", "--max-examples", "5", *flags]
    return subprocess.run(  # noqa: S603 - ourselves
        command, cwd=folder, env=UNMEASURED, capture_output=True, text=True, check=False
    )


def requests(report: Path) -> list[Any]:
    """What was sent, in its order."""
    entries = json.loads(report.read_text())["log"]["entries"]
    return [
        (sent["method"], sent["url"].partition("/api/")[2], sent.get("postData"))
        for sent in (entry["request"] for entry in entries)
    ]


def test_the_fake_keeps_the_contract_and_a_seed_repeats_a_run(folder: Path) -> None:
    """Documented: all checks, all phases, nothing disabled, no finding; twice the same requests."""
    runs = [fuzz(folder, "--seed", "7", "--report", f"har={name}.har") for name in ("first", "second")]
    assert [run.returncode for run in runs] == [0, 0], runs[0].stdout
    assert "No issues found" in runs[0].stdout
    assert "max-examples = 5" in runs[0].stdout
    assert 'x-api-key = "[redacted]"' in runs[0].stdout
    first, second = requests(folder / "first.har"), requests(folder / "second.har")
    assert len(first) > 100
    assert first == second


@pytest.fixture(params=BUGS)
def planted(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fake with a bug."""
    command = [sys.executable, "-m", "tests.e2e.planted", request.param]
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, cwd=ROOT, env=UNMEASURED, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()
        process.wait(TIMEOUT)


def test_every_planted_bug_is_found(folder: Path, planted: str) -> None:
    """Assumed: a fuzzer that finds nothing must be able to find something."""
    run = fuzz(folder, "--url", planted)
    assert run.returncode == 1, run.stdout
    assert "Reproduce with" in run.stdout


@pytest.mark.parametrize("report", ["pdf=x", "junit", "junit="])
def test_a_report_of_an_unknown_kind_is_refused(folder: Path, report: str) -> None:
    """Assumed: exit code 2."""
    run = fuzz(folder, "--report", report)
    assert run.returncode == 2
    assert f"--report {report} is not like junit=report.xml" in run.stderr


def test_a_run_is_put_together_by_the_command_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: the shortest run there is, in this process, so that its code is measured."""
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("COVERAGE")]:
        monkeypatch.delenv(name)
    run = CliRunner().invoke(app, ["fuzz", "server", "--max-examples", "1", "--report", f"json={folder / 'run.json'}"])
    assert run.exit_code == 0
    assert (folder / "run.json").exists()
    assert "# with the limit spent" in run.output
