"""Any call gets a reply that the contract allows, and a refused call changes nothing."""

import json
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_apollo.contract.document import Contract
from mock_apollo.contract.judge import judge_reply
from mock_apollo.protocol.messages import Call, Headers
from tests.calls import ACCOUNT, ADA, APPROACHING, DELETED, FYODOR, JSON_TYPE, UNKNOWN, new_apollo, with_key

CONTRACT = Contract.load()
PATCH = CONTRACT.operations["update-a-contact"]

APOLLO = new_apollo(rate_limit="off")
WORLD = APOLLO.keys.open("demo")
FIELD_IDS = sorted(WORLD.custom_fields)

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ids = st.sampled_from([FYODOR, ADA, DELETED, UNKNOWN, ACCOUNT, APPROACHING, "", "5234234"]) | st.text(max_size=30)
texts = st.text(max_size=30) | st.sampled_from(["", "a@b.co", "555-123-4567", "Atlanta, United States", "2025-08-07"])
lawful_values = {
    "label_names": st.lists(texts, max_size=4),
    "typed_custom_fields": st.dictionaries(st.sampled_from(FIELD_IDS) | texts, texts, max_size=4),
    "account_id": ids,
    "contact_stage_id": ids,
}
likely = st.fixed_dictionaries({}, optional={name: lawful_values.get(name, texts) for name in sorted(PATCH.members)})
wild = st.dictionaries(st.sampled_from(sorted(PATCH.members)) | st.text(), json_values, max_size=5)


def body_of(value: Any) -> bytes:
    """JSON as a careless client writes it: with NaN, and lone surrogates escaped."""
    return json.dumps(value).encode()


def check(call: Call) -> None:
    """The properties themselves."""
    before = WORLD.snapshot()
    reply = APOLLO.answer(call)
    if reply.status != 200:
        assert WORLD.snapshot() == before
    if (reply.status, reply.media_type) in PATCH.replies:
        content = reply.body.decode() if reply.media_type == b"text/plain" else orjson.loads(reply.body)
        assert judge_reply(PATCH, reply, content) == ()
    else:
        assert reply.status in {404, 405}


@settings(max_examples=1_500, deadline=None)
@given(body=likely | wild, contact_id=st.sampled_from([FYODOR, ADA, DELETED, UNKNOWN]))
def test_any_object_gets_a_lawful_reply(body: dict[str, Any], contact_id: str) -> None:
    """Documented: 200 or 422, nothing else; and a refused call changes nothing."""
    check(Call("PATCH", f"/api/v1/contacts/{contact_id}", "", with_key("demo", JSON_TYPE), body_of(body)))


@settings(max_examples=1_000, deadline=None)
@given(body=st.binary(max_size=200) | json_values.map(body_of))
def test_any_bytes_get_a_lawful_reply(body: bytes) -> None:
    """Documented: 422 when no JSON object can be made of them."""
    check(Call("PATCH", f"/api/v1/contacts/{FYODOR}", "", with_key("demo", JSON_TYPE), body))


header_names = st.sampled_from(
    [b"x-api-key", b"authorization", b"content-type", b"content-length", b"accept", b"x-other"]
)
header_values = st.binary(max_size=20) | st.sampled_from([b"demo", b"Bearer demo", b"invalid", b"application/json"])


@settings(max_examples=1_000, deadline=None)
@given(
    method=st.sampled_from(["PATCH", "PUT", "GET", "POST"]) | st.text(max_size=8),
    path=st.sampled_from([f"/api/v1/contacts/{FYODOR}", f"/v1/contacts/{ADA}"]) | st.text(max_size=40),
    query=st.text(max_size=40) | st.sampled_from(["api_key=demo", "label_names[]=a", "title[x]=1", "title=%FF"]),
    headers=st.lists(st.tuples(header_names, header_values), max_size=5),
    body=st.binary(max_size=60) | st.sampled_from([b"{}", b'{"title": "x"}', b'{"api_key": "demo"}']),
)
def test_any_call_at_all_gets_a_lawful_reply(method: str, path: str, query: str, headers: Headers, body: bytes) -> None:
    """Documented for what is declared; 404 and 405 are mock-apollo's own."""
    check(Call(method, path, query, headers, body))
