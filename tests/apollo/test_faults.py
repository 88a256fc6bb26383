"""Tests of fault rules: which calls they strike, in which order, with which delay, and which rules are refused."""

from itertools import repeat
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.faults import LONGEST, Fault, FaultError, FaultRule, Faults
from mock_apollo.protocol.messages import Call
from tests.calls import FYODOR, patch, with_key

UPDATE = "update-a-contact"
VIEW = Call("GET", f"/api/v1/contacts/{FYODOR}", "", with_key("demo"))


def rule(fault: str = "500", **members: Any) -> FaultRule:
    """Return a checked rule."""
    return FaultRule.model_validate({"fault": fault, **members})


def struck(count: int, **members: Any) -> list[bool]:
    """Return which of so many updates a new rule strikes."""
    fault = Fault("1", rule(**members))
    return [fault.strikes(UPDATE) for _ in range(count)]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, "XXXXXX"),
        ({"times": 2}, "XX----"),
        ({"after": 2}, "--XXXX"),
        ({"every": 2}, "-X-X-X"),
        ({"every": 1}, "XXXXXX"),
        ({"after": 1, "every": 2}, "--X-X-"),
        ({"after": 1, "every": 2, "times": 1}, "--X---"),
        ({"after": 1, "times": 3}, "-XXX--"),
        ({"probability": 1}, "XXXXXX"),
        ({"operation": UPDATE, "times": 1}, "X-----"),
        ({"operation": "view-a-contact"}, "------"),
    ],
    ids=str,
)
def test_a_rule_strikes_the_calls_that_it_names(members: dict[str, Any], expected: str) -> None:
    """Assumed: after, every and times count calls of the operation."""
    assert "".join("X" if hit else "-" for hit in struck(6, **members)) == expected


def test_a_rule_counts_the_calls_that_it_has_seen_and_struck(apollo: Apollo) -> None:
    """Assumed: calls of other operations, and calls after the last time, are not counted."""
    fault = apollo.add_fault(apollo.open("demo"), rule(operation=UPDATE, after=1, times=1))
    calls = [patch(), VIEW, patch(), patch()]
    assert [apollo.answer(call).status for call in calls] == [200, 200, 500, 200]
    document = fault.document()
    assert (document["id"], document["fault"], document["seen"], document["struck"]) == ("1", "500", 2, 1)


def test_a_seed_repeats_which_calls_are_struck() -> None:
    """Assumed: each rule has random numbers of its own, from its seed."""
    first, again, other = (struck(20, probability=0.5, seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    assert 0 < first.count(True) < 20
    interleaved = [Fault("1", rule(probability=0.5)), Fault("2", rule(probability=0.5, seed=2))]
    pairs = [[fault.strikes(UPDATE) for fault in interleaved] for _ in range(20)]
    assert [*map(list, zip(*pairs, strict=True))] == [first, other]


@pytest.mark.parametrize(("probability", "least", "most"), [(0.1, 50, 150), (0.5, 420, 580), (0.9, 850, 950)])
def test_a_probability_is_the_share_of_calls_that_are_struck(probability: float, least: int, most: int) -> None:
    """Assumed: of 1,000 calls, within about five standard deviations."""
    assert least < struck(1_000, probability=probability).count(True) < most


def test_calls_before_the_first_that_counts_draw_no_number() -> None:
    """Assumed: `after` only moves the sequence."""
    assert struck(25, probability=0.5, after=5) == [False] * 5 + struck(20, probability=0.5)


@pytest.mark.parametrize(
    ("delay_ms", "least", "greatest"),
    [(0, 0, 0), (50, 50, 50), ((10, 20), 10, 20), ((LONGEST, LONGEST), LONGEST, LONGEST)],
)
def test_a_delay_is_drawn_from_its_range(delay_ms: int | tuple[int, int], least: int, greatest: int) -> None:
    """Assumed: both ends included, in ms."""
    late, dice = rule("delay", delay_ms=delay_ms), Random(1)  # noqa: S311 - repeatable, not secret
    drawn = {late.delay(dice) for _ in repeat(None, 500)}
    assert (min(drawn), max(drawn)) == (least, greatest)


def test_the_first_rule_that_strikes_wins(apollo: Apollo) -> None:
    """Assumed: in the order in which they were added; the others do not count the call."""
    world = apollo.open("demo")
    first, second = (apollo.add_fault(world, rule(kind, times=1)) for kind in ("502", "500"))
    assert apollo.answer(patch()).status == 502
    assert (first.seen, second.seen) == (1, 0)
    assert [apollo.answer(patch()).status for _ in range(2)] == [500, 200]


def test_a_rule_is_passed_over_where_its_kind_cannot_happen() -> None:
    """Assumed: it does not count the call; there is no stale read before the first write."""
    faults = Faults()
    stale, deleted, error = (faults.add(rule(kind)) for kind in ("stale-read", "422-deleted", "500"))
    assert faults.strike(UPDATE, lambda kind: kind != "422-deleted") is error
    assert (stale.seen, deleted.seen, error.seen) == (0, 0, 1)
    faults.before = "records"
    assert faults.strike(UPDATE, lambda _: True) is stale
    assert faults.strike(UPDATE, lambda _: False) is None


def test_rules_are_numbered_removed_and_cleared() -> None:
    """Assumed: an id is not given again before all rules are cleared."""
    faults = Faults()
    assert not faults.rules
    assert [faults.add(rule()).id for _ in range(2)] == ["1", "2"]
    faults.before = "records"
    faults.remove("2")
    with pytest.raises(FaultError, match="There is no fault rule 2"):
        faults.remove("2")
    assert faults.add(rule()).id == "3"
    assert [fault.id for fault in faults] == ["1", "3"]
    assert faults.before == "records"
    faults.clear()
    assert (bool(faults.rules), [*faults], faults.before, faults.add(rule()).id) == (False, [], None, "1")


def test_records_for_stale_reads_are_kept_while_there_are_rules() -> None:
    """Assumed: the removal of the last rule drops them."""
    faults = Faults()
    faults.add(rule())
    faults.before = "records"
    faults.remove("1")
    assert faults.before is None


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"fault": "418"}, "Input should be"),
        ({"fault": "500", "tmies": 1}, "Extra inputs are not permitted"),
        ({"fault": "500", "every": 2, "probability": 0.5}, "exclude each other"),
        ({"fault": "500", "delay_ms": 5}, "delay and drip need delay_ms; other faults do not take it"),
        ({"fault": "delay"}, "delay and drip need delay_ms; other faults do not take it"),
        ({"fault": "drip"}, "delay and drip need delay_ms; other faults do not take it"),
        ({"fault": "delay", "delay_ms": [20, 10]}, "the smaller comes first"),
        ({"fault": "delay", "delay_ms": -1}, "greater than or equal to 0"),
        ({"fault": "delay", "delay_ms": LONGEST + 1}, "less than or equal to 600000"),
        ({"fault": "delay", "delay_ms": [0, LONGEST + 1]}, "less than or equal to 600000"),
        ({"fault": "500", "retry_after": 7}, "only 429 and 503 have a Retry-After; leave retry_after out for 500"),
        ({"fault": "500", "probability": float("nan")}, "less than or equal to 1"),
        ({"fault": "500", "times": 0}, "greater than or equal to 1"),
        ({"fault": "500", "every": 0}, "greater than or equal to 1"),
        ({"fault": "500", "after": -1}, "greater than or equal to 0"),
        ({"fault": "500", "probability": 0}, "greater than 0"),
        ({"fault": "500", "probability": 1.5}, "less than or equal to 1"),
        ({"fault": "429", "retry_after": -1}, "greater than or equal to 0"),
    ],
    ids=str,
)
def test_a_rule_that_contradicts_itself_is_refused(members: dict[str, Any], message: str) -> None:
    """Assumed: with a message that names the member."""
    with pytest.raises(ValidationError, match=message):
        FaultRule.model_validate(members)
