"""`mock-apollo fuzz server`: it finds nothing in the fake, and says what it cannot try."""

import os
import re

import pytest
from typer.testing import CliRunner

from mock_apollo.cli.app import app
from mock_apollo.fuzz.server.rounds import ROUNDS

COUNTS = r"^\d+ cases \(examples \d+, coverage \d+, fuzzing \d+, stateful \d+\): 0 findings$"


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start schemathesis without measuring its coverage, which would double its time."""
    for name in [name for name in os.environ if name.startswith("COVERAGE")]:
        monkeypatch.delenv(name)


def test_the_fake_keeps_the_contract() -> None:
    """Documented: all checks, all phases, nothing disabled, no finding in any of the rounds."""
    run = CliRunner().invoke(app, ["fuzz", "server", "--max-examples", "1", "--seed", "7"])
    assert run.exit_code == 0, run.output
    assert len(re.findall(COUNTS, run.output, re.MULTILINE)) == len(ROUNDS)
    assert run.output.count("\nenabled = true\n") == len(ROUNDS)
    assert "links were followed from a reply to another call" in run.output


@pytest.mark.parametrize("report", ["pdf=x", "junit", "junit="])
def test_a_report_of_an_unknown_kind_is_refused(report: str) -> None:
    """Assumed: exit code 2."""
    run = CliRunner().invoke(app, ["fuzz", "server", "--report", report])
    assert run.exit_code == 2
    assert f"--report {report} is not like junit=PATH" in run.output


def test_a_server_that_is_not_there_cannot_be_tried() -> None:
    """Assumed: that is an error with exit code 2, not a finding; it does not show the key."""
    run = CliRunner().invoke(app, ["fuzz", "server", "--url", "http://127.0.0.1:9", "--key", "secret-key"])
    assert run.exit_code == 2
    assert "nothing answers at http://127.0.0.1:9" in run.output
    assert "secret-key" not in run.output
