"""Findings: their keys, what reports show of them, and what calls show by themselves."""

from typing import get_args

import pytest

from mock_apollo.fuzz.client.oracle import MAX_REASON, MEANINGS, Broken, Code
from tests.fuzz.client.clients import found_in, update

DOCUMENTED = "200: as documented"


def test_every_code_has_a_meaning() -> None:
    """Assumed: the table is shown in the documentation."""
    assert tuple(MEANINGS) == get_args(Code)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Expecting value: line 1 column 1 (char 0)", "Expecting value: line 1 column 9 (char 8)"),
        ("<object at 0x7f01>", "<object at 0x7f02>"),
        ("it answered /case/7", "it answered /case/8"),
        ("connect ECONNREFUSED 127.0.0.1:40001", "connect ECONNREFUSED 127.0.0.1:40002"),
        ("timed out after 1.03 s", "timed out after 1.04 s"),
    ],
)
def test_findings_that_differ_in_volatile_parts_have_one_cause(one: str, other: str) -> None:
    """Assumed: positions, addresses, cases, ports and times."""
    assert Broken("exception", one).cause == Broken("exception", other).cause


def test_findings_at_other_places_have_other_causes() -> None:
    """Assumed: the same words from two lines are two bugs; the kind leaves out the words behind the colon."""
    first, second = (
        Broken("exception", "KeyError: a", where="x.py:1"),
        Broken("exception", "KeyError: a", where="x.py:2"),
    )
    assert first.cause != second.cause
    assert first.kind == Broken("exception", "KeyError: b", where="x.py:1").kind != second.kind


def test_the_reason_in_a_report_is_one_short_line() -> None:
    """Assumed: without the input that pydantic quotes; output keeps its lines."""
    why = (
        "1 validation error\ntitle\n  wrong [type=string_type, input_value='hunter2hunter2', input_type=int]\n"
        + "x" * 999
    )
    shown = Broken("exception", why, "hunter2hunter2\nsaid").redacted({"hunter2hunter2"})
    assert shown.why.startswith("1 validation error title wrong; xxx")
    assert len(shown.why) == MAX_REASON + len("...")
    assert shown.output == "[redacted]\nsaid"


def test_a_breach_of_the_contract_is_worse_than_a_hopeless_retry() -> None:
    """Assumed: only the worst finding of the calls is shown."""

    def repeats_and_breaks(attempt: object) -> None:
        for _ in range(2):
            update(attempt, {"title": 7})  # type: ignore[arg-type]  # it is an Attempt

    found = found_in("422: as documented", repeats_and_breaks)
    assert found is not None
    assert found.broken.code == "contract-breach"
    assert any(one.code == "hopeless-retry" for e in found.entries for one in e.findings)
