"""What a world begins with."""

from pathlib import Path
from typing import Any

import pytest

from mock_apollo.apollo.ids import is_object_id
from mock_apollo.apollo.seeds import DEMO, SeedError, load_seed, read_seed
from tests.calls import DELETED, FYODOR

NOW = "2026-01-02T12:00:00.000Z"
STAGE, USER, FIRM, LIST = ("a" * 24, "b" * 24, "c" * 24, "d" * 24)


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


def test_what_is_left_out_is_completed_as_apollo_would() -> None:
    """Documented for contacts that the API created."""
    seed = {
        "users": [{"id": USER}],
        "contact_stages": [{"id": STAGE, "name": "New"}],
        "accounts": [{"id": FIRM, "name": "Firm", "organization_id": "e" * 24}],
        "labels": [{"id": LIST, "name": "Poets"}],
        "contacts": [
            {
                "first_name": "Leo",
                "last_name": "Tolstoy",
                "email": "leo@gmail.com",
                "present_raw_address": "Atlanta, United States",
                "account_id": FIRM,
                "label_ids": [LIST],
                "phone_numbers": [{"raw_number": "555-123-4567"}, {"raw_number": "1", "type": "mobile"}],
            },
            {},
        ],
    }
    records = read_seed(seed, "test", NOW)
    leo, nobody = records.contacts.values()
    assert is_object_id(leo["id"])
    assert leo["name"] == "Leo Tolstoy"
    assert (leo["contact_stage_id"], leo["owner_id"], leo["creator_id"]) == (STAGE, USER, USER)
    assert (leo["organization_name"], leo["organization_id"]) == ("Firm", "e" * 24)
    assert (leo["email_status"], leo["email_true_status"]) == ("verified", "User Managed")
    assert (leo["city"], leo["time_zone"], leo["free_domain"]) == ("Atlanta", "America/New_York", True)
    assert [p["sanitized_number"] for p in leo["phone_numbers"]] == ["+15551234567", "+1"]
    assert leo["sanitized_phone"] == "+15551234567"
    assert (leo["created_at"], leo["updated_at"]) == (NOW, NOW)
    assert (nobody["name"], nobody["email_status"], nobody["organization_name"]) == ("", None, None)
    assert records.labels[LIST]["created_at"] == NOW
    assert list(leo) == list(nobody)
    assert len(leo) == 71


def test_seeds_can_be_json_or_yaml(tmp_path: Path) -> None:
    """Assumed: our own format."""
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
    """Assumed: our own format."""
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(SeedError, match=problem):
        load_seed(tmp_path / name, NOW)


@pytest.mark.parametrize(
    ("seed", "problems"),
    [
        (
            {"contacts": [{"id": FYODOR, "merged_crm_ids": {1, 2}}]},
            [f"contacts: {FYODOR} cannot be written as JSON: Type is not JSON serializable: set"],
        ),
        (
            {"labels": [{"id": LIST, "cached_count": 2**70}]},
            [f"labels: {LIST} cannot be written as JSON: Integer exceeds 64-bit range"],
        ),
        (None, ["is empty; it needs contacts, at least"]),
        (
            {"labels": [{"id": LIST, "name": "A", "modality": "accounts"}, {"name": "B"}, {"name": "B"}]},
            ["labels: the name 'B' is given more than once among contacts"],
        ),
        (
            {
                "labels": [{"id": LIST, "modality": "accounts"}],
                "typed_custom_fields": [{"id": STAGE, "type": "number"}],
                "contacts": [{"id": FYODOR, "label_ids": [LIST], "typed_custom_fields": {STAGE: "one", USER: "x"}}],
            },
            [
                f"contact {FYODOR}: label_ids '{LIST}' names nothing in this seed that it could",
                f'contact {FYODOR}: typed_custom_fields.{STAGE}: "one" is not a number',
                f"contact {FYODOR}: typed_custom_fields.{USER}: no custom field of this seed has this id",
            ],
        ),
        ([], ["the whole: Input should be a valid dictionary or instance of Seed"]),
        ({"contact": []}, ["contact: Extra inputs are not permitted"]),
        (
            {"contacts": [{"frist_name": "Leo", "title": 3}]},
            [
                "contacts[0].title: Input should be a valid string (YAML reads it as something else: quote it)",
                "contacts[0].frist_name: Extra inputs are not permitted",
            ],
        ),
        (
            {"labels": [{"modality": "people"}]},
            ["labels[0].modality: Input should be 'contacts', 'accounts' or 'emailer_campaigns'"],
        ),
        (
            {"users": [{"id": USER}, {"id": USER}], "labels": [{"id": "list"}]},
            [
                f"users: the id {USER} is given more than once",
                "labels: the id 'list' is not 24 lower-case hexadecimal digits",
            ],
        ),
        (
            {
                "contacts": [{"id": FYODOR, "account_id": FIRM, "label_ids": [LIST]}],
                "deleted_contacts": [{"id": FYODOR}],
            },
            [
                f"contacts: the id {FYODOR} is given more than once",
                f"contact {FYODOR}: account_id '{FIRM}' names nothing in this seed that it could",
                f"contact {FYODOR}: label_ids '{LIST}' names nothing in this seed that it could",
            ],
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_each_thing_that_is_wrong_in_a_seed_has_its_sentence(seed: Any, problems: list[str]) -> None:
    """Assumed: our own format."""
    with pytest.raises(SeedError) as refused:
        read_seed(seed, "seed.json", NOW)
    assert refused.value.problems == [f"seed.json: {problem}" for problem in problems]
