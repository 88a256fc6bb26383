"""The judge's short cut waves a call through only if the full judge has no findings for it."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.document import Contract, Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.judge import Judge, judge_call, plainly_lawful
from mock_apollo.protocol.messages import Call
from tests.calls import ACCOUNT, ADA, FYODOR, JSON_TYPE, LABEL, UNKNOWN, new_apollo, with_key

CONTRACT = Contract.load()
OPERATIONS = [*CONTRACT.operations.values()]
IDS = {"{contact_id}": FYODOR, "{account_id}": ACCOUNT, "{id}": LABEL}
AN_ID = "^[0-9a-f]{24}$"
texts = st.sampled_from(["Leo", "War and Peace", "a@b.co", "", "x" * 300])


class Exchanges(Judge):
    """A judge that keeps the last exchange."""

    last: Exchange

    def judge(self, exchange: Exchange) -> Findings:
        self.last = exchange
        return super().judge(exchange)


MADE = new_apollo(rate_limit="off")
JUDGE = Exchanges(CONTRACT)
APOLLO = Apollo(CONTRACT, MADE.keys, JUDGE, MADE.journal, MADE.clock, MADE.redactor)
WORLD = APOLLO.open("demo")


def is_waved_through(call: Call) -> bool:
    """Whether Apollo grants a call, in a fresh world, and the short cut applies to it."""
    APOLLO.reset(WORLD)
    APOLLO.answer(call)
    operation, fields = JUDGE.last.operation, JUDGE.last.fields
    return operation is not None and fields is not None and plainly_lawful(operation, call, fields)


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema of the contract allows, with ids and texts of the demo world."""
    if "example" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["example"]])
    if schema.get("pattern") == AN_ID:
        return st.sampled_from([FYODOR, ADA, ACCOUNT, LABEL, UNKNOWN])
    by_type: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "array": lambda: st.lists(values(schema["items"]), min_size=1, max_size=2),
        "object": lambda: objects(schema),
        "integer": lambda: st.integers(schema.get("minimum", 1), 9),
        "boolean": st.booleans,
    }
    return by_type.get(schema.get("type", ""), lambda: texts)()


def objects(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with all the required members of a schema, and some of the others."""
    members = {name: values(below) for name, below in schema.get("properties", {}).items()}
    required = {name: members.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional=members)


def schema_of(operation: Operation) -> dict[str, Any]:
    """The schema of the fields of an operation, which are sent in the body wherever it reads one."""
    declared = CONTRACT.document["paths"][operation.path][operation.method.lower()]
    if "requestBody" in declared:
        schema: dict[str, Any] = declared["requestBody"]["content"]["application/json"]["schema"]
        return schema
    given = [parameter for parameter in declared.get("parameters", ()) if parameter["in"] == "query"]
    return {"properties": {parameter["name"].removesuffix("[]"): parameter["schema"] for parameter in given}}


def lawful(operation: Operation, fields: Any) -> Call:
    """A call of an operation without a flaw; fields that it would not read from a body are left out."""
    path = f"/api/v1{operation.path}"
    for parameter, value in IDS.items():
        path = path.replace(parameter, value)
    body = orjson.dumps(fields) if operation.reads_body else b""
    return Call(operation.method, path, "", with_key("demo", JSON_TYPE), body)


def with_members(call: Call, **more: Any) -> Call:
    """The call with more members in its body."""
    fields = orjson.loads(call.body or b"{}")
    return Call(call.method, call.path, call.query, call.headers, orjson.dumps({**fields, **more}))


def with_members_of_items(call: Call, **more: Any) -> Call:
    """The call with more members in the objects of the lists in its body."""
    fields = orjson.loads(call.body or b"{}")
    for items in fields.values():
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                item.update(more)
    return with_members(call, **fields)


def with_headers(call: Call, *headers: tuple[bytes, bytes]) -> Call:
    """The call with other headers."""
    return Call(call.method, call.path, call.query, headers, call.body)


FLAWS: dict[str, Callable[[Call], Call]] = {  # in the order in which they can be combined
    "unknown field": lambda c: with_members(c, frist_name="Leo"),
    "field of another operation": lambda c: with_members(c, q_organization_name="Leo"),
    "unknown field in a list": lambda c: with_members_of_items(c, frist_name="Leo"),
    "wrong value": lambda c: with_members(c, title=1),
    "null": lambda c: with_members(c, title=None),
    "key in the body": lambda c: with_members(c, api_key="demo"),
    "query": lambda c: Call(c.method, c.path, "title=Leo", c.headers, c.body),
    "unknown parameter": lambda c: Call(c.method, c.path, "frist_name=Leo", c.headers, c.body),
    "key in the query": lambda c: Call(c.method, c.path, "api_key=demo", c.headers, c.body),
    "two keys": lambda c: with_headers(c, *c.headers, (b"x-api-key", b"demo")),
    "key and token": lambda c: with_headers(c, (b"authorization", b"Bearer demo"), *c.headers),
    "key and password": lambda c: with_headers(c, (b"authorization", b"Basic demo"), *c.headers),
    "token": lambda c: with_headers(c, (b"authorization", b"Bearer demo"), JSON_TYPE),
    "no key": lambda c: with_headers(c, JSON_TYPE),
    "empty key": lambda c: with_headers(c, (b"x-api-key", b" "), JSON_TYPE),
    "no media type": lambda c: with_headers(c, *with_key("demo")),
    "text": lambda c: with_headers(c, *with_key("demo", (b"content-type", b"text/plain"))),
    "malformed id": lambda c: Call(c.method, c.path.replace("66e3", "66E3"), c.query, c.headers, c.body),
    "encoded id": lambda c: Call(c.method, c.path.replace("66e3", "%366e3"), c.query, c.headers, c.body),
    "slash": lambda c: Call(c.method, f"{c.path}/", c.query, c.headers, c.body),
    "no body": lambda c: Call(c.method, c.path, c.query, c.headers),
    "half a body": lambda c: Call(c.method, c.path, c.query, c.headers, c.body[:-1]),
    "large body": lambda c: Call(c.method, c.path, c.query, c.headers, c.body + b" " * 20_000),
}


@st.composite
def nearly_lawful(draw: st.DrawFn) -> Call:
    """A call of any operation, with at most two flaws."""
    operation = draw(st.sampled_from(OPERATIONS))
    call = lawful(operation, draw(objects(schema_of(operation))))
    for name in sorted(draw(st.sets(st.sampled_from([*FLAWS]), max_size=2)), key=[*FLAWS].index):
        event(name)
        call = FLAWS[name](call)
    return call


@settings(max_examples=1_500, deadline=None)
@given(nearly_lawful())
def test_the_short_cut_waves_through_only_what_the_full_judge_has_no_findings_for(call: Call) -> None:
    """Assumed: our own feature; for every operation, with lawful and slightly unlawful calls."""
    if is_waved_through(call):
        assert judge_call(CONTRACT, call) == ()


def examples(operation: Operation) -> Iterator[Any]:
    """Fields with which Apollo grants a call, where it needs any."""
    required: dict[str, Any] = {
        "update-contact-stage": {"contact_ids": [FYODOR], "contact_stage_id": "6095a710bd01d100a506d4af"},
        "update-contact-ownership": {"contact_ids": [FYODOR], "owner_id": "60affe7d6e270a00f5db6fe4"},
        "create-a-list": {"name": "New", "modality": "contacts"},
        "update-a-list": {"name": "New"},
        "add-records-to-a-list": {"entity_ids": [FYODOR], "label_names": ["New"], "modality": "contacts"},
        "remove-records-from-a-list": {"entity_ids": [FYODOR], "label_names": ["New"], "modality": "contacts"},
        "create-a-custom-field": {"label": "New", "modality": "contact", "type": "string"},
        "bulk-create-contacts": {"contacts": []},
        "bulk-update-contacts": {"contact_ids": [FYODOR]},
        "update-a-custom-field": {"fields": []},
        "create-an-account": {"name": "New"},
    }
    yield required.get(operation.operation_id, {})


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.operation_id)
def test_a_lawful_call_takes_the_short_cut_where_no_list_has_fields(operation: Operation) -> None:
    """Assumed: our own feature; otherwise the property above could hold without any such call."""
    call = lawful(operation, *examples(operation))
    assert is_waved_through(call) is not bool(operation.items)
    assert JUDGE.last.reply.status == 200
