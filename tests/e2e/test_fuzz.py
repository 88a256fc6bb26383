"""`mock-apollo fuzz server`: the defects of the published document, and what cannot be tried."""

import os
import re
import sys

import pytest
from typer.testing import CliRunner

from mock_apollo.cli.app import app
from mock_apollo.contract.defects import actions


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start schemathesis without measuring its coverage, which would double its time."""
    for name in [name for name in os.environ if name.startswith("COVERAGE")]:
        monkeypatch.delenv(name)


def test_every_finding_on_the_published_document_names_its_defect() -> None:
    """Documented: the three that every client meets, and the nulls that the vendor's own examples show."""
    run = CliRunner().invoke(app, ["fuzz", "server", "--as", "published", "--max-examples", "20"])
    assert run.exit_code == 0, run.output
    found = re.findall(r"^PATCH \S+ (.*) \(\d+ x\)\n(?:  .*\n)*?  mended   by (.*)$", run.output, re.MULTILINE)
    assert ("Response violates schema", "one-of-422") in found
    assert ("API accepts invalid authentication", "bearer-first") in found
    rejected = {name for title, names in found if "rejected" in title for name in names.split(", ")}
    assert rejected >= {"free-contact-id", "free-reference-ids"}
    defects = {name for _, names in found for name in names.split(", ")}
    assert defects <= {action["x-defect"] for action in actions()} | {"neighbours.yaml"}


def test_without_schemathesis_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: exit code 2; the server is installed without it."""
    monkeypatch.setitem(sys.modules, "schemathesis", None)
    run = CliRunner().invoke(app, ["fuzz", "server"])
    assert run.exit_code == 2
    assert "this needs schemathesis, of the extra `fuzz`: pip install '.[fuzz]' in a checkout" in run.output


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
