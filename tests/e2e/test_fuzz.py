"""The fuzzer finds nothing in the fake, everything that is planted, and the defects of the vendor's document."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mock_apollo.cli.app import app
from mock_apollo.contract.build import build
from mock_apollo.contract.defects import actions
from mock_apollo.contract.files import openapi_file
from mock_apollo.fuzz.server import schemathesis_run as tool
from mock_apollo.fuzz.server.effects import failed
from mock_apollo.fuzz.server.rounds import LAWFUL, ROUNDS, Wish, fuzz_server, try_round
from mock_apollo.fuzz.server.schemathesis_run import FuzzError
from mock_apollo.fuzz.server.target import watched_fake
from tests.e2e.planted import BUGS
from tests.e2e.servers import ROOT, TIMEOUT


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coverage of schemathesis is of no use, and would double its time."""
    for name in [name for name in os.environ if name.startswith("COVERAGE")]:
        monkeypatch.delenv(name)


def requests(report: Path) -> list[Any]:
    """What was sent, in its order."""
    entries = json.loads(report.read_text())["log"]["entries"]
    return [
        (sent["method"], sent["url"].partition("/api/")[2], sent.get("postData"))
        for sent in (entry["request"] for entry in entries)
    ]


def test_the_fake_keeps_the_contract_and_a_seed_repeats_a_run(folder: Path) -> None:
    """Documented: all checks, all phases, nothing disabled, no finding; and the same requests another time."""
    run = CliRunner().invoke(
        app, ["fuzz", "server", "--max-examples", "5", "--seed", "7", "--report", f"har={folder / 'first.har'}"]
    )
    assert run.exit_code == 0, run.output
    counts = re.findall(
        r"^\d+ cases \(examples \d+, coverage \d+, fuzzing \d+, stateful \d+\): 0 findings$", run.output, re.MULTILINE
    )
    assert len(counts) == len(ROUNDS)
    assert "max-examples = 5" in run.output
    assert "enabled = true" in run.output
    assert 'x-api-key = "[redacted]"' in run.output
    with watched_fake("off") as (url, violations):
        assert try_round(LAWFUL, Wish(5, 7, reports=[("har", str(folder / "second.har"))]), url, StringIO())
    assert violations == []
    first, second = requests(folder / "first.har"), requests(folder / "second.har")
    assert len(first) > 100
    assert first == second


@pytest.fixture(params=BUGS)
def planted(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """A bug, and the URL of a fake that has it."""
    command = [sys.executable, "-m", "tests.e2e.planted", request.param]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
        assert process.stdout is not None
        yield request.param, process.stdout.readline().split()[-1]
        process.terminate()
        process.wait(TIMEOUT)


def test_every_planted_bug_is_found(planted: tuple[str, str]) -> None:
    """Assumed: a fuzzer that finds nothing must be able to find something; and it tells how to see it."""
    name, url = planted
    bug, said = BUGS[name], StringIO()
    assert not try_round(bug.found_by, Wish(5, 1, url), url, said)
    told = said.getvalue()
    assert bug.as_ in told
    assert re.search(r"^  breaks   \w+", told, re.MULTILINE)
    assert re.search(rf"^  call     curl -gi -X \w+ '?{url}/api/v1/contacts/.*APOLLO_KEY", told, re.MULTILINE)
    assert re.search(r"^  reply    \d\d\d ", told, re.MULTILINE)


def test_the_defects_of_the_published_document_are_named_by_what_mends_them() -> None:
    """Documented: the three that everybody meets, and the nulls that the vendor's own examples show."""
    run = CliRunner().invoke(app, ["fuzz", "server", "--as", "published", "--max-examples", "20"])
    assert run.exit_code == 0, run.output
    told = re.findall(r"^PATCH \S+ (.*) \(\d+ x\)\n(?:  .*\n)*?  mended   by (.*)$", run.output, re.MULTILINE)
    mended = {name for _, names in told for name in names.split(", ")}
    assert ("Response violates schema", "one-of-422") in told
    assert ("API accepts invalid authentication", "bearer-first") in told
    assert {"free-contact-id", "free-reference-ids"} <= {
        n for title, ns in told if "rejected" in title for n in ns.split(", ")
    }
    assert mended <= {action["x-defect"] for action in actions()} | {"neighbours.yaml"}


def test_a_defect_that_is_left_in_is_seen_by_schemathesis() -> None:
    """Observed: no 422 fits the three branches; the figures of all defects are in openapi/effects.json."""
    assert failed(build(without="one-of-422")).keys() == {"response_schema_conformance"}


def test_the_effects_are_those_of_the_overlay_as_it_is() -> None:
    """Assumed: `make effects` is due when a defect comes or goes."""
    effects = json.loads(openapi_file("effects.json").read_text())
    assert effects["before"].keys() == {action["x-defect"] for action in actions()}
    assert effects["after"] == {}


@pytest.mark.parametrize("report", ["pdf=x", "junit", "junit="])
def test_a_report_of_an_unknown_kind_is_refused(report: str) -> None:
    """Assumed: exit code 2."""
    run = CliRunner().invoke(app, ["fuzz", "server", "--report", report])
    assert run.exit_code == 2
    assert f"--report {report} is not like junit=PATH" in run.output


def test_a_server_that_is_not_there_cannot_be_tried(folder: Path) -> None:
    """Assumed: that is no finding, but a reason."""
    run = CliRunner().invoke(app, ["fuzz", "server", "--url", "http://127.0.0.1:9", "--key", "secret-key"])
    assert run.exit_code == 2
    assert "nothing answers at http://127.0.0.1:9" in run.output
    assert "secret-key" not in run.output


def test_without_schemathesis_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: the server is installed without it."""
    monkeypatch.setitem(sys.modules, "schemathesis", None)
    with pytest.raises(FuzzError, match=r"pip install 'mock-apollo\[fuzz\]'"):
        fuzz_server(Wish(1, 1), StringIO())
    assert tool.HOOKS.exists()
