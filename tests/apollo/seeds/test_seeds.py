"""Tests of the demo world, of seeds in files, and of records that are added to others."""

from pathlib import Path

import pytest

from mock_apollo.apollo.records import Records
from mock_apollo.apollo.seeds import DEMO, SeedError, as_seed, from_seed, load_seed, read_seed
from tests.calls import DELETED, FYODOR

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
        ("broken.yml", "a: [", "cannot be read: it is not YAML from line 1 on"),
        (
            "quoted.yml",
            "- hunter2hunter2: [\n- }",
            "cannot be read: it is not YAML from line [12] on; correct it there$",
        ),
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
