"""Searches for contacts."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call
from tests.calls import ADA, APPROACHING, FYODOR, JSON_TYPE, LABEL, NEW, UNKNOWN, content, error, patch, with_key

SEARCH = "/api/v1/contacts/search"


def search(apollo: Apollo, **criteria: Any) -> dict[str, Any]:
    """Return the document of a search."""
    reply = apollo.answer(Call("POST", SEARCH, "", with_key("demo", JSON_TYPE), orjson.dumps(criteria)))
    assert reply.status == 200, reply.body
    document: dict[str, Any] = content(reply)
    return document


def found(apollo: Apollo, **criteria: Any) -> list[str]:
    """The ids of the contacts that a search found."""
    return [contact["id"] for contact in search(apollo, **criteria)["contacts"]]


def all_ids(apollo: Apollo) -> list[str]:
    """The ids of all contacts, in the order of their creation."""
    return [*apollo.keys.open("demo").snapshot().contacts]


def test_without_criteria_all_contacts_are_found(apollo: Apollo) -> None:
    """Documented: all criteria are optional; a page has 25 contacts by default."""
    document = search(apollo)
    assert [contact["id"] for contact in document["contacts"]] == all_ids(apollo)
    count = len(all_ids(apollo))
    assert document["pagination"] == {"page": 1, "per_page": 25, "total_entries": count, "total_pages": 1}
    assert document["breadcrumbs"] == []
    assert (document["partial_results_limit"], document["num_fetch_result"]) == (10_000, None)


def test_a_search_shows_the_account_and_no_address(apollo: Apollo) -> None:
    """Documented: the members of a contact in a search."""
    apollo.answer(patch({"account_id": "63f53afe4ceeca00016bdd2f"}))
    contact = next(c for c in search(apollo)["contacts"] if c["id"] == FYODOR)
    assert not {"city", "state", "country", "time_zone", "next_contact_id"} & contact.keys()
    assert contact["account"]["name"] == contact["organization"]["name"] == "Apollo.io"
    assert contact["contact_campaign_statuses"] == []
    assert contact["contact_job_change_event"] is None


@pytest.mark.parametrize(
    "keywords", ["dostoevsky", "FYODOR dostoevsky", "novelist fyodor", "fyodor@new.example", "penguin"]
)
def test_keywords_are_looked_for_in_names_titles_employers_and_emails(apollo: Apollo, keywords: str) -> None:
    """Documented for the members; that all words must occur, in any case and order, is assumed."""
    apollo.answer(patch({"title": "Novelist", "email": "fyodor@new.example", "organization_name": "Penguin"}))
    assert found(apollo, q_keywords=keywords) == [FYODOR]
    assert found(apollo, q_keywords=f"{keywords} nonsense") == []


def test_an_updated_contact_is_found_by_its_new_values_only(apollo: Apollo) -> None:
    """Documented: an update updates."""
    assert found(apollo, q_keywords="chief writer") == [FYODOR]
    apollo.answer(patch({"title": "Novelist"}))
    assert found(apollo, q_keywords="chief writer") == []
    assert found(apollo, q_keywords="novelist") == [FYODOR]


def test_any_stage_and_any_list_but_all_criteria_must_match(apollo: Apollo) -> None:
    """Documented: any within a criterion, all of the criteria."""
    apollo.answer(patch({"contact_stage_id": APPROACHING, "label_names": ["Poets"]}))
    apollo.answer(patch({"contact_stage_id": APPROACHING, "label_names": []}, contact_id=ADA))
    (poets,) = content(apollo.answer(patch()))["labels"]
    approaching = found(apollo, contact_stage_ids=[APPROACHING])
    assert {FYODOR, ADA} <= set(approaching) < set(found(apollo, contact_stage_ids=[APPROACHING, NEW]))
    assert found(apollo, contact_label_ids=[poets["id"], UNKNOWN]) == [FYODOR]
    everything = {"contact_stage_ids": [APPROACHING], "contact_label_ids": [poets["id"]], "q_keywords": "fyodor"}
    assert found(apollo, **everything) == [FYODOR]
    assert found(apollo, **everything | {"contact_stage_ids": [NEW]}) == []
    assert found(apollo, contact_stage_ids=[UNKNOWN]) == []


def test_breadcrumbs_name_the_criteria(apollo: Apollo) -> None:
    """Documented, with the words for a deleted stage; those for lists are assumed."""
    criteria = {"contact_stage_ids": [NEW, UNKNOWN], "contact_label_ids": [LABEL], "q_keywords": "Apollo.io"}
    crumbs = search(apollo, **criteria)["breadcrumbs"]
    assert crumbs[0] == {
        "label": "Contact Stage",
        "signal_field_name": "contact_stage_ids",
        "value": NEW,
        "display_name": "New",
    }
    assert [crumb["display_name"] for crumb in crumbs[1::2]] == ["[Deleted Stage]", "Apollo.io"]
    assert [crumb["signal_field_name"] for crumb in crumbs[2:]] == ["contact_label_ids", "q_keywords"]


def test_pages_do_not_overlap_and_end(apollo: Apollo) -> None:
    """Documented: page and per_page."""
    pages = [search(apollo, page=page, per_page=3) for page in (1, 2, 3, 500)]
    ids = [contact["id"] for page in pages for contact in page["contacts"]]
    assert ids == all_ids(apollo)
    assert pages[3]["contacts"] == []
    assert {page["pagination"]["total_pages"] for page in pages} == {-(-len(ids) // 3)}


def test_the_order_can_be_chosen(apollo: Apollo) -> None:
    """Documented: descending by default; that fields without dates here keep the order is assumed."""
    world = apollo.keys.open("demo")
    for contact_id in (ADA, FYODOR):
        world.clock.advance(1_000)
        apollo.answer(patch({"title": "x"}, contact_id=contact_id))
    assert found(apollo, sort_by_field="contact_updated_at")[:2] == [FYODOR, ADA]
    assert found(apollo, sort_by_field="contact_updated_at", sort_ascending=True)[-2:] == [ADA, FYODOR]
    assert found(apollo, sort_by_field="contact_email_last_opened_at") == all_ids(apollo)


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        ({"per_page": 101}, "Invalid parameter passed in. Page * per page number is over threshold."),
        ({"page": 501}, "Invalid parameter passed in. Page * per page number is over threshold."),
        ({"sort_by_field": "name"}, "Invalid sort criteria"),
        ({"page": 0}, "page is not allowed"),
        ({"per_page": "ten"}, "per_page must be a whole number, not a string."),
        ({"sort_ascending": 1}, "sort_ascending must be true or false, not a number."),
    ],
    ids=str,
)
def test_invalid_criteria_are_refused(apollo: Apollo, criteria: dict[str, Any], words: str) -> None:
    """Documented for other searches; that this search refuses them too is assumed."""
    reply = apollo.answer(Call("POST", SEARCH, "", with_key("demo", JSON_TYPE), orjson.dumps(criteria)))
    assert words in error(reply)


@pytest.mark.parametrize(
    ("method", "query"),
    [
        ("POST", "q_keywords=dostoevsky&page=1&per_page=5"),
        ("POST", f"contact_stage_ids[]={NEW}&q_keywords=fyodor&sort_ascending=false"),
        ("GET", "q=dostoevsky"),
        ("GET", "q_keywords=dostoevsky"),
    ],
)
def test_the_criteria_may_stand_in_the_query(apollo: Apollo, method: str, query: str) -> None:
    """Observed: several clients search so, and older ones with GET."""
    apollo.answer(patch({"contact_stage_id": NEW}))
    reply = apollo.answer(Call(method, SEARCH, query, with_key("demo")))
    assert [contact["id"] for contact in content(reply)["contacts"]] == [FYODOR]
