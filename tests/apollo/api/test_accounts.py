"""Accounts are created, updated, viewed and searched."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import ACCOUNT, FYODOR, JSON_TYPE, UNKNOWN, content, error, new_apollo, patch, with_key

IRISH = "66e9abf95ac32901b20d1a0d"
LEAD = "61b8e913e0f4d2012e3af74e"
OWNER = "66302798d03b9601c7934ebf"
DATE_FIELD = "60c39ed82bd02f01154c470a"


def ask(apollo: Apollo, method: str, path: str, body: Any = None) -> Reply:
    """Call an operation on accounts."""
    sent = b"" if body is None else orjson.dumps(body)
    return apollo.answer(Call(method, f"/api/v1/{path}", "", with_key("demo", JSON_TYPE), sent))


def create(apollo: Apollo, **fields: Any) -> dict[str, Any]:
    """Create an account, and return it."""
    reply = ask(apollo, "POST", "accounts", fields)
    assert reply.status == 200, reply.body
    account: dict[str, Any] = content(reply)["account"]
    return account


def search(apollo: Apollo, **fields: Any) -> dict[str, Any]:
    """Return the document of a search."""
    reply = ask(apollo, "POST", "accounts/search", fields)
    assert reply.status == 200, reply.body
    document: dict[str, Any] = content(reply)
    return document


def names(found: dict[str, Any]) -> list[str]:
    """The names of the accounts that a search found."""
    return [account["name"] for account in found["accounts"]]


def test_a_new_account_has_what_apollo_gives_it(apollo: Apollo) -> None:
    """Documented: the fields, the sanitised phone, no creator; it can be viewed and found."""
    values = {DATE_FIELD: "2025-08-07"}
    made = create(apollo, name="Firm", domain="firm.ie", phone="555-555-0108", typed_custom_fields=values)
    assert (made["name"], made["domain"], made["sanitized_phone"]) == ("Firm", "firm.ie", "+15555550108")
    assert (made["team_id"], made["creator_id"], made["modality"]) == ("6095a710bd01d100a506d4ac", None, "account")
    assert (made["typed_custom_fields"], made["label_ids"]) == (values, [])
    assert made["created_at"] == "2026-01-02T12:00:00.000Z"
    viewed = content(ask(apollo, "GET", f"accounts/{made['id']}"))["account"]
    assert {name: viewed[name] for name in made} == made
    assert names(search(apollo, q_organization_name="fir")) == ["Firm"]


def test_a_new_account_is_in_the_first_stage(apollo: Apollo) -> None:
    """Assumed: like a contact; two accounts may have the same name."""
    first, second = create(apollo, name="Firm"), create(apollo, name="Firm")
    assert first["account_stage_id"] == "6095a710bd01d100a506d4b7"
    assert first["owner_id"] == "60affe7d6e270a00f5db6fe4"
    assert first["id"] != second["id"]


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": " ", "domain": ""}, {"phone": "1"}], ids=str)
def test_an_account_needs_a_name_or_a_domain(apollo: Apollo, body: Any) -> None:
    """Documented: in these words."""
    assert error(ask(apollo, "POST", "accounts", body)) == "Please specify at least a name or domain."


def test_an_update_of_an_account_keeps_what_is_not_sent(apollo: Apollo) -> None:
    """Documented: the reply has the account and its lists; fields that are not sent stay."""
    wish = {"entity_ids": [IRISH], "label_names": ["Agencies"], "modality": "accounts"}
    assert content(ask(apollo, "POST", "labels/add_entity_ids_to_label_names", wish))["labels"][0]["cached_count"] == 1
    fields = {
        "name": "The Fast Irish Copywriters",
        "account_stage_id": LEAD,
        "owner_id": OWNER,
        "raw_address": "Berlin",
    }
    document = content(ask(apollo, "PATCH", f"accounts/{IRISH}", fields))
    account = document["account"]
    assert (account["name"], account["account_stage_id"], account["owner_id"]) == (fields["name"], LEAD, OWNER)
    assert (account["domain"], account["phone"]) == ("irishcopywriters.ie", "555-555-0108")
    assert [label["name"] for label in document["labels"]] == ["Agencies"]
    viewed = content(ask(apollo, "GET", f"accounts/{IRISH}"))["account"]
    assert (viewed["raw_address"], viewed["city"], viewed["country"]) == ("Berlin", "Berlin", "Germany")
    assert names(search(apollo, account_label_ids=account["label_ids"])) == [fields["name"]]


def test_lists_of_accounts_take_only_accounts(apollo: Apollo) -> None:
    """Documented: an account is not put on a list of contacts, nor a contact on one of accounts."""
    wish = {"entity_ids": [IRISH, FYODOR], "label_names": ["Both"]}
    for modality in ("accounts", "contacts"):
        path = "labels/add_entity_ids_to_label_names"
        assert content(ask(apollo, "POST", path, {**wish, "modality": modality}))["labels"][0]["cached_count"] == 1
    path = "labels/remove_entity_ids_from_label_names"
    assert content(ask(apollo, "POST", path, {**wish, "modality": "accounts"}))["labels"][0]["cached_count"] == 0
    assert content(ask(apollo, "GET", f"accounts/{IRISH}"))["account"]["label_ids"] == []


@pytest.mark.parametrize("text", ["", " "], ids=repr)
def test_an_empty_text_clears(apollo: Apollo, text: str) -> None:
    """Assumed: as with contacts; name and domain stay, because an account needs one of them."""
    ask(apollo, "PATCH", f"accounts/{IRISH}", {"raw_address": "Dublin"})
    fields = dict.fromkeys(("phone", "raw_address", "name", "domain"), text)
    account = content(ask(apollo, "PATCH", f"accounts/{IRISH}", fields))["account"]
    assert (account["phone"], account["sanitized_phone"]) == (None, None)
    assert apollo.keys.open("demo").accounts[IRISH]["raw_address"] is None
    assert (account["name"], account["domain"]) == ("The Irish Copywriters", "irishcopywriters.ie")


def test_errors_of_custom_fields_are_those_of_the_last_update(apollo: Apollo) -> None:
    """Assumed: as with contacts."""
    for fields, reported in (({DATE_FIELD: "tomorrow"}, [DATE_FIELD]), (None, [])):
        ask(apollo, "PATCH", f"accounts/{IRISH}", {"typed_custom_fields": fields} if fields else {"name": "Firm"})
        assert list(apollo.keys.open("demo").accounts[IRISH]["custom_field_errors"]) == reported


@pytest.mark.parametrize(
    ("account_id", "body", "named"),
    [
        ("account_id", {}, "account_id"),
        (UNKNOWN, {}, UNKNOWN),
        (IRISH, {"owner_id": "23423423"}, "23423423"),
        (IRISH, {"account_stage_id": "78977"}, "78977"),
        (IRISH, {"account_stage_id": UNKNOWN}, UNKNOWN),
    ],
)
def test_an_unknown_id_is_refused(apollo: Apollo, account_id: str, body: Any, named: str) -> None:
    """Documented for malformed ids; nothing is changed."""
    before = apollo.keys.open("demo").snapshot()
    refused = ask(apollo, "PATCH", f"accounts/{account_id}", {"name": "X", **body})
    assert error(refused) == f"Parameters misconfigured. {named} is not a valid ID"
    assert apollo.keys.open("demo").snapshot() == before


def test_an_unknown_account_cannot_be_viewed() -> None:
    """Documented for malformed ids; the policy for references makes no difference."""
    for policy in ("refuse", "accept"):
        apollo = new_apollo(unknown_reference=policy)
        assert error(ask(apollo, "GET", "accounts/id")) == "Parameters misconfigured. id is not a valid ID"
        assert ask(apollo, "GET", f"accounts/{UNKNOWN}").status == 422


def test_a_new_account_can_be_the_account_of_a_contact(apollo: Apollo) -> None:
    """Documented: the contact takes the name of its account, and the account counts it."""
    made = create(apollo, name="Firm")
    contact = content(apollo.answer(patch({"account_id": made["id"]})))["contact"]
    assert (contact["organization_name"], contact["organization_id"]) == ("Firm", None)
    assert search(apollo, q_organization_name="Firm")["accounts"][0]["num_contacts"] == 1
    found = content(ask(apollo, "POST", "contacts/search", {"q_keywords": "Firm"}))["contacts"]
    assert (found[0]["id"], found[0]["account"]) == (FYODOR, made)


def test_accounts_are_found_by_all_criteria(apollo: Apollo) -> None:
    """Documented: an account must match all criteria; the reply has breadcrumbs and pagination."""
    found = search(apollo, q_organization_name="IRISH", account_stage_ids=["6095a710bd01d100a506d4b9"], per_page=5)
    assert names(found) == ["The Irish Copywriters"]
    assert found["pagination"] == {"page": 1, "per_page": 5, "total_entries": 1, "total_pages": 1}
    assert [(crumb["label"], crumb["display_name"]) for crumb in found["breadcrumbs"]] == [
        ("Company Name", "IRISH"),
        ("Account Stage", "Active Opportunity"),
    ]
    assert search(apollo, account_stage_ids=[UNKNOWN])["breadcrumbs"][0]["display_name"] == "[Deleted Stage]"
    assert search(apollo, account_stage_ids=[LEAD], q_organization_name="irish")["accounts"] == []


def test_accounts_are_created_and_searched_by_query_parameters(apollo: Apollo) -> None:
    """Observed: two public clients send it; PUT does what PATCH does."""
    call = Call("POST", "/v1/accounts", "name=Firm&domain=firm.ie", with_key("demo"))
    made = content(apollo.answer(call))["account"]
    assert (made["name"], made["domain"]) == ("Firm", "firm.ie")
    call = Call("POST", "/v1/accounts/search", "q_organization_name=firm", with_key("demo"))
    assert names(content(apollo.answer(call))) == ["Firm"]
    assert content(ask(apollo, "PUT", f"accounts/{made['id']}", {"name": "Firm 2"}))["account"]["name"] == "Firm 2"


def test_accounts_are_sorted(apollo: Apollo) -> None:
    """Documented: by their dates, the latest first."""
    create(apollo, name="Last")
    assert names(search(apollo, sort_by_field="account_created_at"))[0] == "Last"
    first = search(apollo, sort_by_field="account_created_at", sort_ascending=True, per_page=1)
    assert first["accounts"][0]["id"] == ACCOUNT
    assert len(search(apollo, sort_by_field="account_last_activity_date")["accounts"]) == 4
    ask(apollo, "PATCH", f"accounts/{ACCOUNT}", {"phone": "1"})
    latest = names(search(apollo, sort_by_field="account_updated_at", sort_ascending=True))[-2:]
    assert latest == ["Apollo.io", "Last"]


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"sort_by_field": "name"}, {"error": "Invalid sort criteria", "skip_alert_dialog": True}),
        (
            {"account_stage_ids": ["lead"]},
            {"error": "Your search parameters are entered incorrectly. Did you try to edit the URL directly?"},
        ),
        ({"page": 501}, {"error": "Invalid parameter passed in. Page * per page number is over threshold."}),
    ],
    ids=str,
)
def test_a_search_with_invalid_criteria_is_refused(apollo: Apollo, body: Any, refused: Any) -> None:
    """Documented: in these words; the last of them are documented for other searches."""
    reply = ask(apollo, "POST", "accounts/search", body)
    assert (reply.status, content(reply)) == (422, refused)


def test_the_stages_of_accounts_are_listed(apollo: Apollo) -> None:
    """Documented: eleven of them, in their order."""
    stages = content(ask(apollo, "GET", "account_stages"))["account_stages"]
    assert [stage["display_order"] for stage in stages] == list(range(1, 12))
    assert (stages[6]["id"], stages[6]["name"], stages[6]["default_exclude_for_leadgen"]) == (LEAD, "Lead", False)
