"""The order of Apollo's checks, and the words of its refusals."""

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.request_fields import MAX_BODY
from mock_apollo.protocol.messages import Call
from tests.calls import (
    ADA,
    DELETED,
    FYODOR,
    JSON_TYPE,
    UNKNOWN,
    content,
    error,
    new_apollo,
    patch,
    raw,
    updated,
    with_key,
)

PATH = f"/api/v1/contacts/{FYODOR}"


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ((b"x-api-key", b""),),
        ((b"x-api-key", b"  "),),
        ((b"x-api-key", b"invalid-key"),),
        ((b"authorization", b"Bearer "),),
        ((b"authorization", b"Bearer invalid"),),
        ((b"authorization", b"Basic ZGVtbzpkZW1v"),),
        ((b"authorization", b"demo"),),
    ],
    ids=str,
)
@pytest.mark.parametrize("body", [b"{}", b"{", b"\xff" * 100, b"x" * (MAX_BODY + 1)], ids=lambda body: repr(body[:4]))
def test_without_a_good_key_nothing_else_matters(
    apollo: Apollo, headers: tuple[tuple[bytes, bytes], ...], body: bytes
) -> None:
    """Documented: text/plain, these words; that other faults do not matter, and no rate-limit headers, is assumed."""
    reply = apollo.answer(Call("PATCH", PATH, "", headers, body))
    assert (reply.status, reply.media_type, reply.body) == (401, b"text/plain", b"Invalid access credentials.")
    assert not reply.headers


@pytest.mark.parametrize("field", ["account_id", "contact_stage_id"])
@pytest.mark.parametrize("value", ["5234234", "63f53afe4ceeca00016bdd2fsfsdf", "", UNKNOWN.upper(), UNKNOWN])
def test_an_id_that_is_malformed_or_names_nothing_is_refused(apollo: Apollo, field: str, value: str) -> None:
    """Documented for malformed ids; that unknown ones get the same words is assumed."""
    assert error(apollo.answer(patch({field: value}))) == f"Parameters misconfigured. {value} is not a valid ID"


@pytest.mark.parametrize("field", ["account_id", "contact_stage_id"])
def test_a_reference_to_nothing_can_be_accepted(field: str) -> None:
    """Assumed: with the policy unknown_reference=accept, for worlds without all records; malformed ids are refused."""
    apollo = new_apollo(unknown_reference="accept")
    assert content(apollo.answer(patch({field: UNKNOWN})))["contact"][field] == UNKNOWN
    assert apollo.answer(patch({field: "5234234"})).status == 422


@pytest.mark.parametrize(
    ("contact_id", "shown"),
    [("123", "123"), ("a%2Fb", "a/b"), (FYODOR.upper(), FYODOR.upper()), ("%FF", "\ufffd"), ("%00", "\0")],
)
def test_a_malformed_contact_id_is_named(apollo: Apollo, contact_id: str, shown: str) -> None:
    """Assumed: the words are documented for the ids of accounts; a%2Fb is one id, not two segments."""
    reply = apollo.answer(patch({}, contact_id=contact_id))
    assert error(reply) == f"Parameters misconfigured. {shown} is not a valid ID"


def test_an_unknown_contact_is_refused_in_the_words_of_get(apollo: Apollo) -> None:
    """Assumed: documented for GET, and 422 is a status that PATCH declares."""
    assert error(apollo.answer(patch({}, contact_id=UNKNOWN))) == "Oops! This contact does not exist in Apollo."


def test_an_unknown_contact_can_be_a_404() -> None:
    """Assumed: in the words that Apollo has for unknown lists."""
    reply = new_apollo(unknown_contact="404").answer(patch({}, contact_id=UNKNOWN))
    assert reply.status == 404
    assert content(reply) == {"message": f"Could not find contact with id {UNKNOWN}", "error": "Record not found."}


def test_a_deleted_contact_is_named_as_documented(apollo: Apollo) -> None:
    """Documented."""
    reply = apollo.answer(patch({"title": "x"}, contact_id=DELETED))
    assert reply.status == 422
    assert reply.body == (
        b'{"error":"Cannot update contact as it is deleted.","deleted_contact_ids":["66e34b81740c50074e3d1bde"]}'
    )


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"title": 3}, "title must be a string, not a number."),
        ({"title": None}, "title must be a string, not null."),
        ({"title": True}, "title must be a string, not a boolean."),
        ({"title": []}, "title must be a string, not an array."),
        ({"title": {}}, "title must be a string, not an object."),
        ({"label_names": "a"}, "label_names must be an array, not a string."),
        ({"label_names": ["a", 1.5]}, "label_names[1] must be a string, not a number."),
        ({"typed_custom_fields": []}, "typed_custom_fields must be an object, not an array."),
        ({"typed_custom_fields": {"a": 1}}, "typed_custom_fields.a must be a string, not a number."),
        ({"account_id": 5234234}, "account_id must be a string, not a number."),
        ([], "The body is an array; send a JSON object."),
        ("x", "The body is a string; send a JSON object."),
        (10**18, "The body is a number; send a JSON object."),
    ],
    ids=repr,
)
def test_a_wrong_type_is_refused_by_name(apollo: Apollo, body: object, why: str) -> None:
    """Assumed: the shape and the first words are documented; the field and the reason help to find the mistake."""
    before = apollo.keys.open("demo").snapshot()
    assert error(apollo.answer(patch(body))) == f"Something's wrong with your API request. {why}"
    assert apollo.keys.open("demo").snapshot() == before


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe{}", b'{"title": "\\ud800"}', b"[" * 100_000, b'{"title": NaN}', b'{"a": 1e999}'],
    ids=lambda body: repr(body[:16]),
)
def test_what_is_no_json_is_refused(apollo: Apollo, body: bytes) -> None:
    """Assumed: with 422, one of the declared statuses."""
    assert "The body is not JSON in UTF-8" in error(apollo.answer(raw(body)))


@pytest.mark.parametrize(
    "media_type", [b"application/x-www-form-urlencoded", b"text/plain", b"application/jsonp", b"\xff", b""], ids=repr
)
def test_another_media_type_is_refused(apollo: Apollo, media_type: bytes) -> None:
    """Assumed: only application/json is declared."""
    reply = apollo.answer(raw(b"{}", (b"content-type", media_type)))
    assert error(reply).endswith("; send application/json.")


def test_a_body_without_a_media_type_is_refused(apollo: Apollo) -> None:
    """Assumed."""
    assert "The Content-Type is missing" in error(apollo.answer(Call("PATCH", PATH, "", with_key("demo"), b"{}")))


@pytest.mark.parametrize(
    "media_type",
    [b"application/json; charset=utf-8", b"Application/JSON", b"application/json, application/json"],
    ids=repr,
)
def test_json_may_be_declared_with_parameters_in_any_case_and_twice(apollo: Apollo, media_type: bytes) -> None:
    """Assumed: as RFC 9110 has it; of two types, which a proxy can make of one, the first is read, as Rails does."""
    assert apollo.answer(raw(b"{}", (b"content-type", media_type))).status == 200


@pytest.mark.parametrize("member", ["title", "label_names", "typed_custom_fields", "unknown"])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")], ids=["arrays", "objects"])
@pytest.mark.parametrize("depth", [99, 100, 260, 1000])
def test_nesting_is_borne_to_a_hundred_levels(
    apollo: Apollo, member: str, opening: bytes, closing: bytes, depth: int
) -> None:
    """Assumed: deeper nesting is a mistake; the call is in the journal in any case."""
    body = b'{"%s": %s%s%s}' % (member.encode(), opening * depth, b"1" if opening != b"[" else b"", closing * depth)
    reply = apollo.answer(raw(body))
    assert reply.status == (200 if member == "unknown" and depth < 100 else 422)
    assert ("nested deeper than 100 levels" in reply.body.decode()) == (depth >= 100)
    assert len(apollo.journal.entries(apollo.keys.open("demo").team)) == 1


def test_a_broad_body_is_not_a_deep_one(apollo: Apollo) -> None:
    """Assumed: only the depth counts."""
    assert apollo.answer(patch({"unknown": [[i] for i in range(500)]})).status == 200


def test_a_long_email_takes_no_longer_than_others(apollo: Apollo) -> None:
    """Assumed: the check is linear in the length; otherwise this test would not end."""
    assert updated(apollo, {"email": "a@" + "." * 500_000 + "@"})["email"] == "fyodor.dostoevsky@apollo.io"


def test_half_a_million_wrong_values_are_not_all_looked_for(apollo: Apollo) -> None:
    """Assumed: only the first is refused and reported; all of them would take a quarter of a minute."""
    reply = apollo.answer(patch({"label_names": [1] * 500_000}))
    assert "label_names[0] must be a string, not a number." in error(reply)
    assert len(apollo.journal.entries(apollo.keys.open("demo").team)[0].findings) == 1


def test_ten_thousand_unknown_names_are_not_all_explained(apollo: Apollo) -> None:
    """Assumed: twenty are, and one finding stands for the rest."""
    apollo.answer(patch({f"name_{i}": 1 for i in range(10_000)}))
    findings = apollo.journal.entries(apollo.keys.open("demo").team)[0].findings
    assert [found.stands_for for found in findings] == [1] * 20 + [9_980]


def test_null_can_clear_a_field() -> None:
    """Assumed: with the policy null_value=clear; Apollo documents for new contacts that an empty value clears."""
    apollo = new_apollo(null_value="clear")
    contact = content(apollo.answer(patch({"title": None, "label_names": None, "typed_custom_fields": None})))[
        "contact"
    ]
    assert (contact["title"], contact["label_ids"]) == (None, [])
    assert apollo.answer(patch({"account_id": None})).status == 422
    assert [f.code for f in apollo.journal.entries(apollo.keys.open("demo").team)[0].findings] == ["invalid-value"] * 3


def test_a_body_over_a_mebibyte_is_refused(apollo: Apollo) -> None:
    """Assumed."""
    reply = apollo.answer(raw(b" " * (MAX_BODY + 1)))
    assert reply.status == 413
    assert "larger than 1048576 bytes" in content(reply)["error"]


@pytest.mark.parametrize(
    "path",
    ["/api/v1/people", "/api/v1/", "/api/v1/contacts//", f"/api/v2/contacts/{FYODOR}", f"{PATH}/a", "/v1/x", "//"],
)
def test_a_path_that_is_not_emulated_says_so(apollo: Apollo, path: str) -> None:
    """Assumed: no imitation; no key is needed."""
    reply = apollo.answer(Call("PATCH", path))
    assert reply.status == 404
    assert (b"x-mock-apollo", b"not-emulated") in reply.headers
    assert f"does not emulate PATCH {path}" in content(reply)["error"]


@pytest.mark.parametrize("method", ["POST", "DELETE", "HEAD", "OPTIONS", "BREW"])
def test_another_method_hears_all_that_are_allowed(apollo: Apollo, method: str) -> None:
    """Assumed: as RFC 9110 has it."""
    reply = apollo.answer(Call(method, PATH, "", with_key("demo")))
    assert (reply.status, dict(reply.headers)) == (405, {b"allow": b"GET, PATCH, PUT"})


def test_a_slash_at_the_end_changes_nothing(apollo: Apollo) -> None:
    """Assumed: Rails ignores it; there is no redirect."""
    assert apollo.answer(Call("PATCH", PATH + "/", "", with_key("demo", JSON_TYPE), b"{}")).status == 200


def test_two_runs_give_the_same_answers() -> None:
    """Assumed: ids come from a seed and the clock is frozen, so runs are reproducible."""
    calls = [patch({"label_names": [f"list {i}"]}, contact_id=ADA) for i in range(5)]
    first, second = new_apollo(), new_apollo()
    assert [first.answer(call) for call in calls] == [second.answer(call) for call in calls]


def test_the_601st_call_of_an_hour_is_refused_as_documented(apollo: Apollo) -> None:
    """Documented: the message; that each key has its own hour, which opens with its first call, is observed."""
    for _ in range(600):
        assert apollo.answer(patch()).status == 200
    refused = apollo.answer(patch())
    assert refused.status == 429
    assert content(refused)["message"] == (
        "The maximum number of api calls allowed for api/v1/contacts/{contact_id} is 600 times per hour. "
        "Please upgrade your plan from https://app.apollo.io/#/settings/plans/upgrade."
    )
    assert dict(refused.headers)[b"retry-after"] == b"3600"
    assert apollo.answer(patch(key="other")).status == 200
    apollo.keys.open("demo").clock.advance(3_600_000)
    assert apollo.answer(patch()).status == 200


def test_patch_and_put_are_counted_together(apollo: Apollo) -> None:
    """Observed: Apollo counts by action, and both are contacts/update."""
    apollo.answer(patch())
    reply = apollo.answer(patch(method="PUT"))
    assert dict(reply.headers)[b"x-hourly-usage"] == b"2"


def test_every_answer_to_an_accepted_key_shows_the_limits(apollo: Apollo) -> None:
    """Observed: these nine headers, in lower case."""
    reply = apollo.answer(patch({"title": 3}))
    assert [(name.decode(), int(value)) for name, value in reply.headers] == [
        ("x-rate-limit-minute", 600),
        ("x-minute-usage", 1),
        ("x-minute-requests-left", 599),
        ("x-rate-limit-hourly", 600),
        ("x-hourly-usage", 1),
        ("x-hourly-requests-left", 599),
        ("x-rate-limit-24-hour", 6000),
        ("x-24-hour-usage", 1),
        ("x-24-hour-requests-left", 5999),
    ]


def test_every_call_is_in_the_journal(apollo: Apollo) -> None:
    """Assumed: refused calls too."""
    apollo.answer(patch({"title": "x"}))
    apollo.answer(patch(key="invalid"))
    apollo.answer(Call("GET", "/api/v1/nothing"))
    (mine,) = apollo.journal.entries(apollo.keys.open("demo").team)
    assert (mine.operation_id, mine.reply.status, orjson.loads(mine.call.body)) == (
        "update-a-contact",
        200,
        {"title": "x"},
    )
    assert [(e.operation_id, e.reply.status) for e in apollo.journal.entries()] == [
        ("update-a-contact", 401),
        ("", 404),
    ]
