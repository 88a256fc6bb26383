"""Tests of the table of record kinds, and of the records of a world."""

from typing import get_args, get_type_hints

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.records import CONTACT_KINDS, KINDS, Kind, Records
from tests.calls import ACCOUNT, DELETED, FYODOR, HIDDEN, LABEL

CLEARED = {"accounts", "contacts", "deleted_contacts", "hidden_contacts", "labels"}


@pytest.fixture
def records(apollo: Apollo) -> Records:
    """The records of the demo world."""
    return apollo.open("demo").snapshot()


def test_the_kinds_are_the_fields_of_records_with_their_types() -> None:
    """Assumed: the same names in the same order, each a dict of records of that type by id."""
    assert tuple(KINDS) == Records._fields
    assert {name: get_args(hint) for name, hint in get_type_hints(Records).items()} == {
        name: (str, kind.record) for name, kind in KINDS.items()
    }


@pytest.mark.parametrize(("name", "kind"), KINDS.items(), ids=KINDS)
def test_a_default_record_has_the_members_of_its_type_in_their_order(name: str, kind: Kind) -> None:
    """Assumed: a record that a seed leaves empty is whole."""
    assert list(kind.new) == list(kind.record.__annotations__)


def test_kinds_that_others_refer_to_come_first() -> None:
    """Assumed: a seed is completed in this order."""
    order = list(KINDS)
    assert max(map(order.index, ("contact_stages", "account_stages", "users"))) < order.index("accounts")
    assert order.index("accounts") < min(map(order.index, CONTACT_KINDS))
    assert CONTACT_KINDS == ("contacts", "deleted_contacts", "hidden_contacts")


def test_records_are_found_by_kind_and_id(records: Records) -> None:
    """Assumed: `by_kind` returns the dicts themselves, not copies."""
    by_kind = records.by_kind()
    assert by_kind["contacts"] is records.contacts
    places = {FYODOR: "contacts", DELETED: "deleted_contacts", HIDDEN: "hidden_contacts", LABEL: "labels"}
    for record_id, kind in {**places, ACCOUNT: "accounts"}.items():
        assert [name for name, by_id in by_kind.items() if record_id in by_id] == [kind]


def test_all_records_are_counted(records: Records) -> None:
    """Assumed: of all kinds, deleted and hidden contacts among them."""
    before = records.count_all()
    assert before == sum(len(by_id) for by_id in records.by_kind().values())
    for by_id in records.by_kind().values():
        by_id.popitem()
    assert records.count_all() == before - len(KINDS)


def test_a_copy_has_dicts_of_its_own_with_the_same_records(records: Records) -> None:
    """Assumed: records are never changed in place, so only the dicts are copied."""
    copy = records.copy()
    assert copy == records
    for kind, by_id in copy.by_kind().items():
        assert list(by_id) == list(records.by_kind()[kind])
        record_id, record = by_id.popitem()
        assert records.by_kind()[kind][record_id] is record


def test_what_stays_when_a_world_is_cleared_is_what_the_team_has_set_up(records: Records) -> None:
    """Assumed: stages, users and custom fields stay; contacts, accounts and lists go."""
    cleared = records.cleared()
    assert {kind for kind, by_id in cleared.by_kind().items() if not by_id} == CLEARED
    for kind in KINDS.keys() - CLEARED:
        kept = cleared.by_kind()[kind]
        assert kept == records.by_kind()[kind] != {}
        kept.clear()
    assert all(records.by_kind().values())
