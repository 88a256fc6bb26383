"""Findings, and the table of their codes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_apollo.contract.findings import (
    BY_THE_WORLD,
    LEVELS,
    MAX_FINDINGS,
    OF_REPLIES,
    RULES,
    Finding,
    bounded,
    reported,
)

numbered = st.lists(st.sampled_from([*RULES]), max_size=60).map(
    lambda codes: [Finding(code, f"$[{place}]", "") for place, code in enumerate(codes)]
)


@pytest.mark.parametrize("code", RULES)
def test_every_code_has_a_severity_a_meaning_and_advice(code: str) -> None:
    """Assumed: our own table; the meaning is a part of a sentence, the advice a whole one."""
    severity, meaning, advice = RULES[code]
    assert severity in LEVELS
    assert meaning
    assert not meaning.endswith(".")
    assert advice.endswith(".")


def test_the_severities_begin_with_the_worst() -> None:
    """Assumed: `--fail-on` counts on it."""
    assert LEVELS == ("error", "warning", "note")


def test_codes_that_are_grouped_are_in_the_table() -> None:
    """Assumed: our own table."""
    assert RULES.keys() >= OF_REPLIES | BY_THE_WORLD
    assert not OF_REPLIES & BY_THE_WORLD


def test_a_line_has_no_control_characters() -> None:
    """Assumed: names are the client's."""
    found = Finding("unknown-field", "$.a\x1b[31m", "Apollo ignores a\nb.")
    assert found.line == r"warning unknown-field at $.a\x1b[31m: Apollo ignores a\x0ab."


def test_a_document_has_severity_and_advice() -> None:
    """Assumed: an export can be read without the table."""
    assert Finding("unseen-field", "$", "").document() == {
        "code": "unseen-field",
        "path": "$",
        "message": "",
        "severity": "note",
        "advice": RULES["unseen-field"].advice,
    }


def test_a_finding_that_stands_for_several_is_read_from_its_document() -> None:
    """Assumed: an export of the journal can be judged."""
    for found in (Finding("unseen-field", "$", ""), Finding("unseen-field", "$", "And 7 more", 7)):
        assert Finding.read(found.document()) == found


@settings(deadline=None)
@given(numbered)
def test_a_call_keeps_its_first_findings_and_one_for_the_rest(found: list[Finding]) -> None:
    """Assumed: none is forgotten, and no code."""
    kept = bounded(found)
    assert len(kept) <= MAX_FINDINGS + 1
    assert sum(finding.stands_for for finding in kept) == len(found)
    assert {finding.code for finding in kept} == {finding.code for finding in found}
    assert [finding for finding in found if finding in kept] == [*kept[:MAX_FINDINGS]]
    assert bounded(kept) == kept


def test_a_finding_for_the_rest_says_how_many_there_are() -> None:
    """Assumed: a person reads it; those that others stand for are counted."""
    many = reported(lambda number: Finding("unknown-field", f"$.{number}", ""), range(80_000))
    assert many[-1] == Finding("unknown-field", "$.20", "And 79,980 more findings of this call.", 79_980)
    more = bounded([Finding("unseen-field", "$", ""), *many])
    assert more[-1].message == "And 79,981 more findings of this call."


def test_no_more_is_reported_than_is_kept() -> None:
    """Assumed: the items may be many."""
    seen = []

    def report(number: int) -> Finding:
        seen.append(number)
        return Finding("unknown-field", "$", "")

    assert len(reported(report, range(MAX_FINDINGS))) == len(seen) == MAX_FINDINGS
    seen.clear()
    reported(report, range(1_000))
    assert len(seen) == MAX_FINDINGS + 1
