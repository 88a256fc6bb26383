"""Contacts get another owner."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import ADA, DELETED, FYODOR, JSON_TYPE, UNKNOWN, content, error, patch, with_key


def give(apollo: Apollo, query: str = "", body: Any = None) -> Reply:
    """Call POST /contacts/update_owners."""
    sent = b"" if body is None else orjson.dumps(body)
    return apollo.answer(Call("POST", "/api/v1/contacts/update_owners", query, with_key("demo", JSON_TYPE), sent))


def other_user(apollo: Apollo) -> str:
    """The id of a user who does not own the documented contact."""
    owner = content(apollo.answer(patch()))["contact"]["owner_id"]
    return next(user_id for user_id in apollo.keys.open("demo").users if user_id != owner)


@pytest.mark.parametrize("in_query", [True, False], ids=["query", "body"])
def test_contacts_get_another_owner_together(apollo: Apollo, in_query: bool) -> None:  # noqa: FBT001
    """Documented for the query; the body is that of older pages."""
    owner = other_user(apollo)
    query = f"contact_ids[]={FYODOR}&contact_ids[]={ADA}&owner_id={owner}"
    body = {"contact_ids": [FYODOR, ADA], "owner_id": owner}
    reply = give(apollo, query) if in_query else give(apollo, "", body)
    expected = [{"id": contact_id, "owner_id": owner, "crm_owner_id": None} for contact_id in (FYODOR, ADA)]
    assert content(reply) == {"contacts": expected}
    assert content(apollo.answer(patch()))["contact"]["owner_id"] == owner


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"contact_ids": None}, "contact_ids must be an array, not null."),
        ({"owner_id": ""}, " is not a valid ID"),
        ({"owner_id": UNKNOWN}, f"{UNKNOWN} is not a valid ID"),
        ({"contact_ids": [FYODOR, DELETED]}, "as it is deleted"),
        ({"contact_ids": [FYODOR, UNKNOWN]}, "This contact does not exist"),
    ],
    ids=str,
)
def test_one_refused_contact_keeps_all_owners(apollo: Apollo, change: dict[str, Any], words: str) -> None:
    """Documented for owners of accounts; that one refused contact stops all is assumed."""
    body = {"contact_ids": [FYODOR, ADA], "owner_id": other_user(apollo)} | change
    before = apollo.keys.open("demo").snapshot()
    assert words in error(give(apollo, "", body))
    assert apollo.keys.open("demo").snapshot() == before


@pytest.mark.parametrize("missing", ["contact_ids", "owner_id"])
def test_a_missing_parameter_is_named(apollo: Apollo, missing: str) -> None:
    """Documented for contact_ids."""
    body = {"contact_ids": [FYODOR], "owner_id": other_user(apollo)}
    del body[missing]
    assert error(give(apollo, "", body)) == f"Required parameter '{missing}' missing"
