"""Contacts are created and viewed."""

from typing import Any

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call
from tests.calls import (
    ACCOUNT,
    ADA,
    DELETED,
    FYODOR,
    HIDDEN,
    JSON_TYPE,
    NEW,
    UNKNOWN,
    content,
    error,
    new_apollo,
    patch,
    with_key,
)

EMPTY = Call("POST", "/api/v1/contacts", "", with_key("demo"))


def create(apollo: Apollo, fields: dict[str, Any]) -> dict[str, Any]:
    """Create a contact, and return the document of the reply."""
    call = patch(fields)
    reply = apollo.answer(Call("POST", "/api/v1/contacts", "", call.headers, call.body))
    assert reply.status == 200, reply.body
    document: dict[str, Any] = content(reply)
    return document


def view(contact_id: str) -> Call:
    """A call of GET /contacts/{contact_id}."""
    return Call("GET", f"/api/v1/contacts/{contact_id}", "", with_key("demo"))


def test_a_contact_is_shown_as_it_was_updated(apollo: Apollo) -> None:
    """Documented: the same members, and the lists beside them."""
    updated = apollo.answer(patch({"title": "Novelist", "label_names": ["Poets"]}))
    assert apollo.answer(view(FYODOR)).body == updated.body


@pytest.mark.parametrize(
    ("contact_id", "words"),
    [
        (UNKNOWN, "Oops! This contact does not exist in Apollo."),
        (DELETED, "This contact has been deleted."),
        (HIDDEN, "You are not authorized to view this page."),
        ("17", "Parameters misconfigured. 17 is not a valid ID"),
    ],
)
def test_a_contact_that_cannot_be_viewed_is_refused_in_the_words_of_view(contact_id: str, words: str) -> None:
    """Documented, except for the malformed id, whose words are those of accounts; the status is always 422."""
    for policy in ("422", "404"):
        assert error(new_apollo(unknown_contact=policy).answer(view(contact_id))) == words


def test_a_view_reads_no_body(apollo: Apollo) -> None:
    """Assumed: some clients send one with every call."""
    call = view(FYODOR)
    assert apollo.answer(Call("GET", call.path, "", call.headers, b"{")).status == 200


def test_a_new_contact_has_what_apollo_gives_it(apollo: Apollo) -> None:
    """Documented: the first stage, the acting user, 200 and not 201; it can be viewed."""
    document = create(apollo, {"first_name": "Leo", "last_name": "Tolstoy", "email": "leo@example.com"})
    contact = document["contact"]
    assert (contact["name"], contact["email_status"], contact["source"]) == ("Leo Tolstoy", "verified", "api")
    assert contact["contact_stage_id"] == NEW
    assert contact["owner_id"] == contact["creator_id"] is not None
    assert contact["queued_for_crm_push"] is True
    assert contact["created_at"] == contact["updated_at"] == "2026-01-02T12:00:00.000Z"
    assert contact.pop("contact_campaign_statuses") == []
    assert "dedupe_result" not in document
    assert content(apollo.answer(view(contact["id"])))["contact"] == contact


def test_a_contact_can_be_created_from_the_query_or_from_nothing(apollo: Apollo) -> None:
    """Documented: no field is required, and Apollo's own tutorial uses the query."""
    query = "first_name=Mark&label_names[]=Poets&typed_custom_fields[5b75f1c11dc2727d43ae3bb9]=x"
    mark = content(apollo.answer(Call("POST", "/v1/contacts", query, with_key("demo"))))
    assert (mark["contact"]["first_name"], mark["labels"][0]["name"]) == ("Mark", "Poets")
    assert content(apollo.answer(EMPTY))["contact"]["name"] == ""


def test_two_creations_make_two_contacts(apollo: Apollo) -> None:
    """Documented: without run_dedupe, duplicates are created."""
    first, second = (create(apollo, {"email": "fyodor@example.com", "run_dedupe": False})["contact"] for _ in range(2))
    assert first["id"] != second["id"]


def test_a_creation_that_is_refused_creates_nothing(apollo: Apollo) -> None:
    """Documented: a malformed stage or account."""
    before = apollo.keys.open("demo").snapshot()
    call = patch({"contact_stage_id": "2342432"})
    refused = apollo.answer(Call("POST", "/api/v1/contacts", "", call.headers, call.body))
    assert error(refused) == "Parameters misconfigured. 2342432 is not a valid ID"
    assert apollo.keys.open("demo").snapshot() == before


LEO = {"first_name": "Leo", "last_name": "Tolstoy", "email": "leo@example.com", "organization_name": "Yasnaya Polyana"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"email": "LEO@example.com"}, "email_match"),
        (
            {"first_name": "leo", "last_name": "tolstoy", "organization_name": "yasnaya polyana"},
            "name_and_company_match",
        ),
        ({"first_name": "Leo", "last_name": "Tolstoy", "email": "count@example.com"}, "name_and_company_match"),
        ({"first_name": "Leo", "last_name": "Tolstoy"}, None),
        ({"first_name": "Leo", "organization_name": "Yasnaya Polyana"}, None),
        ({"email": "count@example.com"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_a_duplicate_is_updated_in_its_place(apollo: Apollo, fields: dict[str, Any], reason: str | None) -> None:
    """Documented: email first, then name and company; fields that are sent overwrite, the others stay."""
    leo = create(apollo, LEO)["contact"]
    document = create(apollo, {**fields, "title": "Count", "run_dedupe": True})
    contact = document["contact"]
    found = {"found_existing": True, "match_reason": reason, "existing_contact_id": leo["id"]}
    assert document.get("dedupe_result") == (found if reason else None)
    assert (contact["id"] == leo["id"]) is bool(reason)
    assert contact["title"] == "Count"
    assert contact["queued_for_crm_push"] is not bool(reason)


def test_an_id_goes_before_an_email(apollo: Apollo) -> None:
    """Documented: the order of matching."""
    document = create(apollo, {"id": ADA, "email": "fyodor@example.com", "run_dedupe": True})
    assert document["dedupe_result"]["match_reason"] == "id_match"
    assert document["contact"]["id"] == ADA


def test_an_account_identifies_the_company(apollo: Apollo) -> None:
    """Documented: organization_id is one way to identify a company."""
    made = create(apollo, {"first_name": "Leo", "last_name": "Tolstoy", "account_id": ACCOUNT})["contact"]
    again = create(apollo, {"first_name": "Leo", "last_name": "Tolstoy", "account_id": ACCOUNT, "run_dedupe": True})
    assert again["dedupe_result"]["existing_contact_id"] == made["id"]


def test_a_creation_needs_json_like_an_update(apollo: Apollo) -> None:
    """Assumed: as for an update."""
    call = Call("POST", "/api/v1/contacts", "", with_key("demo", JSON_TYPE), b"[1]")
    assert "send a JSON object" in error(apollo.answer(call))


def test_a_hidden_contact_can_neither_be_updated_nor_found(apollo: Apollo) -> None:
    """Assumed for an update, in the words of a view; no search finds the contact."""
    words = "You are not authorized to view this page."
    assert error(apollo.answer(patch({"title": "X"}, contact_id=HIDDEN))) == words
    search = Call("GET", "/api/v1/contacts/search", "q=akhmatova", with_key("demo"))
    assert content(apollo.answer(search))["contacts"] == []


def test_an_id_of_another_system_is_kept_once_it_is_set(apollo: Apollo) -> None:
    """Documented: person_id and the ids of Salesforce are protected, other ids are not; they identify a duplicate."""
    leo = create(apollo, {**LEO, "salesforce_contact_id": "003"})["contact"]
    again = create(apollo, {"run_dedupe": True, "salesforce_contact_id": "003", "title": "Count"})
    assert (again["dedupe_result"]["match_reason"], again["contact"]["title"]) == (
        "salesforce_contact_id_match",
        "Count",
    )
    other = create(apollo, {"run_dedupe": True, "email": LEO["email"], "salesforce_contact_id": "004"})
    assert other["contact"]["id"] == leo["id"]
    assert other["contact"]["salesforce_contact_id"] == "003"
    for hubspot_vid in ("1", "2", ""):
        found = create(apollo, {"run_dedupe": True, "email": LEO["email"], "hubspot_vid": hubspot_vid})
        assert found["contact"]["hubspot_vid"] == (hubspot_vid or None)


def test_a_refused_creation_uses_up_no_id() -> None:
    """Assumed: the next contact gets the id that it would have got without the refusal."""
    first, second = new_apollo(), new_apollo()
    call = patch({"account_id": UNKNOWN})
    assert first.answer(Call("POST", "/api/v1/contacts", "", call.headers, call.body)).status == 422
    assert create(first, {})["contact"]["id"] == create(second, {})["contact"]["id"]
