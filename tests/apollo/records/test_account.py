"""Tests of the members of an account, as it is stored, shown and listed."""

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.records import NEW_ACCOUNT, Account, listed_account, shown_account
from mock_apollo.protocol.messages import Call
from tests.apollo.api.test_documented import EXAMPLES
from tests.calls import ACCOUNT, JSON_TYPE, content, with_key

CREATED = EXAMPLES["create-an-account", "Result"]["account"]
LISTED = EXAMPLES["search-for-accounts", "Result"]["accounts"][0]
OF_LISTS = ["contact_emailer_campaign_ids", "contact_campaign_status_tally", "num_contacts", "last_activity_date"]


def test_a_default_account_is_shown_with_the_documented_members_in_apollos_order() -> None:
    """Documented: by the example of create-an-account."""
    assert list(shown_account(NEW_ACCOUNT)) == list(CREATED)


def test_two_members_are_stored_and_not_shown() -> None:
    """Assumed: the address is searched, and the time of the last change sorts."""
    assert list(NEW_ACCOUNT) == list(Account.__annotations__) == [*CREATED, "raw_address", "updated_at"]
    account: Account = {**NEW_ACCOUNT, "name": "Firm", "raw_address": "Atlanta", "updated_at": "2026"}
    assert shown_account(account) == {**shown_account(NEW_ACCOUNT), "name": "Firm"}


def test_a_listed_account_has_four_members_more() -> None:
    """Documented: by the example of search-for-accounts; without campaigns three of them are empty."""
    listed = listed_account(NEW_ACCOUNT, 3)
    assert listed == {
        **shown_account(NEW_ACCOUNT),
        "contact_emailer_campaign_ids": [],
        "contact_campaign_status_tally": {},
        "num_contacts": 3,
        "last_activity_date": None,
    }
    assert listed.keys() == LISTED.keys()
    assert list(listed)[-4:] == [name for name in LISTED if name in OF_LISTS]


@pytest.mark.parametrize(
    ("call", "more"),
    [
        (Call("POST", "/api/v1/accounts", "name=Firm", with_key("demo")), []),
        (Call("PATCH", f"/api/v1/accounts/{ACCOUNT}", "", with_key("demo", JSON_TYPE), b"{}"), []),
        (Call("POST", "/api/v1/accounts/search", "", with_key("demo", JSON_TYPE), b"{}"), OF_LISTS),
    ],
    ids=["created", "updated", "found"],
)
def test_a_reply_shows_no_member_that_is_only_stored(apollo: Apollo, call: Call, more: list[str]) -> None:
    """Documented: only a search adds the members of a list."""
    reply = content(apollo.answer(call))
    account = reply["accounts"][0] if "accounts" in reply else reply["account"]
    assert list(account) == [*CREATED, *more]
