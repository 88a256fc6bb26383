"""The judge."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.document import Contract, Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import MAX_FINDINGS, RULES
from mock_apollo.contract.judge import SMALL, Judge, judge_call, judge_reply, plainly_lawful
from mock_apollo.protocol.messages import TEXT, Call, Reply
from tests.calls import FYODOR, JSON_TYPE, patch, raw

CONTRACT = Contract.load()
PATCH = CONTRACT.operations["update-a-contact"]
KEY = (b"x-api-key", b"demo")


def found(call: Call) -> list[tuple[str, str]]:
    """The codes and places of the findings of a call."""
    return sorted((finding.code, finding.path) for finding in judge_call(CONTRACT, call))


@pytest.mark.parametrize(
    "body", [{}, {"title": "x"}, dict.fromkeys(sorted(PATCH.members - {"label_names"}), "")], ids=str
)
def test_a_lawful_call_has_no_findings(body: dict[str, Any]) -> None:
    """Documented: sixteen fields, none required."""
    body = {name: {} if name == "typed_custom_fields" else value for name, value in body.items() if "_id" not in name}
    assert found(patch(body)) == []


CALLS = {
    "another path": (Call("GET", "/api/v1/contact/search"), [("undeclared-path", "path")]),
    "another method": (patch(method="DELETE"), [("undeclared-method", "method")]),
    "no key": (raw(b"{}", JSON_TYPE, key=""), [("missing-credentials", "header.x-api-key")]),
    "a basic user": (
        Call("PATCH", f"/v1/contacts/{FYODOR}", "", ((b"authorization", b"Basic abc"), JSON_TYPE), b"{}"),
        [("missing-credentials", "header.x-api-key")],
    ),
    "two keys": (raw(b"{}", KEY, JSON_TYPE), [("doubled-credentials", "header.x-api-key")]),
    "a key and a token": (
        raw(b"{}", (b"authorization", b"Bearer demo"), JSON_TYPE),
        [("doubled-credentials", "header.x-api-key")],
    ),
    "a key in the body": (raw(b'{"api_key": "demo"}', JSON_TYPE, key=""), [("misplaced-key", "api_key")]),
    "a key in the query": (
        Call("PUT", f"/v1/contacts/{FYODOR}", "api_key=demo", (JSON_TYPE,)),
        [("misplaced-key", "api_key")],
    ),
    "a form": (
        raw(b"title=x", (b"content-type", b"application/x-www-form-urlencoded")),
        [("undeclared-media-type", "header.content-type")],
    ),
    "a type that a proxy has doubled": (
        raw(b"{}", (b"content-type", b"application/json; charset=utf-8, application/json")),
        [("doubled-media-type", "header.content-type")],
    ),
    "a parameter with a comma": (raw(b"{}", (b"content-type", b'application/json; profile="a,b"')), []),
    "half an object": (raw(b'{"title":'), [("unreadable-body", "$")]),
    "two mebibytes": (raw(b" " * (1 << 21)), [("unreadable-body", "$")]),
    "no body": (raw(b""), [("unreadable-body", "$")]),
    "an odd contact": (patch(contact_id="17"), [("malformed-id", "path.contact_id")]),
    "an odd account": (patch({"account_id": "5234234"}), [("malformed-id", "$.account_id")]),
    "a number": (patch({"title": 1}), [("invalid-value", "$.title")]),
    "a number in a list": (patch({"label_names": ["a", 1]}), [("invalid-value", "$.label_names[1]")]),
    "a large body": (patch({"title": 1, "email": "x" * 20_000}), [("invalid-value", "$")]),
    "a misspelt field": (patch({"frist_name": "Leo"}), [("unknown-field", "$.frist_name")]),
    "a wrapped contact": (patch({"contact": {"title": "x"}}), [("unknown-field", "$.contact")]),
    "a misspelt parameter": (
        Call("PUT", f"/v1/contacts/{FYODOR}", "frist_name=Leo", (KEY,)),
        [("unknown-field", "query.frist_name")],
    ),
    "a parameter of PATCH": (
        Call("PATCH", f"/v1/contacts/{FYODOR}", "title=x", (KEY, JSON_TYPE), b"{}"),
        [("unknown-parameter", "query.title")],
    ),
    "all at once": (
        raw(orjson.dumps({"title": 1, "x": 2}), JSON_TYPE, key="", contact_id="17"),
        [
            ("invalid-value", "$.title"),
            ("malformed-id", "path.contact_id"),
            ("missing-credentials", "header.x-api-key"),
            ("unknown-field", "$.x"),
        ],
    ),
}


@pytest.mark.parametrize(("call", "expected"), CALLS.values(), ids=CALLS)
def test_a_violation_is_found_at_its_place(call: Call, expected: list[tuple[str, str]]) -> None:
    """Documented: as far as the contract says so."""
    assert found(call) == expected


@pytest.mark.parametrize(("size", "place"), [(SMALL, "$.title"), (SMALL + 1, "$")], ids=["small", "large"])
def test_a_wrong_value_is_found_at_its_place_in_a_small_body_only(size: int, place: str) -> None:
    """Assumed: our own feature; in a larger one it takes too long, and is one finding."""
    assert found(raw(b'{"title": 1}'.ljust(size))) == [("invalid-value", place)]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (patch({"label_names": [1] * (MAX_FINDINGS + 1)}), "invalid-value"),
        (patch({f"name_{i}": 1 for i in range(MAX_FINDINGS + 1)}), "unknown-field"),
        (Call("PATCH", f"/v1/contacts/{FYODOR}", "x=1&" * 21, (KEY, JSON_TYPE), b"{}"), "unknown-parameter"),
    ],
    ids=["values", "names", "parameters"],
)
def test_of_one_kind_twenty_findings_are_enough_and_one_for_the_rest(call: Call, code: str) -> None:
    """Assumed: our own feature; also for a call that is not large."""
    assert [found_code for found_code, _ in found(call)] == [code] * (MAX_FINDINGS + 1)


def test_parameters_that_are_read_are_lawful() -> None:
    """Observed: PUT takes the fields from there."""
    call = Call("PUT", f"/v1/contacts/{FYODOR}", "title=x&label_names[]=a&typed_custom_fields[5b75]=b", (KEY,))
    assert found(call) == []


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (patch({"frist_name": "x"}), "did you mean first_name?"),
        (patch({"zzz": "x"}), "see the contract"),
        (patch({"zzz": {"zzzz": "x"}}), "see the contract"),
        (patch({"contact": {"title": "x"}}), "send them without it"),
        (Call("GET", "/api/v1/contact/66e34b81740c50074e3d1bd4"), "did you mean /api/v1/contacts/{contact_id}?"),
        (Call("GET", "/nowhere"), "no path like this."),
        (patch(method="DELETE"), "but GET, PATCH, PUT."),
        (patch({"title": None}), "title must be a string, not null."),
    ],
    ids=str,
)
def test_a_finding_suggests_a_correction(call: Call, hint: str) -> None:
    """Assumed: our own feature."""
    (finding,) = judge_call(CONTRACT, call)
    assert hint in finding.message


def test_a_field_of_another_operation_is_named_with_it() -> None:
    """Documented: owner_id is taken elsewhere, not by an update."""
    document = orjson.loads(orjson.dumps(CONTRACT.document))
    other = document["paths"]["/contacts/{contact_id}"]["put"] | {"operationId": "update-owners"}
    schema = {"properties": {"owner_id": {"type": "string"}}}
    other["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    document["paths"]["/contacts/update_owners"] = {"post": other}
    (finding,) = judge_call(Contract(document), patch({"owner_id": "x"}))
    assert finding.code == "foreign-field"
    assert "by POST /contacts/update_owners" in finding.message


def test_no_value_gets_into_a_finding() -> None:
    """Assumed: a value can be a secret."""
    findings = judge_call(CONTRACT, patch({"label_names": ["a", 1], "account_id": "secret"}))
    assert len(findings) == 2
    assert "secret" not in str(findings)


def test_a_finding_is_exported_with_what_to_do() -> None:
    """Assumed: a reader needs no table of codes."""
    (finding,) = judge_call(CONTRACT, patch({"title": 1}))
    assert finding.document() == {
        "code": "invalid-value",
        "path": "$.title",
        "message": "title must be a string, not a number.",
        "severity": "error",
        "advice": RULES["invalid-value"].advice,
    }


@pytest.mark.parametrize(
    ("reply", "content", "code"),
    [
        (Reply(200, b""), {"contact": {}, "labels": []}, None),
        (Reply(200, b""), {"contact": {}}, "invalid-reply"),
        (Reply(422, b""), {"detail": []}, "invalid-reply"),
        (Reply(401, b"", TEXT), "Invalid access credentials.", None),
        (Reply(401, b"", TEXT), "Unauthorized", None),
        (Reply(401, b""), {"error": "x"}, "undeclared-reply"),
        (Reply(400, b""), {"error": "x"}, "undeclared-reply"),
        (Reply(404, b""), {"error": "x"}, None),
    ],
    ids=str,
)
def test_our_own_replies_are_judged_too(reply: Reply, content: Any, code: str | None) -> None:
    """Documented: a reply that the contract does not declare is a bug of mock-apollo."""
    assert [finding.code for finding in judge_reply(PATCH, reply, content)] == ([code] if code else [])


def judged(call: Call, operation: Operation | None, content: Any) -> list[str]:
    """The codes of a whole exchange."""
    ids = CONTRACT.find(call.method, call.path)[1] if operation else ()
    exchange = Exchange(call, Reply(200, b""), "client", 0, operation, content, ids=ids)
    return [finding.code for finding in Judge(CONTRACT).judge(exchange)]


def test_a_refused_call_is_judged_whole(apollo: Apollo) -> None:
    """Assumed: the path too, when the fields are beyond doubt."""
    apollo.answer(patch(contact_id="17"))
    (entry,) = apollo.journal.all_entries()
    assert [finding.code for finding in entry.findings] == ["malformed-id"]


def test_a_reply_that_is_not_known_is_not_judged() -> None:
    """Assumed: recordings leave bodies out."""
    assert judged(patch(), PATCH, None) == []
    assert judged(patch(), PATCH, {}) == ["invalid-reply"]


def test_a_call_without_a_credential_takes_no_short_cut() -> None:
    """Assumed: our own feature; Apollo grants no such call, but the short cut does not rely on it."""
    assert plainly_lawful(PATCH, Call("PATCH", "/", "", (KEY,)), {})
    assert not plainly_lawful(PATCH, Call("PATCH", "/"), {})


def test_the_ids_of_a_path_are_judged_as_they_are_given() -> None:
    """Assumed: our own feature; the operation is not looked up again."""
    exchange = Exchange(patch(contact_id="17"), Reply(422, b""), "client", 0, PATCH, None, ids=["17"])
    assert [finding.code for finding in Judge(CONTRACT).judge(exchange)] == ["malformed-id"]


def test_the_body_may_have_all_the_fields_that_a_query_could_have() -> None:
    """Assumed: POST /accounts needs a name or a domain, which an empty query does not have."""
    call = Call("POST", "/api/v1/accounts", "", (KEY, JSON_TYPE), b'{"name": "Yasnaya Polyana"}')
    assert found(call) == []
    assert found(Call("POST", "/api/v1/accounts", "", (KEY, JSON_TYPE), b"{}")) == [("invalid-value", "$")]
    assert found(Call("POST", "/api/v1/accounts", "phone=1", (KEY,))) == [("invalid-value", "query")]


def test_a_call_without_query_and_body_is_judged_where_neither_is_required_but_a_field_is() -> None:
    """Assumed: the contract may come to say so; the fake refuses such a call, so that the judge must find it."""
    document = orjson.loads(orjson.dumps(CONTRACT.document))
    document["paths"]["/accounts"]["post"]["requestBody"]["required"] = False
    (finding,) = judge_call(Contract(document), Call("POST", "/api/v1/accounts", "", (KEY,)))
    assert (finding.code, finding.path) == ("invalid-value", "query")


def test_the_findings_of_a_call_come_before_those_of_its_reply() -> None:
    """Assumed: our own feature; a report is read from the top."""
    assert judged(patch({"frist_name": "Leo"}), PATCH, {}) == ["unknown-field", "invalid-reply"]


def test_an_exchange_outside_the_contract_is_judged_by_its_call() -> None:
    """Assumed: nothing is known of such replies."""
    assert judged(patch(method="DELETE"), None, {}) == ["undeclared-method"]
