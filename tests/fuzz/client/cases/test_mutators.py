"""Acts: what each makes of a value, and of which types it is for."""

from typing import Any

import pytest

from mock_apollo.fuzz.client.cases.mutators import ACTS, DROPPED, HUGE, LONG_LIST, LONG_TEXT, MOMENT, is_moment

VALUES: list[Any] = ["Fyodor", MOMENT, 7, 0.25, True, None, ["a", "b"], {"a": 1, "b": 2}]


@pytest.mark.parametrize("name", ACTS)
def test_an_act_changes_a_value_of_each_of_its_types(name: str) -> None:
    """Assumed: some value of the type becomes another one; the original stays as it is."""
    act = ACTS[name]
    for kind in act.of:
        values = [value for value in VALUES if type(value) is kind]
        before = repr(values)
        made = [act.make(value) for value in values]
        assert repr(values) == before
        changed = any(repr(new) != repr(old) for new, old in zip(made, values, strict=True))
        assert changed or (name, kind) == ("null", type(None))


@pytest.mark.parametrize(
    ("name", "value", "made"),
    [
        ("drop", 7, DROPPED),
        ("empty", {"a": 1}, {}),
        ("lengthen", "x", "x" * LONG_TEXT),
        ("lengthen", ["a", "b"], ["a"] * LONG_LIST),
        ("lengthen", [], ["text"] * LONG_LIST),
        ("leap-second", MOMENT, "2016-12-31T23:59:60.000Z"),
        ("leap-second", "no timestamp", "no timestamp"),
        ("huge", 7, HUGE),
        ("flip", True, False),
        ("null-item", ["a"], [None, "a"]),
        ("twice", ["a"], ["a", "a"]),
        ("reverse", ["a", "b"], ["b", "a"]),
    ],
)
def test_acts_do_what_their_names_say(name: str, value: Any, made: Any) -> None:
    """Assumed: names are part of the names of cases, so they never change."""
    assert ACTS[name].make(value) == made


def test_an_object_that_is_reversed_has_the_same_members_in_another_order() -> None:
    """Assumed: JSON objects have no order, and clients must not rely on one."""
    assert [*ACTS["reverse"].make({"a": 1, "b": 2})] == ["b", "a"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(MOMENT, True), ("2024-09-12", False), (7, False), (MOMENT.replace("T", " "), False), (MOMENT[:-1] + "X", False)],
)
def test_a_timestamp_is_known_by_its_form(value: Any, expected: bool) -> None:  # noqa: FBT001
    """Observed: Apollo's timestamps have milliseconds and end with Z."""
    assert is_moment(value) is expected
