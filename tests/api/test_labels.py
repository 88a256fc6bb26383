"""Lists."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo import Apollo
from mock_apollo.messages import Call, Reply
from tests.calls import ADA, JSON_TYPE, LABEL, UNKNOWN, content, error, patch, with_key


def ask(apollo: Apollo, method: str, path: str = "", body: Any = None) -> Reply:
    """A call about lists."""
    sent = b"" if body is None else orjson.dumps(body)
    return apollo.answer(Call(method, f"/api/v1/labels{path}", "", with_key("demo", JSON_TYPE), sent))


def lists(apollo: Apollo) -> dict[str, dict[str, Any]]:
    """All lists by name."""
    return {label["name"]: label for label in content(ask(apollo, "GET"))}


def test_every_list_is_listed_with_its_size(apollo: Apollo) -> None:
    """Documented: a bare array, every modality; a list that an update made is there."""
    for contact_id in (ADA, "66e34b81740c50074e3d1bd4"):
        apollo.answer(patch({"label_names": ["Poets"]}, contact_id=contact_id))
    poets = lists(apollo)["Poets"]
    assert poets["cached_count"] == 2
    assert poets["id"] == poets["_id"] == poets["key"]
    assert (poets["modality"], poets["team_id"]) == ("contacts", "6095a710bd01d100a506d4ac")
    assert {label["id"] for label in lists(apollo).values()} >= {LABEL}


def test_a_list_is_made_and_found_again_by_its_name(apollo: Apollo) -> None:
    """Documented: the new list, and the label_names of an update."""
    made = content(ask(apollo, "POST", "", {"name": "Poets", "modality": "contacts"}))["label"]
    assert (made["name"], made["cached_count"], made["book_of_business"]) == ("Poets", 0, None)
    assert content(apollo.answer(patch({"label_names": ["Poets"]})))["labels"][0]["id"] == made["id"]
    assert ask(apollo, "POST", "", {"name": "Poets", "modality": "accounts"}).status == 200


def test_a_list_is_renamed_for_all_that_are_on_it(apollo: Apollo) -> None:
    """Documented: PATCH /labels/{id}."""
    apollo.answer(patch({"label_names": ["Poets"]}))
    label_id = lists(apollo)["Poets"]["id"]
    assert content(ask(apollo, "PATCH", f"/{label_id}", {"name": "Bards"}))["label"]["name"] == "Bards"
    assert content(apollo.answer(patch()))["labels"][0]["name"] == "Bards"
    assert content(ask(apollo, "PATCH", f"/{label_id}", {"name": "Bards"}))["label"]["id"] == label_id
    assert "Poets" not in lists(apollo)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"modality": "contacts"}, "Please enter a non-empty name!"),
        ({"name": "", "modality": "contacts"}, "Please enter a non-empty name!"),
        ({"name": "Poets"}, "Please enter a non-empty modality!"),
        ({"name": "Poets", "modality": "leads"}, "Please enter a valid modality!"),
        ({"name": 1, "modality": "contacts"}, "name must be a string, not a number."),
    ],
    ids=str,
)
def test_a_list_that_cannot_be_is_refused_in_its_own_words(apollo: Apollo, body: Any, words: str) -> None:
    """Documented, but for the wrong type."""
    assert words in error(ask(apollo, "POST", "", body))


def test_two_lists_cannot_have_one_name(apollo: Apollo) -> None:
    """Documented: with skip_alert_dialog."""
    ask(apollo, "POST", "", {"name": "Poets", "modality": "contacts"})
    taken = {"error": "Poets already exists", "skip_alert_dialog": True}
    assert content(ask(apollo, "POST", "", {"name": "Poets", "modality": "contacts"})) == taken
    assert content(ask(apollo, "PATCH", f"/{LABEL}", {"name": "Poets"})) == taken


def test_a_list_that_is_not_there_is_a_404(apollo: Apollo) -> None:
    """Documented: in these words."""
    reply = ask(apollo, "PATCH", f"/{UNKNOWN}", {"name": "Poets"})
    assert reply.status == 404
    assert content(reply) == {"message": f"Could not find label with id {UNKNOWN}", "error": "Record not found."}
