"""The fuzzer finds nothing in the fake, and everything that is planted."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.planted import BUGS
from tests.e2e.servers import ROOT, TIMEOUT


def fuzz(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """`mock-apollo fuzz server`, short."""
    command = [sys.executable, "-m", "mock_apollo", "fuzz", "server", "--max-examples", "5", *flags]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves


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
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
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
