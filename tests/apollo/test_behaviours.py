"""The table of behaviours is complete and correct."""

import ast

import pytest

from mock_apollo.apollo.behaviours import Behaviour, behaviours
from mock_apollo.apollo.policy import Policy
from mock_apollo.protocol.refusals import Refusal
from mock_apollo.server.settings import Settings
from tests.e2e.servers import ROOT
from tests.protocol.test_refusals import subclasses

PINNING = [
    "apollo/api/test_accounts.py",
    "apollo/api/test_contact_bulk.py",
    "apollo/api/test_contact_owners.py",
    "apollo/api/test_contact_search.py",
    "apollo/api/test_contact_stages.py",
    "apollo/api/test_contacts.py",
    "apollo/api/test_creation.py",
    "apollo/api/test_fields.py",
    "apollo/api/test_labels.py",
    "apollo/api/test_users.py",
    "apollo/test_answer.py",
    "apollo/test_fault_effects.py",
    "apollo/test_faults.py",
    "apollo/test_keys.py",
    "apollo/test_rate_limits.py",
    "apollo/updates/test_contacts.py",
    "apollo/updates/test_ignored_values.py",
    "apollo/values/test_custom_field_types.py",
    "apollo/values/test_phones.py",
    "apollo/values/test_places.py",
    "apollo/world/test_duplicates.py",
]
NOT_OF_APOLLO = {  # these pin how the fake is configured and observed
    "apollo/test_keys.py::test_spellings_of_a_key_are_not_remembered_for_ever",
    "apollo/test_keys.py::test_a_removed_world_is_made_again_and_others_stay",
    "apollo/test_answer.py::test_every_call_is_in_the_journal",
    "apollo/test_rate_limits.py::test_no_wait_is_longer_than_its_window_however_the_clock_is_set",
    "apollo/test_rate_limits.py::test_a_clock_that_is_set_back_opens_the_windows_anew",
    "apollo/test_rate_limits.py::test_a_rate_limit_is_written_as_it_is_read",
    "apollo/test_rate_limits.py::test_a_count_that_no_window_can_have_is_refused_in_a_sentence",
    "apollo/test_rate_limits.py::test_an_invalid_rate_limit_is_refused_with_the_valid_forms",
    "apollo/test_rate_limits.py::test_other_limits_hold_for_all_actions_until_a_reset",
}


def docstrings(file: str) -> dict[str, str]:
    """The docstrings of the tests of a file, by test."""
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return {f"{file}::{test.name}": ast.get_docstring(test) or "" for test in tests}


DOCSTRINGS = {test: said for file in PINNING for test, said in docstrings(file).items()}


def test_every_refusal_is_a_behaviour() -> None:
    """Assumed: no refusal is without a known source."""
    named = [name for behaviour in behaviours() for name in behaviour.refusals]
    assert sorted(named) == sorted(refusal.__name__ for refusal in subclasses(Refusal))


@pytest.mark.parametrize("behaviour", behaviours(), ids=lambda behaviour: behaviour.rule)
def test_every_behaviour_is_pinned_by_tests_with_the_same_source(behaviour: Behaviour) -> None:
    """Assumed: the docstring of each test has the word in `known_from`."""
    assert behaviour.tests
    assert [test for test in behaviour.tests if behaviour.known_from not in DOCSTRINGS[test].lower()] == []


def test_every_test_of_what_apollo_does_pins_a_behaviour() -> None:
    """Assumed: every test in PINNING is in the table."""
    pinning = {test for behaviour in behaviours() for test in behaviour.tests}
    assert DOCSTRINGS.keys() - pinning == NOT_OF_APOLLO


def test_every_choice_of_the_policy_is_a_behaviour() -> None:
    """Assumed: every choice is in the table, and every setting in the table exists."""
    chosen = {behaviour.setting for behaviour in behaviours()} - {""}
    assert Policy.model_fields.keys() <= chosen <= Settings.model_fields.keys()
