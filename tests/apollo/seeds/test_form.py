"""Tests of the form of a seed, which is checked some records at a time."""

import pytest

from mock_apollo.apollo.seeds.form import SOME, SeedError, validated


def test_problems_are_counted_from_the_first_record_of_their_kind() -> None:
    """Assumed: whichever records are checked together; all problems are told."""
    wrong = [{"title": 3}, *[{}] * SOME, {"frist_name": "Leo"}]
    with pytest.raises(SeedError) as refused:
        validated({"contacts": wrong, "users": 3, "lists": []}, "seed.json")
    assert refused.value.problems == [
        "seed.json: users: Input should be a valid list",
        "seed.json: lists: Extra inputs are not permitted",
        "seed.json: contacts[0].title: Input should be a valid string (YAML reads it as something else: quote it)",
        f"seed.json: contacts[{SOME + 1}].frist_name: Extra inputs are not permitted",
    ]


def test_records_keep_their_order() -> None:
    """Assumed: ids are given in it."""
    given = [{"first_name": str(number)} for number in range(3 * SOME)]
    assert validated({"contacts": given}, "seed.json")["contacts"] == given
