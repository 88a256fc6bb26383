"""Reports of verdicts."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.report import REPORTS, as_json, as_junit, as_sarif, as_text
from mock_apollo.check.verdict import Verdict, check
from mock_apollo.cli.app import app
from mock_apollo.contract.findings import RULES
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import FYODOR, patch
from tests.check.recorded import entry, har, traffic

SECRET = "s3cr3t-k3y"


@pytest.fixture
def file(tmp_path: Path, apollo: Apollo) -> str:
    """A recording with an error, a warning, a call to another host, and a secret."""
    calls = traffic(apollo, patch(key=SECRET), patch({"title": 1, "frist_name": 2}, key=SECRET))
    return har(tmp_path, [*calls, entry(patch(), Reply(200, b""), base="https://example.com")])


@pytest.fixture
def verdicts(file: str) -> list[Verdict]:
    """Its verdict."""
    return [check(file)]


def test_the_text_has_the_advice(verdicts: list[Verdict]) -> None:
    """Assumed: for people."""
    assert as_text(verdicts) == (
        f"entry 2: PATCH /api/v1/contacts/{FYODOR} -> 422\n"
        "  error invalid-value at $.title: title must be a string, not a number.\n"
        "    Send a value that the contract allows.\n"
        "  warning unknown-field at $.frist_name: Apollo ignores frist_name: did you mean first_name?\n"
        "    Correct the name, or do not send it.\n"
        "skipped 1 x a call to example.com, which is not Apollo; --host example.com judges it\n"
        f"{verdicts[0].name}: 2 calls judged, 1 skipped: 1 error, 1 warning, 0 notes\n"
    )


def test_json_has_all_of_it(verdicts: list[Verdict]) -> None:
    """Assumed: for programs."""
    (file,) = json.loads(as_json(verdicts))["files"]
    (call,) = file["calls"]
    assert (file["judged"], [*file["skipped"].values()]) == (2, [1])
    assert (call["where"], call["method"], call["status"]) == ("entry 2", "PATCH", 422)
    assert [finding["advice"] for finding in call["findings"]] == [
        RULES["invalid-value"].advice,
        RULES["unknown-field"].advice,
    ]


def test_junit_has_a_failure_for_each_call_with_findings(verdicts: list[Verdict]) -> None:
    """Assumed: as CI systems read it."""
    suite = ET.fromstring(as_junit(verdicts)).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "invalid-value"
    assert "unknown-field at $.frist_name" in (failure.text or "")


def test_sarif_has_a_rule_for_each_code_and_a_place_for_each_finding(verdicts: list[Verdict]) -> None:
    """Documented: SARIF 2.1.0."""
    document = json.loads(as_sarif(verdicts))
    (run,) = document["runs"]
    assert document["version"] == "2.1.0"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == RULES.keys()
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("invalid-value", "error"),
        ("unknown-field", "warning"),
    ]
    location = run["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == verdicts[0].name
    assert location["physicalLocation"]["region"]["startLine"] == 1


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize(
    "target",
    [f"?api_key={SECRET}", f"?a=1;refresh_token={SECRET}", f"/api_key={SECRET}", f";token={SECRET}", f"?JWT={SECRET}"],
)
def test_no_report_shows_a_credential(tmp_path: Path, kind: str, target: str) -> None:
    """Assumed: our own feature; wherever the credential was in the call."""
    call = Call("PATCH", f"/api/v1/contacts/17{target}", "", ((b"x-api-key", SECRET.encode()),), b'{"frist_name": 1}')
    told = REPORTS[kind]([check(har(tmp_path, [entry(call, None)]))])
    assert "/api/v1/contacts/17" in told or kind == "sarif"
    assert "[redacted]" in told
    assert SECRET not in told


def run(*arguments: str) -> tuple[int, str]:
    """`mock-apollo check`: the exit code and the output."""
    result = CliRunner().invoke(app, ["check", *arguments])
    return result.exit_code, result.output


def test_the_command_prints_and_writes_reports(tmp_path: Path, file: str) -> None:
    """Assumed: exit code 1 for findings."""
    code, said = run(file, "--report", f"junit={tmp_path / 'r.xml'}", "--report", "sarif=-")
    assert code == 1
    assert json.loads(said)["version"] == "2.1.0"
    assert (tmp_path / "r.xml").read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("body", "fail_on", "code"),
    [
        ({}, "note", 0),
        ({"frist_name": "x"}, "warning", 1),
        ({"frist_name": "x"}, "error", 0),
        ({"title": 1}, "error", 1),
        ({"frist_name": "x"}, "note", 1),
    ],
    ids=str,
)
def test_the_severity_that_fails_can_be_chosen(
    tmp_path: Path, apollo: Apollo, body: Any, fail_on: str, code: int
) -> None:
    """Assumed: warnings and errors do by default."""
    assert run(har(tmp_path, traffic(apollo, patch(body))), "--fail-on", fail_on)[0] == code


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nowhere.har"], "nowhere.har: it cannot be read: No such file or directory."),
        (["curl https://api.apollo.io/api/v1/x", "--report", "pdf=x"], "--report pdf=x is not like text=PATH"),
        (["curl https://api.apollo.io/api/v1/x", "--report", "json=/nowhere/x"], "/nowhere/x cannot be written"),
    ],
    ids=str,
)
def test_a_usage_error_is_one_sentence_and_exit_code_2(arguments: list[str], why: str) -> None:
    """Assumed: as with all commands."""
    code, said = run(*arguments)
    assert code == 2
    assert why in said


def test_standard_input_can_be_judged() -> None:
    """Assumed: as `-`."""
    line = "curl -X PATCH https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4 -H 'x-api-key: k' --json '{}'"
    result = CliRunner().invoke(app, ["check", "-"], input=line)
    assert result.exit_code == 0
    assert result.output == "standard input: 1 call judged, 0 skipped: 0 errors, 0 warnings, 0 notes\n"
