"""Edits: their names, and what they do to a reply."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mock_apollo.fuzz.client.cases.edits import Edit, EditError, agreeing, difference, edited, read_edits, single_edits
from mock_apollo.fuzz.client.cases.mutators import ACTS

CONTACT = {"contact": {"name": "Fyodor Dostoevsky", "phones": [{"raw": "1"}, {"raw": "2"}], "url": None}}

texts = st.text(max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
steps = st.lists(texts | st.sampled_from(["007", "0", "~", "/", "%"]), min_size=1, max_size=3).map(tuple)
no, nothing = st.sampled_from([False]), st.none()
edits = st.builds(Edit, st.sampled_from([*ACTS]), steps, no, nothing) | st.builds(
    Edit, st.just("set"), steps, no, values
)


def same(one: Any, other: Any) -> bool:
    """Whether two values are written in the same way, as `1 == True` in Python."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(st.lists(edits, min_size=1, max_size=4))
def test_a_name_says_all_about_an_edit(several: list[Edit]) -> None:
    """Assumed: whatever the members are called, and whatever is put there."""
    assert read_edits(" + ".join(map(str, several))) == tuple(several)


@example([False], [0])
@given(values, values)
def test_the_difference_makes_one_of_the_other(one: Any, other: Any) -> None:
    """Assumed: of any two bodies."""
    assert same(edited(one, difference(one, other)), other)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("drop /contact/name", {"phones": [{"raw": "1"}, {"raw": "2"}], "url": None}),
        ("null /contact/name", {**CONTACT["contact"], "name": None}),
        ("empty /contact/phones", {**CONTACT["contact"], "phones": []}),
        ("drop /contact/phones/0", {**CONTACT["contact"], "phones": [{"raw": "2"}]}),
        ("empty /contact/phones/1/raw", {**CONTACT["contact"], "phones": [{"raw": "1"}, {"raw": ""}]}),
        ("text /contact/url", {**CONTACT["contact"], "url": "text"}),
        (
            'set /contact/url = {"a": " + "} + empty /contact/name',
            {**CONTACT["contact"], "url": {"a": " + "}, "name": ""},
        ),
    ],
)
def test_edits_do_what_they_say(name: str, body: dict[str, Any]) -> None:
    """Assumed: at their place, and nowhere else."""
    assert edited(CONTACT, read_edits(name)) == {"contact": body}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("explode /contact", "is no edit"),
        ("drop contact", "is no edit"),
        ("set /contact = {", "is not ` = ` and JSON"),
        ("drop /contact and more", "which is not ` + ` and another edit"),
    ],
)
def test_a_wrong_name_says_what_is_wrong(name: str, why: str) -> None:
    """Assumed: in a sentence."""
    with pytest.raises(EditError, match=why.replace("+", r"\+")):
        read_edits(name)


@pytest.mark.parametrize("name", ["zero /contact/name", "drop /contact/phones/7", "null /contact/name/first"])
def test_an_edit_that_cannot_be_made_says_so(name: str) -> None:
    """Assumed: where there is nothing like what it is for."""
    with pytest.raises(EditError, match=r"cannot be applied to|there is no"):
        edited(CONTACT, read_edits(name))


def test_members_that_only_the_schema_has_are_tried_too() -> None:
    """Assumed: Apollo may send what its example does not show."""
    schema = {"allOf": [{"properties": {"seen": {}}}], "properties": {"unseen": {}}}
    assert Edit("text", ("unseen",)) in set(single_edits({"seen": 1}, schema))


def test_edits_that_make_others_meaningless_are_left_out() -> None:
    """Assumed: the first of them stays."""
    name, contact, label = read_edits("null /contact/name + empty /contact + empty /labels")
    assert agreeing([name, contact, label]) == (name, label)
