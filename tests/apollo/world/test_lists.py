"""Tests of the names of lists that control calls put and remove."""

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.apollo.world.lists import Lists
from tests.calls import FYODOR

POETS, NOVELISTS = "a" * 24, "b" * 24


@pytest.fixture
def control(apollo: Apollo) -> Control:
    """What steers a world with two lists."""
    control = Control(apollo, "demo")
    control.put({"labels": [{"id": POETS, "name": "Poets"}, {"id": NOVELISTS, "name": "Novelists"}]})
    return control


@pytest.fixture
def lists(apollo: Apollo, control: Control) -> Lists:
    """The lists of the world."""
    return apollo.open("demo").lists


def test_a_name_is_free_when_its_list_is_renamed_or_removed(control: Control, lists: Lists) -> None:
    """Assumed: as when Apollo renames it."""
    control.put({"labels": [{"id": POETS, "name": "Lyricists"}]})
    control.remove("labels", NOVELISTS)
    assert lists.known_ids(["Poets", "Lyricists", "Novelists"], "contacts") == [POETS]
    assert lists.new("Poets", "contacts")["id"] not in {POETS, NOVELISTS}


def test_two_lists_can_exchange_their_names_in_one_call(control: Control, lists: Lists) -> None:
    """Assumed: what counts is the result."""
    control.put({"labels": [{"id": POETS, "name": "Novelists"}, {"id": NOVELISTS, "name": "Poets"}]})
    assert lists.known_ids(["Poets", "Novelists"], "contacts") == [NOVELISTS, POETS]
    with pytest.raises(ControlError, match="the name 'Poets' is given more than once among contacts"):
        control.put({"labels": [{"id": POETS, "name": "Poets"}]})


def test_a_list_with_contacts_does_not_become_one_of_accounts(control: Control) -> None:
    """Assumed: a refused call changes nothing."""
    control.put({"contacts": [{"id": FYODOR, "label_ids": [POETS]}]})
    with pytest.raises(ControlError, match=f"contact {FYODOR}: label_ids '{POETS}' is not the id of a matching record"):
        control.put({"labels": [{"id": POETS, "modality": "accounts"}]})
    assert control.record("labels", POETS)["modality"] == "contacts"
