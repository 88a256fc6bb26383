"""Queries of the journal, and expectations."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from mock_apollo.contract.findings import Finding
from mock_apollo.journal.journal import Entry
from mock_apollo.journal.query import ASKED, MAX_NEAR_MISSES, Wanted, chosen, counted, expect, violations
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import NOON

SECOND = timedelta(seconds=1)
WARNING = Finding("unknown-field", "$.x", "")
ERROR = Finding("invalid-value", "$.x", "")
NOTE = Finding("unseen-field", "$.x", "")
OF_THE_REPLY = Finding("invalid-reply", "$", "")


def entry(
    body: bytes = b'{"title": "Poet"}', *findings: Finding, status: int = 200, operation: str = "update", at: int = 0
) -> Entry:
    """An entry; `at` is in seconds after noon."""
    when = int(NOON.timestamp() + at) * 1_000
    return Entry(when, "team", operation, Call("PATCH", "/x", body=body), Reply(status, b""), findings, 0)


@pytest.mark.parametrize(
    ("wanted", "difference"),
    [
        ({}, ""),
        ({"operation": "update", "status": 200, "finding": "unknown-field"}, ""),
        ({"finding": "warning"}, ""),
        ({"finding": "error"}, "there is no finding error"),
        ({"operation": "view"}, "operation is update, not view"),
        ({"status": 422}, "status is 200, not 422"),
        ({"since": NOON, "until": NOON}, ""),
        ({"since": NOON + SECOND}, "it was at 2026-01-02T12:00:00.000Z, before 2026-01-02 12:00:01+00:00"),
        ({"until": NOON - SECOND}, "it was at 2026-01-02T12:00:00.000Z, after 2026-01-02 11:59:59+00:00"),
        ({"body": {}}, ""),
        ({"body": {"title": "Poet"}}, ""),
        ({"body": {"a": {"b": [1]}}}, ""),
        ({"body": {"a": {"c": 1}}}, "$.a.c is missing"),
        ({"body": {"a": {"b": [1, 2]}}}, "$.a.b is [1], not [1,2]"),
        ({"body": {"title": None}}, '$.title is "Poet", not null'),
        ({"body": {"title": {"x": 1}}}, '$.title is "Poet", not {"x":1}'),
    ],
    ids=str,
)
def test_an_entry_matches_or_says_in_what_it_differs(wanted: dict[str, Any], difference: str) -> None:
    """Assumed: our own feature; a body may have other members."""
    made = entry(b'{"title": "Poet", "a": {"b": [1], "d": 2}}', WARNING)
    assert Wanted(**wanted).differences(made) == ([difference] if difference else [])
    assert Wanted(**wanted).matches(made) is not bool(difference)


def test_everything_that_is_wanted_is_asked_and_the_body_last() -> None:
    """Assumed: what costs little says no before credentials are removed from a call."""
    assert ASKED.keys() == Wanted.model_fields.keys()
    assert [*ASKED][-1] == "body"


def test_all_the_differences_are_said() -> None:
    """Assumed: our own feature."""
    wanted = Wanted(operation="view", status=422, finding="error", body={"title": "Count", "x": 1})
    assert len(wanted.differences(entry())) == 5


def test_an_operation_that_is_not_emulated_is_called_none() -> None:
    """Assumed: our own feature."""
    assert Wanted(operation="view").differences(entry(operation="")) == ["operation is none, not view"]


def test_a_body_that_is_not_json_matches_no_members() -> None:
    """Assumed: our own feature."""
    assert Wanted(body={}).differences(entry(b"{")) == ["the body is not JSON"]


def test_a_long_value_is_cut_in_a_difference() -> None:
    """Assumed: a person reads it."""
    (difference,) = Wanted(body={"title": "x" * 1_000}).differences(entry())
    assert len(difference) < 300


@pytest.mark.parametrize(
    "wanted",
    [{"body": {"x": "\ud800"}}, {"body": {"x": 1 << 70}}, {"colour": "red"}, {"since": datetime(2026, 1, 2)}],  # noqa: DTZ001 - refused for that
    ids=["surrogate", "huge", "unknown", "no zone"],
)
def test_a_description_that_no_call_could_match_is_refused(wanted: dict[str, Any]) -> None:
    """Assumed: a typing mistake must not pass for a call that was not made."""
    with pytest.raises(ValidationError):
        Wanted(**wanted)


def test_a_body_that_is_nested_too_deeply_is_refused() -> None:
    """Assumed: such a body is refused when a client sends it."""
    body: dict[str, Any] = {}
    for _ in range(100):
        body = {"a": body}
    with pytest.raises(ValidationError, match="body is nested deeper than 100 levels"):
        Wanted(body=body)


def test_violations_are_the_errors_and_warnings_about_calls() -> None:
    """Assumed: notes are no violations, and a reply is not the client's fault."""
    assert violations([entry(b"", NOTE, WARNING), entry(b"", OF_THE_REPLY, ERROR)]) == [WARNING, ERROR]


def test_entries_are_chosen_and_counted() -> None:
    """Assumed: our own feature."""
    made = [entry(status=200), entry(status=422), entry(operation="view"), entry(status=200)]
    assert chosen(made, Wanted(operation="update", status=200)) == [made[0], made[3]]
    assert counted(made) == {"update": {"200": 2, "422": 1}, "view": {"200": 1}}


@pytest.mark.parametrize(("times", "met"), [(None, True), (2, True), (1, False), (3, False), (0, False)])
def test_an_expectation_is_met_by_that_many_calls_or_by_any(times: int | None, met: bool) -> None:  # noqa: FBT001
    """Assumed: without a number, at least one."""
    found = expect([entry(), entry(status=422), entry()], Wanted(status=200), times)
    assert (found.met, found.seen, found.text == "") == (met, 2, met)


def test_no_call_is_expected_by_the_number_0() -> None:
    """Assumed: our own feature."""
    assert expect([], Wanted(), 0).met
    assert not expect([], Wanted()).met


def test_an_expectation_that_is_not_met_lists_the_calls_that_differ_least() -> None:
    """Assumed: at most three, and calls that match are none of them."""
    far = [entry(b"", status=500, operation="view") for _ in range(MAX_NEAR_MISSES)]
    near = [entry(b'{"title": "Count"}'), entry()]
    found = expect([*far, *near], Wanted(operation="update", status=200, body={"title": "Poet"}), 2)
    lines = found.text.splitlines()
    assert lines[0] == ('expected 2 times, seen 1 times: {"operation":"update","status":200,"body":{"title":"Poet"}}')
    assert lines[1] == '  near miss: PATCH /x 200: $.title is "Count", not "Poet"'
    assert len(lines) == 1 + MAX_NEAR_MISSES


def test_without_any_call_the_key_is_asked_for() -> None:
    """Assumed: the likeliest mistake is another key."""
    assert "no call was made with this key" in expect([], Wanted()).text
