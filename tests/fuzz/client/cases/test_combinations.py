"""Edits that are tried together."""

from hypothesis import find

from mock_apollo.contract.document import Contract
from mock_apollo.fuzz.client.cases.combinations import chosen, combinations, smallest
from mock_apollo.fuzz.client.cases.replies import Replies, ReplyCase

REPLIES = Replies(Contract.load(), "update-a-contact")
SEVERAL = combinations(REPLIES, REPLIES.singles, least=2)


def names(seed: int) -> list[str]:
    """What a seed chooses."""
    return [case.name for case in chosen(SEVERAL, seed, 50)]


def test_a_seed_chooses_the_same_cases_again() -> None:
    """Assumed: and another seed chooses others."""
    assert names(3) == names(3) != names(4)


def test_several_edits_are_two_or_more() -> None:
    """Assumed: single ones have been tried before."""
    cases = chosen(SEVERAL, 1, 50)
    assert min(len(case.edits) for case in cases) == 2
    assert all(REPLIES.named(case.name).reply == case.reply for case in cases)


def breaks(case: ReplyCase) -> bool:
    """A client that falls over two things that come together."""
    return isinstance(case.content, dict) and {"drop /contact/email", "empty /contact/phone_numbers"} <= {
        *map(str, case.edits)
    }


def test_hypothesis_shrinks_to_as_few_edits_as_break_a_client() -> None:
    """Assumed: none at all, where what is documented breaks it."""
    found = find(combinations(REPLIES, REPLIES.singles), lambda case: case.documented.status == 200)
    assert found.name == "200: as documented"


def test_edits_that_do_no_harm_are_taken_back() -> None:
    """Assumed: what is left is what broke the client."""
    case = REPLIES.named(
        "200: one-word /contact/name + drop /contact/email + null /contact/title + empty /contact/phone_numbers"
    )
    assert smallest(REPLIES, case, breaks).name == "200: drop /contact/email + empty /contact/phone_numbers"


def test_one_edit_that_is_left_is_told_in_the_words_of_the_others() -> None:
    """Assumed: as it would have been found alone."""
    case = REPLIES.named('200: set /contact/title = "x\\u0000y" + set /contact/phone_numbers = [] + drop /contact/city')
    small = smallest(REPLIES, case, lambda one: one.content["contact"].get("phone_numbers") == [])
    assert small.name == "200: empty /contact/phone_numbers"
