"""A value that Apollo ignores is reported, whichever way it is sent, single or in bulk."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call
from tests.calls import ADA, FYODOR, JSON_TYPE, UNKNOWN, content, error, with_key

IRISH = "66e9abf95ac32901b20d1a0d"
TEXT_FIELD, DATE_FIELD = "5b75f1c11dc2727d43ae3bb9", "60c39ed82bd02f01154c470a"
UPDATE, UPDATE_ACCOUNT = f"PATCH contacts/{FYODOR}", f"PATCH accounts/{IRISH}"
CREATE, CREATE_ACCOUNT = "POST contacts", "POST accounts"
BULK_CREATE, BULK_UPDATE = "POST contacts/bulk_create", "POST contacts/bulk_update"

BAD, BAD_TOO = {"email": "bad"}, {"email": "worse"}
GOOD = {"email": "a@b.co"}
NO_FIELD = {"typed_custom_fields": {UNKNOWN: "x"}}
SITE = {"website_url": "https://example.com"}
EMAIL = ("ignored-email", "$.email")
FIRST_EMAIL = ("ignored-email", "$.contacts[0].email")
FIRST_EMAILS = ("ignored-email", "$.contacts[0].contact_emails")
FIELD = ("unknown-custom-field", f"$.typed_custom_fields.{UNKNOWN}")


def ask(call: str, body: Any = None, query: str = "") -> Call:
    """A call such as `POST contacts`."""
    method, _, path = call.partition(" ")
    sent = b"" if body is None else orjson.dumps(body)
    return Call(method, f"/api/v1/{path}", query, with_key("demo", JSON_TYPE), sent)


def findings(apollo: Apollo, call: Call) -> list[tuple[str, str]]:
    """The codes and paths of the findings about a successful call."""
    reply = apollo.answer(call)
    assert reply.status == 200, reply.body
    entry = apollo.journal.entries(apollo.keys.open("demo").team)[0]
    return [(finding.code, finding.path) for finding in entry.findings]


@pytest.mark.parametrize(
    ("call", "body", "expected"),
    [
        (UPDATE, BAD, [EMAIL]),
        (CREATE, BAD, [EMAIL]),
        (CREATE, {**BAD, "run_dedupe": True}, [EMAIL]),
        (BULK_CREATE, {"contacts": [BAD]}, [FIRST_EMAIL]),
        (BULK_CREATE, {"contacts": [{"contact_emails": [BAD]}]}, [FIRST_EMAILS]),
        (BULK_CREATE, {"contacts": [{"contact_emails": [{"email": ""}, {}]}]}, [FIRST_EMAILS]),
        (BULK_CREATE, {"contacts": [{"contact_emails": [GOOD, BAD, BAD_TOO]}]}, [FIRST_EMAILS]),
        (BULK_CREATE, {"contacts": [{**GOOD, "contact_emails": [BAD]}]}, [FIRST_EMAILS]),
        (BULK_CREATE, {"contacts": [{**GOOD, "contact_emails": [GOOD, BAD]}]}, [FIRST_EMAILS]),
        (BULK_CREATE, {"contacts": [{**GOOD, "contact_emails": [GOOD, GOOD]}]}, []),
        (BULK_CREATE, {"contacts": [{**BAD, "contact_emails": [GOOD]}]}, [FIRST_EMAIL]),
        (BULK_CREATE, {"contacts": [{**BAD, "contact_emails": [BAD]}]}, [FIRST_EMAIL, FIRST_EMAILS]),
        (BULK_CREATE, {"contacts": [{"email": "", "contact_emails": [BAD]}]}, [FIRST_EMAILS]),
    ],
    ids=str,
)
def test_every_ignored_email_is_reported(apollo: Apollo, call: str, body: Any, expected: Any) -> None:
    """Assumed: one finding for `email`, and one for all of `contact_emails`."""
    assert findings(apollo, ask(call, body)) == expected


@pytest.mark.parametrize(
    ("call", "body", "expected"),
    [
        (UPDATE, NO_FIELD, [FIELD]),
        (CREATE, NO_FIELD, [FIELD]),
        (UPDATE_ACCOUNT, NO_FIELD, [FIELD]),
        (CREATE_ACCOUNT, {"name": "Firm", **NO_FIELD}, [FIELD]),
        (BULK_CREATE, {"contacts": [NO_FIELD]}, [("unknown-custom-field", FIELD[1].replace("$", "$.contacts[0]"))]),
        (BULK_UPDATE, {"contact_ids": [FYODOR, ADA], **NO_FIELD}, [FIELD]),
        (BULK_UPDATE, {"contact_attributes": [{"id": ADA}], **NO_FIELD}, [FIELD]),
        (BULK_UPDATE, {"contact_ids": [], "contact_attributes": [{"id": ADA}], **NO_FIELD}, [FIELD]),
        (
            BULK_UPDATE,
            {"contact_ids": [ADA], "contact_attributes": [{"id": ADA, **NO_FIELD}], **NO_FIELD},
            [FIELD, ("unknown-custom-field", FIELD[1].replace("$", "$.contact_attributes[0]"))],
        ),
    ],
    ids=str,
)
def test_every_unknown_custom_field_is_reported(apollo: Apollo, call: str, body: Any, expected: Any) -> None:
    """Assumed: one finding for each place in the body, also for shared fields that apply to no contact."""
    assert findings(apollo, ask(call, body)) == expected


@pytest.mark.parametrize(
    ("call", "body", "expected"),
    [
        (UPDATE, SITE, "$.website_url"),
        (CREATE, SITE, "$.website_url"),
        (BULK_CREATE, {"contacts": [{"facebook_url": "https://f"}]}, "$.contacts[0].facebook_url"),
    ],
    ids=str,
)
def test_every_field_that_no_reply_shows_is_reported(apollo: Apollo, call: str, body: Any, expected: str) -> None:
    """Assumed: our own feature."""
    assert findings(apollo, ask(call, body)) == [("unseen-field", expected)]


@pytest.mark.parametrize(
    ("call", "query", "code"),
    [
        (f"PUT contacts/{FYODOR}", "email=bad", "ignored-email"),
        (CREATE, "email=bad", "ignored-email"),
        (f"PUT contacts/{FYODOR}", f"typed_custom_fields[{UNKNOWN}]=x", "unknown-custom-field"),
        (CREATE_ACCOUNT, f"name=Firm&typed_custom_fields[{UNKNOWN}]=x", "unknown-custom-field"),
    ],
)
def test_a_value_in_the_query_is_reported_like_one_in_the_body(
    apollo: Apollo, call: str, query: str, code: str
) -> None:
    """Assumed: our own feature."""
    assert [found for found, _ in findings(apollo, ask(call, None, query))] == [code]


DATE, TEXT = {DATE_FIELD: "tomorrow"}, {TEXT_FIELD: "text"}
RIGHT = {DATE_FIELD: "2025-08-07"}


@pytest.mark.parametrize(
    ("shared", "attributes", "reported"),
    [
        (DATE, [], [DATE_FIELD]),
        (None, [DATE], [DATE_FIELD]),
        (DATE, [None], [DATE_FIELD]),
        (DATE, [TEXT], [DATE_FIELD]),
        (None, [DATE, TEXT], [DATE_FIELD]),
        (None, [DATE, None], [DATE_FIELD]),
        (TEXT, [DATE], [DATE_FIELD]),
        (DATE, [RIGHT], []),
        (RIGHT, [DATE], [DATE_FIELD]),
        (DATE, [{DATE_FIELD: ""}], []),
    ],
    ids=str,
)
def test_an_error_of_a_custom_field_is_reported_until_a_later_value_replaces_it(
    apollo: Apollo, shared: Any, attributes: list[Any], reported: list[str]
) -> None:
    """Assumed: when a contact is named twice in one bulk update, no error of the first change is lost."""
    body: dict[str, Any] = {
        "contact_ids": [ADA] if shared else [],
        "contact_attributes": [
            {"id": ADA, **({"typed_custom_fields": given} if given else {})} for given in attributes
        ],
    }
    if shared:
        body["typed_custom_fields"] = shared
    (ada,) = content(apollo.answer(ask(BULK_UPDATE, body)))["contacts"]
    assert list(ada["custom_field_errors"]) == reported
    (later,) = content(apollo.answer(ask(BULK_UPDATE, {"contact_ids": [ADA]})))["contacts"]
    assert later["custom_field_errors"] == {}


@pytest.mark.parametrize("field", ["owner_id", "account_id"])
def test_shared_fields_are_checked_even_if_they_apply_to_no_contact(apollo: Apollo, field: str) -> None:
    """Assumed: as for a bad email, and for the owner of a bulk creation."""
    before = apollo.keys.open("demo").snapshot()
    body = {"contact_attributes": [{"id": ADA, "title": "X"}], field: UNKNOWN}
    words = f"Parameters misconfigured. {UNKNOWN} is not a valid ID"
    assert error(apollo.answer(ask(BULK_UPDATE, body))) == words
    assert apollo.keys.open("demo").snapshot() == before
