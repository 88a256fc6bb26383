"""Documented replies: the examples of the contract, and samples of its schemas."""

from typing import Any

import pytest

from mock_apollo.contract.document import Contract
from mock_apollo.fuzz.client.cases.examples import AN_ID, CONTENT_TYPE, declared_members, documented_replies, sample
from mock_apollo.fuzz.client.cases.mutators import MOMENT

CONTRACT = Contract.load()
UPDATE = {shown.head: shown for shown in documented_replies(CONTRACT, "update-a-contact")}


@pytest.mark.parametrize("operation_id", CONTRACT.operations)
def test_every_documented_reply_is_allowed(operation_id: str) -> None:
    """Assumed: the examples of the contract, and the samples where it has none."""
    for shown in documented_replies(CONTRACT, operation_id):
        assert shown.allows(shown.body, shown.headers), shown


def test_the_largest_example_of_a_status_has_no_title() -> None:
    """Documented: three bodies of a 422; the others are named by their titles."""
    assert [head for head in UPDATE if head.startswith("422")] == [
        "422",
        "422 Check the account ID",
        "422 Check the contact stage ID",
    ]
    assert [UPDATE[head].is_first for head in ("200", "422", "422 Check the account ID")] == [True, True, False]


def test_a_401_is_a_text() -> None:
    """Documented: all other bodies are JSON."""
    assert [head for head, shown in UPDATE.items() if not shown.is_json] == ["401"]
    assert UPDATE["401"].body == "Invalid access credentials."


def test_the_content_type_is_required_and_rate_limits_are_not() -> None:
    """Documented: the vendor's document promises no header at all."""
    shown = UPDATE["429"]
    assert shown.allows(shown.body, {CONTENT_TYPE: "application/json"})
    assert shown.allows(shown.body, {CONTENT_TYPE: "application/json; charset=utf-8"})
    assert not shown.allows(shown.body, {**shown.headers, CONTENT_TYPE: "text/html"})
    assert not shown.allows(shown.body, {})
    assert not shown.allows(shown.body, {**shown.headers, "x-made-up": "1"})


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"example": 7, "type": "string"}, 7),
        ({"const": "x"}, "x"),
        ({"enum": ["first", "second"]}, "first"),
        ({"type": "string"}, "text"),
        ({"type": ["integer", "null"]}, 1),
        ({"type": "number"}, 0.5),
        ({"type": "boolean"}, True),
        ({"type": "array", "items": {"type": "integer"}}, [1]),
        ({"type": "object", "properties": {"owner_id": {"type": "string"}}}, {"owner_id": AN_ID}),
        ({"properties": {"created_at": {"type": "string"}}}, {"created_at": MOMENT}),
        ({"type": "object", "required": ["id"]}, {"id": AN_ID}),
        ({"allOf": [{"properties": {"a": {"type": "integer"}}}], "properties": {"b": {"const": 2}}}, {"a": 1, "b": 2}),
        ({}, None),
    ],
)
def test_a_sample_is_a_value_of_its_schema(schema: dict[str, Any], value: Any) -> None:
    """Assumed: an example before a value of the type, an id or a timestamp where the name says so."""
    made = sample(schema)
    assert (made, type(made)) == (value, type(value))


def test_members_of_all_parts_are_declared() -> None:
    """Assumed: `allOf` included."""
    schema = {"properties": {"a": {}}, "allOf": [{"properties": {"b": {}}}, {}]}
    assert declared_members(schema).keys() == {"a", "b"}
