"""The rounds of the fuzzer: nothing is found in the fake, every planted bug is, and a seed repeats a run."""

import json
import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from mock_apollo.fuzz.server.rounds import DELETED, LAWFUL, ROUNDS, UNAUTHORISED, Round, Wish, fuzz_server, try_round
from mock_apollo.fuzz.server.target import KEY, watched_fake
from mock_apollo.server.children import Children
from tests.fuzz.server.planted import BUGS, Bug, buggy_fake

COUNTS = r"^\d+ cases \(examples \d+, coverage \d+, fuzzing \d+(, stateful \d+)?\): 0 findings$"


@pytest.fixture(autouse=True)
def unmeasured(unmeasured_children: None) -> None:
    """Do not measure the coverage of schemathesis."""


def requests(report: Path) -> list[tuple[str, str, Any]]:
    """The requests of a HAR file, in their order, without the address of the server."""
    entries = json.loads(report.read_text())["log"]["entries"]
    return [
        (sent["method"], sent["url"].partition("/api/")[2], sent.get("postData"))
        for sent in (entry["request"] for entry in entries)
    ]


def test_the_fake_keeps_the_contract_and_a_seed_repeats_a_run(tmp_path: Path) -> None:
    """Documented: all checks, all phases, all paths, nothing disabled, no finding; the same requests another time."""
    out = StringIO()
    assert fuzz_server(Wish(5, 7, reports=[("har", str(tmp_path / "first.har"))]), out), out.getvalue()
    assert re.findall(r"^# (.*)$", out.getvalue(), re.MULTILINE) == [attempt.name for attempt in ROUNDS]
    assert len(re.findall(COUNTS, out.getvalue(), re.MULTILINE)) == len(ROUNDS)
    assert out.getvalue().count("\nenabled = true\n") == len(ROUNDS)
    assert "links were followed from a reply to another call" in out.getvalue()
    assert "max-examples = 5\n" in out.getvalue()
    assert 'x-api-key = "[redacted]"' in out.getvalue()
    with Children() as children, watched_fake(LAWFUL.limit, children) as (url, violations):
        wish = Wish(5, 7, reports=[("har", str(tmp_path / "second.har"))])
        assert try_round(LAWFUL, wish, url, StringIO(), children)
    assert violations == []
    first, second = requests(tmp_path / "first.har"), requests(tmp_path / "second.har")
    assert len(first) > 100
    assert first == second


@pytest.mark.parametrize("attempt", [LAWFUL, UNAUTHORISED, DELETED], ids=lambda attempt: attempt.name)
def test_every_planted_bug_is_found(attempt: Round) -> None:
    """Assumed: a fuzzer that finds nothing must be able to find something; each finding says how to see it."""
    bugs = [bug for bug in BUGS if bug.found_by is attempt]
    out = StringIO()
    with buggy_fake(bugs) as url, Children() as children:
        passed = try_round(attempt, Wish(1, 1, url, KEY, paths={bug.path for bug in bugs}), url, out, children)
    assert not passed
    assert [bug for bug in bugs if not shown(bug, out.getvalue().split("\n\n"), url)] == []


def shown(bug: Bug, findings: Sequence[str], url: str) -> bool:
    """Whether one of the findings is about the bug, and has the broken clause, a curl line and the reply."""
    parts = [r"^  breaks   \w+", rf"^  call     curl -gi -X \w+ '?{url}/api/v1/.*APOLLO_KEY", r"^  reply    \d\d\d "]
    found = [text for text in findings if text.startswith(f"{bug.label}: ") and bug.words in text]
    return any(all(re.search(part, text, re.MULTILINE) for part in parts) for text in found)
