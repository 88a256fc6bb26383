"""Tests of the forms that acts of Control are checked by: moves of the clock, limits, expectations, typed keywords."""

from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel, ValidationError

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.apollo.control.forms import LONGEST_JUMP, Expected, FaultFields, Move, NewLimits, WantedFields
from mock_apollo.apollo.faults import FaultRule
from mock_apollo.apollo.world.state import State
from mock_apollo.journal.query import Wanted
from tests.calls import NOON

MOMENT = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "move",
    [
        {"freeze": True},
        {"set": MOMENT},
        {"advance": 0.5},
        {"advance": -1},
        {"run": True},
        {"freeze": True, "set": MOMENT, "advance": 1},
        {"run": True, "advance": 1},
        {"advance": LONGEST_JUMP},
        {"advance": -LONGEST_JUMP},
    ],
    ids=str,
)
def test_a_move_has_defaults_that_do_nothing(move: dict[str, Any]) -> None:
    """Assumed: at least one of four members is given; a jump is at most ten years either way."""
    assert Move(**move).model_dump() == {"freeze": False, "set": None, "advance": 0, "run": False, **move}


@pytest.mark.parametrize(
    ("move", "message"),
    [
        ({}, "give at least one of freeze, set, advance, run"),
        ({"freeze": False, "set": None, "advance": 0, "run": False}, "give at least one of freeze, set, advance, run"),
        ({"run": True, "freeze": True}, "run cannot be combined with freeze or set"),
        ({"run": True, "set": MOMENT}, "run cannot be combined with freeze or set"),
        ({"set": datetime(2030, 1, 1)}, "should have timezone info"),  # noqa: DTZ001 - what is refused
        ({"advance": LONGEST_JUMP + 1}, "less than or equal to 316224000"),
        ({"advance": -LONGEST_JUMP - 1}, "greater than or equal to -316224000"),
        ({"advance": float("nan")}, "greater than or equal to|less than or equal to|finite"),
        ({"advence": 1}, "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_a_contradictory_or_unbounded_move_is_refused(move: dict[str, Any], message: str) -> None:
    """Assumed: with a message that names the member or the choice."""
    with pytest.raises(ValidationError, match=message):
        Move(**move)


@pytest.mark.parametrize(
    ("move", "now", "frozen"),
    [
        ({"advance": 90}, "2026-01-02T12:01:30.000Z", True),
        ({"advance": -0.5}, "2026-01-02T11:59:59.500Z", True),
        ({"set": MOMENT}, "2030-01-01T00:00:00.000Z", True),
        ({"set": MOMENT, "advance": 3600}, "2030-01-01T01:00:00.000Z", True),
        ({"freeze": True, "advance": LONGEST_JUMP}, "2036-01-10T12:00:00.000Z", True),
    ],
    ids=str,
)
def test_a_move_is_done_in_the_order_freeze_set_advance(
    apollo: Apollo, move: dict[str, Any], now: str, *, frozen: bool
) -> None:
    """Assumed: a frozen clock that is advanced stays frozen."""
    assert Control(apollo, "k").move_clock(**move) == {"now": now, "frozen": frozen}


@pytest.mark.parametrize(
    "move",
    [
        {"set": datetime(9999, 1, 1, tzinfo=UTC)},
        {"set": datetime(1969, 12, 31, tzinfo=UTC), "advance": 1},
        {"set": datetime(9890, 1, 1, tzinfo=UTC), "advance": LONGEST_JUMP},
    ],
    ids=str,
)
def test_a_moment_outside_the_range_of_the_clock_changes_nothing(apollo: Apollo, move: dict[str, Any]) -> None:
    """Assumed: the clock shows 1970 to 9892."""
    control = Control(apollo, "k")
    with pytest.raises(ControlError, match=r"the time must be in the years 1970 to 9892"):
        control.move_clock(**move)
    assert control.clock() == {"now": "2026-01-02T12:00:00.000Z", "frozen": True}


@pytest.mark.parametrize("times", [None, 0, 3])
def test_an_expectation_has_a_call_and_a_number_of_times(times: int | None) -> None:
    """Assumed: none means at least once."""
    expected = Expected.model_validate({"call": {"status": 200, "since": NOON}, "times": times})
    assert (expected.call, expected.times) == (Wanted(status=200, since=NOON), times)


@pytest.mark.parametrize(
    ("form", "content", "message"),
    [
        (Expected, {"call": {}, "times": -1}, "greater than or equal to 0"),
        (Expected, {"call": {}, "times": 10**10}, "less than or equal to 1000000000"),
        (Expected, {"call": {"status": 10**20}}, "less than or equal to 599"),
        (Move, {"advance": float("nan")}, "finite number"),
        (State, {"records": {}, "ids": 0, "clock": {"ahead": 10**30, "frozen_at": 0}}, "less than or equal to"),
        (Expected, {"times": 1}, "call\n  Field required"),
        (Expected, {"call": {}, "time": 1}, "Extra inputs are not permitted"),
        (Expected, {"call": {"stauts": 200}}, "Extra inputs are not permitted"),
        (NewLimits, {}, "rate_limit\n  Field required"),
        (NewLimits, {"rate_limit": 5}, "should be a valid string"),
        (NewLimits, {"rate_limit": "hour=1", "plan": "free"}, "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_a_member_that_is_missing_unknown_or_wrong_is_named(
    form: type[BaseModel], content: dict[str, Any], message: str
) -> None:
    """Assumed: a misspelt member is never ignored."""
    with pytest.raises(ValidationError, match=message):
        form.model_validate(content)


@pytest.mark.parametrize(
    ("fields", "form", "besides"),
    [(FaultFields, FaultRule, {"fault"}), (WantedFields, Wanted, set())],
    ids=["faults", "wanted"],
)
def test_typed_keywords_are_those_that_are_checked(fields: Any, form: type[BaseModel], besides: set[str]) -> None:
    """Assumed: a keyword that a type checker allows is allowed at run time, with the same type."""
    hints = get_type_hints(form)
    assert get_type_hints(fields).keys() == form.model_fields.keys() - besides
    for name, hint in get_type_hints(fields).items():
        assert hint == hints[name], name
