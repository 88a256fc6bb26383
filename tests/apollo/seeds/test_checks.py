"""Tests of what is refused in a seed: repeated and malformed ids, dangling references, wrong values, no JSON."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.apollo.records import Records
from mock_apollo.apollo.seeds import SeedError, from_seed, read_seed
from mock_apollo.apollo.seeds.checks import repeated, wrong
from mock_apollo.apollo.seeds.form import validated
from mock_apollo.protocol.messages import Call
from tests.calls import FYODOR, JSON_TYPE, new_apollo, with_key

NOW = "2026-01-02T12:00:00.000Z"
STAGE, USER, FIRM, LIST = ("a" * 24, "b" * 24, "c" * 24, "d" * 24)


def unchecked(**seed: Any) -> Records:
    """Return the records of a seed whose references and values are not checked."""
    return from_seed(seed, "test")


def problems_of(**seed: Any) -> list[str]:
    """Return what is wrong with the records of a seed."""
    records = unchecked(**seed)
    return wrong(records, records)


def test_the_demo_world_passes_all_checks() -> None:
    """Assumed: also when it is exported and read again."""
    records = new_apollo().open("demo").snapshot()
    assert wrong(records, records) == []


@pytest.mark.parametrize(
    ("seed", "problems"),
    [
        ({"contacts": [{}, {}, {"id": ""}, {"id": ""}]}, []),
        ({"users": [{"id": USER}], "contacts": [{"id": USER}]}, []),
        ({"users": [{"id": USER}] * 3}, [f"users: the id {USER} is given more than once"]),
        (
            {"hidden_contacts": [{"id": USER}], "deleted_contacts": [{"id": USER}]},
            [f"contacts: the id {USER} is given more than once"],
        ),
        ({"labels": [{"name": "A"}, {"name": "A", "modality": "accounts"}, {}]}, []),
        (
            {"labels": [{"name": "A"}, {"name": "A", "modality": "contacts"}]},
            ["labels: the name 'A' is given more than once among contacts"],
        ),
    ],
    ids=str,
)
def test_ids_and_names_of_lists_are_unique(seed: dict[str, Any], problems: list[str]) -> None:
    """Assumed: ids within a type of record, names within a modality; empty ones do not count."""
    assert [*repeated(validated(seed, "test"))] == problems


@pytest.mark.parametrize(
    ("kind", "member", "target"),
    [
        ("contacts", "account_id", "accounts"),
        ("contacts", "contact_stage_id", "contact_stages"),
        ("contacts", "owner_id", "users"),
        ("contacts", "creator_id", "users"),
        ("deleted_contacts", "account_id", "accounts"),
        ("hidden_contacts", "owner_id", "users"),
        ("accounts", "account_stage_id", "account_stages"),
        ("accounts", "owner_id", "users"),
        ("accounts", "creator_id", "users"),
    ],
)
def test_a_reference_leads_to_a_record_of_its_kind(kind: str, member: str, target: str) -> None:
    """Assumed: or is null."""
    record = {"id": FYODOR, member: FIRM}
    problems = [each for each in problems_of(**{kind: [record]}) if f": {member} " in each]
    name = "account" if kind == "accounts" else "contact"
    assert problems == [f"{name} {FYODOR}: {member} '{FIRM}' is not the id of a matching record in this seed"]
    assert problems_of(**{kind: [record], target: [{"id": FIRM}]}) == []
    assert problems_of(**{kind: [{**record, member: None}]}) == []


@pytest.mark.parametrize(("kind", "modality"), [("contacts", "accounts"), ("accounts", "contacts")])
def test_a_record_is_only_on_lists_of_its_modality(kind: str, modality: str) -> None:
    """Assumed: each list that is missing is a problem of its own."""
    record = {"id": FYODOR, "label_ids": [LIST, STAGE]}
    problems = problems_of(**{kind: [record], "labels": [{"id": LIST, "modality": modality}]})
    assert [problem.split("'")[1] for problem in problems] == [LIST, STAGE]
    labels = [{"id": label_id, "name": label_id, "modality": kind} for label_id in (LIST, STAGE)]
    assert problems_of(**{kind: [record], "labels": labels}) == []


@pytest.mark.parametrize("kind", ["contacts", "deleted_contacts", "hidden_contacts", "accounts"])
@pytest.mark.parametrize(("value", "problem"), [("1", None), ("one", '"one" is not a number')], ids=["right", "wrong"])
def test_a_custom_value_has_the_type_of_its_field(kind: str, value: Any, problem: str | None) -> None:
    """Assumed: of accounts and all contacts."""
    field, given = {"id": STAGE, "type": "number"}, {"id": FYODOR, "typed_custom_fields": {STAGE: value}}
    record = f"{'account' if kind == 'accounts' else 'contact'} {FYODOR}"
    expected = [] if problem is None else [f"{record}: typed_custom_fields.{STAGE}: {problem}"]
    assert problems_of(**{kind: [given], "typed_custom_fields": [field]}) == expected


@pytest.mark.parametrize(
    "record_id", ["list", "A" * 24, "a" * 23, "a" * 25, "g" * 24, "\u0661" * 24, f"{'a' * 24}\n"], ids=ascii
)
def test_an_id_has_24_lower_case_hexadecimal_digits(record_id: str) -> None:
    """Assumed: as all ids of the documentation."""
    with pytest.raises(SeedError) as refused:
        read_seed({"labels": [{"id": record_id}]}, "seed.json", NOW)
    assert refused.value.problems == [
        f"seed.json: labels: the id {record_id!r} is not 24 lower-case hexadecimal digits"
    ]


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
        (None, ["is empty; write {} for a world without records"]),
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
                f"contact {FYODOR}: label_ids '{LIST}' is not the id of a matching record in this seed",
                f'contact {FYODOR}: typed_custom_fields.{STAGE}: "one" is not a number',
                f"contact {FYODOR}: typed_custom_fields.{USER}: no custom field of this seed has this id",
            ],
        ),
        ([], ["the seed: Input should be a valid dictionary or instance of Seed"]),
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
                f"contact {FYODOR}: account_id '{FIRM}' is not the id of a matching record in this seed",
                f"contact {FYODOR}: label_ids '{LIST}' is not the id of a matching record in this seed",
            ],
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_each_problem_of_a_seed_has_a_sentence(seed: Any, problems: list[str]) -> None:
    """Assumed: all of them at once, with the name of the seed."""
    with pytest.raises(SeedError) as refused:
        read_seed(seed, "seed.json", NOW)
    assert refused.value.problems == [f"seed.json: {problem}" for problem in problems]


def nested(levels: int) -> dict[str, Any]:
    """A record with a member that makes it so many levels deep."""
    value: Any = {}
    for _ in range(levels - 2):
        value = [value]
    return {"id": "a" * 24, "merged_crm_ids": value}


WAYS: dict[str, Callable[[Control, dict[str, Any]], object]] = {
    "put": lambda control, record: control.put({"contacts": [record]}),
    "replace": lambda control, record: control.replace({"contacts": [record]}),
    "load": lambda control, record: control.load({"records": {"contacts": [record]}, "ids": 0, "clock": {}}),
    "seed": lambda _, record: read_seed({"contacts": [record]}, "the seed", ""),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_record_is_nested_no_deeper_than_a_body_may_be(
    apollo: Apollo, way: Callable[[Control, dict[str, Any]], object]
) -> None:
    """Assumed: whichever way it comes; what is stored can be shown and exported."""
    control = Control(apollo, "demo")
    for levels in (101, 252, 900):
        with pytest.raises((ControlError, SeedError), match=r"nested deeper than 100 levels|cannot be written as JSON"):
            way(control, nested(levels))
    assert "a" * 24 not in apollo.open("demo").contacts_by_id
    way(control, nested(100))
    search = Call("POST", "/api/v1/contacts/search", "", with_key("demo", JSON_TYPE), b"{}")
    assert apollo.answer(search).status == 200
    control.load(control.export())
