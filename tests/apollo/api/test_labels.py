"""Lists are listed, created and renamed; records are added and removed."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import ADA, JSON_TYPE, LABEL, UNKNOWN, content, error, patch, with_key


def ask(apollo: Apollo, method: str, path: str = "", body: Any = None) -> Reply:
    """Call an operation on lists."""
    sent = b"" if body is None else orjson.dumps(body)
    return apollo.answer(Call(method, f"/api/v1/labels{path}", "", with_key("demo", JSON_TYPE), sent))


def lists(apollo: Apollo) -> dict[str, dict[str, Any]]:
    """All lists by name."""
    return {label["name"]: label for label in content(ask(apollo, "GET"))}


def test_every_list_is_listed_with_its_size(apollo: Apollo) -> None:
    """Documented: a bare array with every modality; lists that an update created are included."""
    for contact_id in (ADA, "66e34b81740c50074e3d1bd4"):
        apollo.answer(patch({"label_names": ["Poets"]}, contact_id=contact_id))
    poets = lists(apollo)["Poets"]
    assert poets["cached_count"] == 2
    assert poets["id"] == poets["_id"] == poets["key"]
    assert (poets["modality"], poets["team_id"]) == ("contacts", "6095a710bd01d100a506d4ac")
    assert {label["id"] for label in lists(apollo).values()} >= {LABEL}


def test_a_new_list_is_found_by_its_name(apollo: Apollo) -> None:
    """Documented: the new list is the one that label_names of an update finds."""
    made = content(ask(apollo, "POST", "", {"name": "Poets", "modality": "contacts"}))["label"]
    assert (made["name"], made["cached_count"], made["book_of_business"]) == ("Poets", 0, None)
    assert content(apollo.answer(patch({"label_names": ["Poets"]})))["labels"][0]["id"] == made["id"]
    assert ask(apollo, "POST", "", {"name": "Poets", "modality": "accounts"}).status == 200


def test_a_list_is_renamed_for_all_its_records(apollo: Apollo) -> None:
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
        ({"name": "Poets", "modality": ""}, "Please enter a non-empty modality!"),
        ({"name": " ", "modality": "contacts"}, "Please enter a non-empty name!"),
        ({"name": "Poets", "modality": "leads"}, "Please enter a valid modality!"),
        ({"name": 1, "modality": "contacts"}, "name must be a string, not a number."),
    ],
    ids=str,
)
def test_an_invalid_new_list_is_refused(apollo: Apollo, body: Any, words: str) -> None:
    """Documented, except for the wrong type."""
    assert words in error(ask(apollo, "POST", "", body))


def test_two_lists_cannot_have_one_name(apollo: Apollo) -> None:
    """Documented: with skip_alert_dialog."""
    ask(apollo, "POST", "", {"name": "Poets", "modality": "contacts"})
    taken = {"error": "Poets already exists", "skip_alert_dialog": True}
    assert content(ask(apollo, "POST", "", {"name": "Poets", "modality": "contacts"})) == taken
    assert content(ask(apollo, "PATCH", f"/{LABEL}", {"name": "Poets"})) == taken


def test_an_unknown_list_is_a_404(apollo: Apollo) -> None:
    """Documented: in these words."""
    reply = ask(apollo, "PATCH", f"/{UNKNOWN}", {"name": "Poets"})
    assert reply.status == 404
    assert content(reply) == {"message": f"Could not find label with id {UNKNOWN}", "error": "Record not found."}


def lists_of(apollo: Apollo, contact_id: str = ADA) -> list[str]:
    """The names of the lists that a contact is on."""
    return [label["name"] for label in content(apollo.answer(patch(contact_id=contact_id)))["labels"]]


def test_a_contact_shows_the_last_count_of_its_lists(apollo: Apollo) -> None:
    """Documented: the count beside an update lags behind; that listing the lists updates it is assumed."""
    assert content(apollo.answer(patch()))["labels"][0]["cached_count"] == 0
    assert {label["id"]: label["cached_count"] for label in lists(apollo).values()}[LABEL] == 1
    assert content(apollo.answer(patch()))["labels"][0]["cached_count"] == 1


def change(apollo: Apollo, path: str, **body: Any) -> Any:
    """Add records to lists or remove them, and return the document of the reply."""
    reply = ask(apollo, "POST", f"/{path}", {"modality": "contacts", **body})
    assert reply.status == 200, reply.body
    return content(reply)


ADD, REMOVE = "add_entity_ids_to_label_names", "remove_entity_ids_from_label_names"


def test_contacts_are_added_to_lists_and_removed(apollo: Apollo) -> None:
    """Documented: missing lists are created, unknown ids are ignored, other lists stay."""
    apollo.answer(patch({"label_names": ["Bards"]}, contact_id=ADA))
    added = change(apollo, ADD, entity_ids=[ADA, UNKNOWN], label_names=["Poets", "Bards"])["labels"]
    assert [(label["name"], label["cached_count"]) for label in added] == [("Poets", 1), ("Bards", 1)]
    assert lists_of(apollo) == ["Bards", "Poets"]
    removed = change(apollo, REMOVE, entity_ids=[ADA], label_names=["Bards", "Nobody"])["labels"]
    assert [(label["name"], label["cached_count"]) for label in removed] == [("Bards", 0)]
    assert lists_of(apollo) == ["Poets"]


@pytest.mark.parametrize("path", [ADD, REMOVE])
def test_a_call_without_records_or_lists_changes_nothing(apollo: Apollo, path: str) -> None:
    """Documented: in these words; a contact is not added to a list of accounts."""
    nothing = {"message": "No Models or Lists provided"}
    assert change(apollo, path, entity_ids=[], label_names=["Poets"]) == nothing
    assert change(apollo, path, entity_ids=[ADA], label_names=[]) == nothing
    change(apollo, path, entity_ids=[ADA], label_names=["Poets"], modality="accounts")
    assert lists_of(apollo) == lists_of(apollo, ADA)
    assert "Poets" not in lists_of(apollo)


@pytest.mark.parametrize(
    ("path", "job_type"), [(ADD, "add_entities_to_labels"), (REMOVE, "remove_entities_from_labels")]
)
def test_an_asynchronous_call_is_answered_with_a_job(apollo: Apollo, path: str, job_type: str) -> None:
    """Documented: the job; that it has finished already is assumed."""
    apollo.answer(patch({"label_names": ["Poets"]}, contact_id=ADA))
    wish = {"entity_ids": [ADA], "label_names": ["Poets"], "async": True}
    job = change(apollo, path, **wish)["entity_progress_job"]
    assert (job["job_type"], job["entity_ids"], job["progress"]) == (job_type, [ADA], -1)
    assert lists_of(apollo) == (["Poets"] if path == ADD else [])


def test_an_unknown_modality_is_refused(apollo: Apollo) -> None:
    """Documented: with the modality."""
    body = {"entity_ids": [ADA], "label_names": ["Poets"], "modality": "leads"}
    assert error(ask(apollo, "POST", f"/{ADD}", body)) == "Invalid modality: leads."
