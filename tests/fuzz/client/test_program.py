"""Programs, from their command line to the result and its reports."""

import json
import shlex
import sys
from io import StringIO

import pytest

from mock_apollo.fuzz.client.campaign import Plan
from mock_apollo.fuzz.client.drivers.command import Command
from mock_apollo.fuzz.client.drivers.processes import ProgramError
from mock_apollo.fuzz.client.drivers.worker import Workers
from mock_apollo.fuzz.client.program import FORMATS, Program, try_program, written_by_schemathesis
from tests.fuzz.client.clients import UPDATE, python

NULL = "200: null /contact/title"
ANSWERS = """
for line in sys.stdin:
    url = line.strip()
    status, text = update(url, KEY)
    ok = status != 200 or json.loads(text)["contact"]["title"] is not None
    print(json.dumps({"url": url, "ok": ok, "error": f"no title for {KEY}"}), flush=True)
"""
KEY = "sk_live_0123456789"


def program(*words: str, worker: bool = False, refusal: str | None = None, max_calls: int = 10) -> Program:
    """A program with the usual options."""
    return Program(words, UPDATE, worker, refusal, 1, max_calls)


def test_a_worker_is_tried_and_its_key_is_in_no_report() -> None:
    """Assumed: neither in the reason nor in the command that replays the case."""
    words = python(f"KEY = sys.argv[1]{ANSWERS}")
    outcome = try_program(
        program(*words, KEY, worker=True), Plan(only=["200: as documented", NULL]), "edits", [], StringIO()
    )
    assert [found.case.name for found in outcome.result.found] == [NULL]
    for kind in FORMATS:
        report = outcome.report(kind)
        assert KEY not in report
        assert "no title for [redacted]" in report


def test_the_line_that_replays_a_case_has_all_options_that_matter() -> None:
    """Assumed: and none that has its default."""
    plain = program("node", "client.mjs").replay(NULL, Plan())
    assert shlex.split(plain)[3:] == ["--operation", UPDATE, "--case", NULL, "--", "node", "client.mjs"]
    full = program("a b", worker=True, refusal="No", max_calls=3).replay(NULL, Plan(timeout=2.5))
    options = ["--worker", "--refusal", "No", "--timeout", "2.5", "--max-calls", "3", "--", "a b"]
    assert shlex.split(full)[7:] == options


def test_a_program_is_a_command_or_a_worker() -> None:
    """Assumed: as the option says."""
    assert isinstance(program("true").client(), Command)
    assert isinstance(program("true", worker=True).client(), Workers)


def test_a_refusal_that_is_no_regular_expression_is_an_error() -> None:
    """Assumed: before anything is started."""
    with pytest.raises(ProgramError, match=r"--refusal \( is no regular expression"):
        program("true", refusal="(").client()


def test_reports_of_schemathesis_are_told_from_ours() -> None:
    """Assumed: by their kinds."""
    reports = [("json", "a"), ("har", "b"), ("text", "c"), ("vcr", "d")]
    assert written_by_schemathesis(reports) == [("har", "b"), ("vcr", "d")]


def test_a_case_that_is_named_is_tried_by_edits_with_either_engine() -> None:
    """Assumed: schemathesis has no names for cases, so it is not run."""
    progress: list[tuple[int, int]] = []
    words = [sys.executable, "-c", ""]
    outcome = try_program(
        program(*words), Plan(only=[NULL]), "schemathesis", [], StringIO(), lambda *at: progress.append(at)
    )
    (broken,) = json.loads(outcome.report("json"))["broken"]
    assert (broken["case"], broken["code"]) == (NULL, "no-call")
    assert progress == [(1, 1)]
