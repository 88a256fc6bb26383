"""Findings, and the table of their codes."""

import pytest

from mock_apollo.contract.findings import BY_THE_WORLD, LEVELS, OF_REPLIES, RULES, Finding


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
