"""Tests of the demo world, of seeds in files, and of records that are added to others."""

from pathlib import Path
from typing import Any

import pytest

from mock_apollo.apollo.ids import NewIds
from mock_apollo.apollo.records import CONTACT_KINDS, Records
from mock_apollo.apollo.seeds import DEMO, SeedError, as_seed, from_seed, load_seed, read_seed, with_more
from tests.calls import ADA, DELETED, FYODOR, HIDDEN

NOW = "2026-01-02T12:00:00.000Z"
GHOST = "f" * 24


def test_the_demo_world_has_all_that_the_documentation_names() -> None:
    """Documented: contact, account, label, stages, custom fields."""
    demo = load_seed(DEMO, NOW)
    assert FYODOR in demo.contacts
    assert DELETED in demo.deleted_contacts
    assert "63f53afe4ceeca00016bdd2f" in demo.accounts
    assert "66e361494acd1307386d4073" in demo.labels
    assert {"6095a710bd01d100a506d4ae", "6095a710bd01d100a506d4af"} <= demo.contact_stages.keys()
    assert len(demo.contact_stages) == 25
    assert {
        "60c39ed82bd02f01154c470a",
        "5b75f1c11dc2727d43ae3bb9",
        "5c4296857f799409361890ea",
    } <= demo.typed_custom_fields.keys()
    assert [len(field["picklist_values"]) for field in demo.typed_custom_fields.values()] == [0, 5, 10, 8, 0, 0]
    assert len(demo.users) > 1
    assert len(demo.contacts) > 5


def test_seeds_can_be_json_or_yaml(tmp_path: Path) -> None:
    """Assumed: the suffix decides."""
    (tmp_path / "seed.json").write_text('{"contacts": [{"first_name": "Leo"}]}')
    (tmp_path / "seed.yaml").write_text("contacts:\n- first_name: Leo\n")
    assert load_seed(tmp_path / "seed.json", NOW) == load_seed(tmp_path / "seed.yaml", NOW)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("missing.json", None, "cannot be read: .*No such file"),
        ("broken.json", "{", "cannot be read: "),
        ("broken.yml", "a: [", "cannot be read: while parsing"),
        ("deep.yaml", "contacts: " + "[" * 3_000 + "]" * 3_000, "cannot be read|nested too deep"),
        ("ring.yaml", "contacts:\n- merged_crm_ids: &a [*a]\n", "cannot be written as JSON|nested too deep"),
    ],
)
def test_a_seed_that_cannot_be_read_says_why(tmp_path: Path, name: str, text: str | None, problem: str) -> None:
    """Assumed: with the path of the file."""
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(SeedError, match=problem) as refused:
        load_seed(tmp_path / name, NOW)
    assert all(each.startswith(f"{tmp_path / name}: ") for each in refused.value.problems)


@pytest.fixture
def demo() -> Records:
    """The records of the demo world."""
    return load_seed(DEMO, NOW)


def more(records: Records, seed: Any) -> Records:
    """Return the records with those of a seed added."""
    return with_more(records, seed, "the records", NOW, NewIds("more"))


def test_records_in_the_form_of_a_seed_are_the_same_when_they_are_read(demo: Records) -> None:
    """Assumed: with and without checks of their references."""
    assert from_seed(as_seed(demo), "test") == read_seed(as_seed(demo), "test", "another time") == demo


def test_exported_records_may_refer_to_nothing_but_must_be_sound() -> None:
    """Assumed: a list that was removed stays in `label_ids`; ids are checked all the same."""
    seed = {"contacts": [{"id": FYODOR, "label_ids": [GHOST]}]}
    assert from_seed(seed, "test").contacts[FYODOR]["label_ids"] == [GHOST]
    with pytest.raises(SeedError, match="is not the id of a matching record in this seed"):
        read_seed(seed, "test", NOW)
    for wrong, problem in (
        ({"users": [{"id": "x"}]}, "hexadecimal"),
        ({"users": [{"id": FYODOR}] * 2}, "more than once"),
    ):
        with pytest.raises(SeedError, match=problem):
            from_seed(wrong, "test")


def test_a_record_of_a_known_id_is_changed_where_it_stands(demo: Records) -> None:
    """Assumed: members that are not given stay; the order of the records does too."""
    changed = more(demo, {"contacts": [{"id": FYODOR, "title": "Put"}]})
    assert changed.contacts[FYODOR] == {**demo.contacts[FYODOR], "title": "Put"}
    assert list(changed.contacts) == list(demo.contacts)
    assert changed._replace(contacts=demo.contacts) == demo
    assert demo.contacts[FYODOR]["title"] != "Put"


def test_a_record_without_an_id_is_added_behind_the_others(demo: Records) -> None:
    """Assumed: it is completed like one of a seed."""
    added = more(demo, {"contacts": [{"first_name": "Leo"}, {"first_name": "Ann"}]})
    assert list(added.contacts)[:-2] == list(demo.contacts)
    assert [contact["name"] for contact in [*added.contacts.values()][-2:]] == ["Leo", "Ann"]
    assert list(added.contacts)[-1] != list(added.contacts)[-2]


@pytest.mark.parametrize("target", CONTACT_KINDS)
@pytest.mark.parametrize("contact_id", [ADA, DELETED, HIDDEN], ids=["contact", "deleted", "hidden"])
def test_a_contact_moves_to_the_kind_that_it_is_given_as(demo: Records, target: str, contact_id: str) -> None:
    """Assumed: it is deleted, hidden or brought back, with all its members."""
    moved = more(demo, {target: [{"id": contact_id, "title": "Moved"}]})
    (before,) = [demo.by_kind()[kind][contact_id] for kind in CONTACT_KINDS if contact_id in demo.by_kind()[kind]]
    assert [kind for kind in CONTACT_KINDS if contact_id in moved.by_kind()[kind]] == [target]
    assert moved.by_kind()[target][contact_id] == {**before, "title": "Moved"}
    assert moved.count_all() == demo.count_all()


def test_problems_of_records_that_were_there_are_not_those_of_new_ones(demo: Records) -> None:
    """Assumed: a reference to a removed record does not stop another record from being added."""
    demo.contacts[FYODOR] = {**demo.contacts[FYODOR], "label_ids": [GHOST]}
    assert len(more(demo, {"contacts": [{"first_name": "Leo"}]}).contacts) == len(demo.contacts) + 1
    with pytest.raises(SeedError) as refused:
        more(demo, {"contacts": [{"id": ADA, "label_ids": [GHOST]}]})
    assert refused.value.problems == [
        f"the records: contact {ADA}: label_ids '{GHOST}' is not the id of a matching record in this seed"
    ]


@pytest.mark.parametrize(
    ("seed", "problem"),
    [
        (None, "is empty"),
        ({"contact": []}, "contact: Extra inputs"),
        ({"users": [{"id": GHOST}, {"id": GHOST}]}, "given more than once"),
        (
            {"contacts": [{"id": GHOST}], "deleted_contacts": [{"id": GHOST}]},
            "contacts: the id f+ is given more than once",
        ),
        ({"labels": [{"name": "2024 fiction writers of america attendees"}]}, "given more than once among contacts"),
    ],
    ids=str,
)
def test_records_that_cannot_be_added_are_refused(demo: Records, seed: Any, problem: str) -> None:
    """Assumed: for the reasons for which a seed is."""
    with pytest.raises(SeedError, match=problem):
        more(demo, seed)
