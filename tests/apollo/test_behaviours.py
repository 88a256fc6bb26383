"""The table of behaviours is whole, and true."""

import ast

import pytest

from mock_apollo.apollo.behaviours import Behaviour, behaviours
from mock_apollo.apollo.policy import Policy
from mock_apollo.protocol.refusals import Refusal
from mock_apollo.server.settings import Settings
from tests.e2e.servers import ROOT
from tests.protocol.test_refusals import subclasses

PINNING = [
    "apollo/api/test_contacts.py",
    "apollo/test_answer.py",
    "apollo/test_rate_limits.py",
    "apollo/values/test_phones.py",
    "apollo/values/test_custom_field_types.py",
]
PINNING += [
    "apollo/values/test_places.py",
    "apollo/api/test_creation.py",
    "apollo/api/test_contact_search.py",
    "apollo/api/test_contact_stages.py",
]
PINNING += [
    "apollo/api/test_contact_owners.py",
    "apollo/api/test_labels.py",
    "apollo/api/test_users.py",
    "apollo/api/test_contact_bulk.py",
]
PINNING += ["apollo/api/test_fields.py", "apollo/api/test_accounts.py", "apollo/test_fault_effects.py"]
PINNING += ["apollo/test_faults.py"]
NOT_OF_APOLLO = {  # what these pin is how the fake is set and watched
    "apollo/test_answer.py::test_every_call_is_in_the_journal",
    "apollo/test_rate_limits.py::test_a_limit_that_makes_no_sense_says_what_would",
}


def docstrings(file: str) -> dict[str, str]:
    """The tests of a file, each with what it says of itself."""
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return {f"{file}::{test.name}": ast.get_docstring(test) or "" for test in tests}


DOCSTRINGS = {test: said for file in PINNING for test, said in docstrings(file).items()}


def test_every_refusal_is_a_behaviour() -> None:
    """Assumed: nothing is refused that nobody thought about."""
    named = [name for behaviour in behaviours() for name in behaviour.refusals]
    assert sorted(named) == sorted(refusal.__name__ for refusal in subclasses(Refusal))


@pytest.mark.parametrize("behaviour", behaviours(), ids=lambda behaviour: behaviour.rule)
def test_every_behaviour_is_pinned_by_tests_that_know_it_from_the_same(behaviour: Behaviour) -> None:
    """Assumed: the word stands in the docstring of each of them."""
    assert behaviour.tests
    assert [test for test in behaviour.tests if behaviour.known_from not in DOCSTRINGS[test].lower()] == []


def test_every_test_of_what_apollo_does_pins_a_behaviour() -> None:
    """Assumed: a rule with a test and without a line in the table would be missed."""
    pinning = {test for behaviour in behaviours() for test in behaviour.tests}
    assert DOCSTRINGS.keys() - pinning == NOT_OF_APOLLO


def test_every_choice_of_the_policy_is_a_behaviour() -> None:
    """Assumed: what can be chosen is what is not known."""
    chosen = {behaviour.setting for behaviour in behaviours()} - {""}
    assert Policy.model_fields.keys() <= chosen <= Settings.model_fields.keys()
