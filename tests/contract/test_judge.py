"""The judge."""

import pytest

from mock_apollo.contract.document import Contract, Operation
from mock_apollo.contract.judge import judge_call, judge_reply
from mock_apollo.messages import TEXT, Call, Reply


@pytest.fixture(scope="module")
def patch() -> Operation:
    """Update a Contact."""
    return Contract.load().operations["update-a-contact"]


def test_a_lawful_call_has_no_findings(patch: Operation) -> None:
    """Documented: all sixteen fields."""
    assert judge_call(patch, Call("PATCH", "/"), dict.fromkeys(("title", "email", "website_url"), "x")) == ()


def test_wrong_values_are_found_where_they_are(patch: Operation) -> None:
    """Assumed: a path in the notation of JSON paths, and never the value itself."""
    findings = judge_call(patch, Call("PATCH", "/"), {"label_names": ["a", 1], "account_id": "secret"})
    assert sorted((f.code, f.severity, f.path) for f in findings) == [
        ("invalid-value", "error", "$.account_id"),
        ("invalid-value", "error", "$.label_names[1]"),
    ]
    assert "secret" not in str(findings)


@pytest.mark.parametrize(
    ("name", "hint"), [("frist_name", "did you mean first_name?"), ("zzz", "see the contract")], ids=str
)
def test_a_field_that_apollo_does_not_know_is_named_with_the_nearest_that_it_does(
    patch: Operation, name: str, hint: str
) -> None:
    """Observed: Apollo says nothing about it."""
    (finding,) = judge_call(patch, Call("PATCH", "/"), {name: 1})
    assert (finding.code, finding.severity, finding.path) == ("unknown-field", "warning", f"$.{name}")
    assert hint in finding.message


def test_a_query_that_is_not_read_is_noted(patch: Operation) -> None:
    """Documented: PATCH declares no parameters there."""
    (finding,) = judge_call(patch, Call("PATCH", "/", "title=x"), {})
    assert (finding.code, finding.path) == ("unknown-parameter", "query.title")


def test_a_query_that_is_read_is_not_noted() -> None:
    """Observed: PUT takes the fields from there."""
    put = Contract.load().operations["update-a-contact-by-put"]
    assert judge_call(put, Call("PUT", "/", "title=x"), {"title": "x"}) == ()


@pytest.mark.parametrize(
    ("reply", "content", "code"),
    [
        (Reply(200, b""), {"contact": {}, "labels": []}, None),
        (Reply(200, b""), {"contact": {}}, "invalid-reply"),
        (Reply(422, b""), {"detail": []}, "invalid-reply"),
        (Reply(401, b"", TEXT), "Invalid access credentials.", None),
        (Reply(401, b"", TEXT), "Unauthorized", "invalid-reply"),
        (Reply(401, b""), {"error": "x"}, "undeclared-reply"),
        (Reply(400, b""), {"error": "x"}, "undeclared-reply"),
        (Reply(404, b""), {"error": "x"}, None),
    ],
    ids=str,
)
def test_our_own_replies_are_judged_too(patch: Operation, reply: Reply, content: object, code: str | None) -> None:
    """Documented: what is not declared for a status is a bug of the fake."""
    assert [finding.code for finding in judge_reply(patch, reply, content)] == ([code] if code else [])  # type: ignore[arg-type]
