"""The result of a campaign as JSON and as JUnit's XML."""

import json
from xml.etree import ElementTree as ET

import pytest

from mock_apollo.fuzz.client.campaign import Plan, Result, by_edits
from mock_apollo.fuzz.client.oracle import MEANINGS, Broken
from mock_apollo.fuzz.client.reports.documents import as_json, as_junit
from tests.fuzz.client.clients import breaks, campaign_of, replay

TWICE = Broken("worker-protocol", "it answered a case twice: /case/7")


@pytest.fixture(scope="module")
def result() -> Result:
    """The result of a client with bugs, and a worker that answers twice."""
    result = campaign_of(breaks).run(by_edits)
    result.protocol_errors = [TWICE, TWICE._replace(why="it answered a case twice: /case/8")]
    return result


def test_json_has_the_whole_result(result: Result) -> None:
    """Assumed: for each case the edits, the reply, the calls, and the difference from the documented reply."""
    shown = json.loads(as_json(result, replay))
    assert [found["case"] for found in shown["broken"]] == [found.case.name for found in result.found]
    first = shown["broken"][0]
    assert first["edits"] == ["empty /contact"]
    assert json.loads(first["body"])["contact"] == {}
    assert first["calls"][0].startswith("curl -gi -X PATCH")
    assert first["code"] in MEANINGS
    assert first["replay"] == "again 200: empty /contact"
    assert shown["sound"] is False
    assert len(shown["behaviours"]) == 5


def test_errors_of_the_protocol_are_counted_beside_the_cases(result: Result) -> None:
    """Assumed: one entry for each cause, in no case."""
    shown = json.loads(as_json(result, replay))["protocol_errors"]
    assert shown == [{"code": "worker-protocol", "why": TWICE.why, "count": 2}]


def test_the_coverage_says_what_was_exercised(result: Result) -> None:
    """Assumed: all of it, unless only one case was tried."""
    coverage = json.loads(as_json(result, replay))["coverage"]
    assert coverage["places"]["missed"] == []
    assert coverage["places"]["exercised"] == coverage["places"]["known"] > 90
    assert coverage["replies"]["422 Check the account ID"] >= 1
    assert coverage["acts"]["drop"] > 90
    one = campaign_of(breaks)
    one.result.plan = Plan(only=["200: null /contact/title"])
    places = json.loads(as_json(one.run(by_edits), replay))["coverage"]["places"]
    assert places["exercised"] == 1
    assert "/contact/email" in places["missed"]


def test_junit_has_a_test_case_for_each_case_behaviour_and_error(result: Result) -> None:
    """Assumed: the failed ones say how to try them alone."""
    suite = ET.fromstring(as_junit(result, replay)).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    failed = [test.get("name") for test in suite if test.find("failure") is not None]
    assert failed == [*(found.case.name for found in result.found), TWICE.why]
    assert suite.get("tests") == str(len(suite)) == str(len(result.tried) + len(result.behaviours) + 1)
    assert suite.get("failures") == str(len(failed))
    assert "again 200: empty /contact" in "".join(suite.itertext())


def test_a_bad_behaviour_is_a_failure(result: Result) -> None:
    """Assumed: a poor one is not."""
    bad, poor = (result.behaviours[0]._replace(grade=grade) for grade in ("bad", "poor"))
    one = Result(result.operation_id, Plan(), behaviours=[bad, poor])
    suite = ET.fromstring(as_junit(one, replay)).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    assert [test.find("failure") is not None for test in suite] == [True, False]
