"""Bulk creation and bulk update of contacts."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import (
    ACCOUNT,
    ADA,
    APPROACHING,
    DELETED,
    FYODOR,
    JSON_TYPE,
    NEW,
    UNKNOWN,
    content,
    error,
    new_apollo,
    updated,
    with_key,
)

OWNER = "66302798d03b9601c7934ebf"
DATE_FIELD = "60c39ed82bd02f01154c470a"
LEO: dict[str, Any] = {"first_name": "Leo", "last_name": "Tolstoy", "email": "leo@example.com"}


def ask(apollo: Apollo, path: str, body: Any) -> Reply:
    """Call a bulk operation."""
    return apollo.answer(Call("POST", f"/api/v1/contacts/{path}", "", with_key("demo", JSON_TYPE), orjson.dumps(body)))


def create(apollo: Apollo, *contacts: Any, **fields: Any) -> dict[str, Any]:
    """Create contacts, and return the document of the reply."""
    reply = ask(apollo, "bulk_create", {"contacts": contacts, **fields})
    assert reply.status == 200, reply.body
    document: dict[str, Any] = content(reply)
    return document


def update(apollo: Apollo, **fields: Any) -> dict[str, Any]:
    """Update contacts, and return the document of the reply."""
    reply = ask(apollo, "bulk_update", fields)
    assert reply.status == 200, reply.body
    document: dict[str, Any] = content(reply)
    return document


def view(apollo: Apollo, contact_id: str) -> dict[str, Any]:
    """Return the contact with its lists."""
    document: dict[str, Any] = content(apollo.answer(Call("GET", f"/v1/contacts/{contact_id}", "", with_key("demo"))))
    return document


def test_many_are_created_with_an_owner_and_lists(apollo: Apollo) -> None:
    """Documented: all get the owner and the lists, and each can be viewed."""
    made = create(apollo, LEO, {"title": "Count"}, append_label_names=["Giants"], owner_id=OWNER)
    assert made["existing_contacts"] == []
    leo, nobody = made["created_contacts"]
    assert (leo["name"], leo["owner_id"], leo["contact_stage_id"]) == ("Leo Tolstoy", OWNER, NEW)
    assert leo["team_id"] == "6095a710bd01d100a506d4ac"
    assert (nobody["title"], nobody["owner_id"]) == ("Count", OWNER)
    viewed = view(apollo, leo["id"])
    assert viewed["contact"]["email"] == "leo@example.com"
    assert [label["name"] for label in viewed["labels"]] == ["Giants"]


def test_fields_of_bulk_creations_alone_are_written(apollo: Apollo) -> None:
    """Documented: several emails and phones, sorted by position; ids and addresses in other systems."""
    given = {
        "contact_emails": [{"email": "m2@gmail.com", "position": 1}, {"email": "m@example.com", "position": 0}],
        "phone_numbers": [{"raw_number": "+1-555-0122", "position": 1}, {"raw_number": "+1-555-0135", "position": 0}],
        "linkedin_url": "https://www.linkedin.com/in/michael",
        "hubspot_id": "12345678",
        "account_id": ACCOUNT,
        "organization_id": "507f1f77bcf86cd799439012",
    }
    (made,) = create(apollo, given)["created_contacts"]
    assert made["email"] == "m@example.com"
    assert [(e["email"], e["position"], e["free_domain"]) for e in made["contact_emails"]] == [
        ("m@example.com", 0, False),
        ("m2@gmail.com", 1, True),
    ]
    assert [phone["raw_number"] for phone in made["phone_numbers"]] == ["+1-555-0135", "+1-555-0122"]
    assert made["sanitized_phone"] == "+15550135"
    assert (made["linkedin_url"], made["hubspot_vid"]) == ("https://www.linkedin.com/in/michael", "12345678")
    assert (made["organization_id"], made["organization_name"]) == ("507f1f77bcf86cd799439012", "Apollo.io")


def test_an_id_of_another_system_identifies_a_contact(apollo: Apollo) -> None:
    """Documented by an example: also without run_dedupe; the existing contact is returned unchanged."""
    (leo,) = create(apollo, {**LEO, "salesforce_contact_id": "003xx000004TmiQAAS"})["created_contacts"]
    again = create(apollo, {"salesforce_contact_id": "003xx000004TmiQAAS", "title": "Count"}, append_label_names=["X"])
    assert (again["created_contacts"], again["existing_contacts"]) == ([], [leo])
    assert view(apollo, leo["id"])["contact"]["title"] is None
    assert view(apollo, leo["id"])["labels"] == []


def test_with_run_dedupe_everything_that_a_creation_compares_counts(apollo: Apollo) -> None:
    """Documented by an example for the email; that duplicates in one call are returned once is assumed."""
    (leo,) = create(apollo, LEO)["created_contacts"]
    twin = {"email": "LEO@example.com", "title": "Count"}
    assert len(create(apollo, twin)["created_contacts"]) == 1
    found = create(apollo, twin, twin, {"email": "anna@example.com"}, {"email": "anna@example.com"}, run_dedupe=True)
    assert found["existing_contacts"][0] == leo
    assert len(found["existing_contacts"]) == 2
    assert [contact["email"] for contact in found["created_contacts"]] == ["anna@example.com"]


@pytest.mark.parametrize("member", ["salesforce_id", "salesforce_lead_id", "hubspot_id"])
def test_each_id_of_another_system_is_compared(apollo: Apollo, member: str) -> None:
    """Documented by an example for two of the ids; also without run_dedupe."""
    (leo,) = create(apollo, {member: "1"})["created_contacts"]
    assert create(apollo, {member: "1"}, {member: "2"})["existing_contacts"] == [leo]


@pytest.mark.parametrize(
    "twin",
    [
        {"contact_emails": [{"email": "leo@example.com"}]},
        {"first_name": "Leo", "last_name": "Tolstoy", "organization_id": "5e66b6381e05b4008c8331b9"},
        {"first_name": "Leo", "last_name": "Tolstoy", "account_id": "66e9abf95ac32901b20d1a0e"},
    ],
    ids=lambda twin: next(reversed(twin)),
)
def test_additional_emails_and_the_company_are_compared(apollo: Apollo, twin: Any) -> None:
    """Documented: additional emails, and the company by its id."""
    (leo,) = create(apollo, {**LEO, "account_id": "66e9abf95ac32901b20d1a0e"})["created_contacts"]
    assert create(apollo, twin, run_dedupe=True)["existing_contacts"] == [leo]


def test_a_free_mail_service_is_not_a_company(apollo: Apollo) -> None:
    """Assumed: anyone can have an address there."""
    for number in ("1", "2"):
        one = {"first_name": "Jo", "last_name": "Do", "email": f"jo{number}@gmail.com"}
        assert len(create(apollo, one, run_dedupe=True)["created_contacts"]) == 1


def test_the_order_in_which_fields_are_sent_does_not_matter(apollo: Apollo) -> None:
    """Assumed: the contact is the same in any order; title overrides primary_title."""
    given = {
        "email": "own@example.com",
        "contact_emails": [{"email": "further@example.com"}],
        "phone": "111",
        "phone_numbers": [{"raw_number": "222"}, {"raw_number": "333"}],
        "title": "Count",
        "primary_title": "Writer",
        "twitter_url": "https://twitter.com/leo",
    }
    made = create(apollo, given, dict(reversed(given.items())))["created_contacts"]
    for contact in made:
        assert [e["email"] for e in contact["contact_emails"]] == ["own@example.com", "further@example.com"]
        assert [p["raw_number"] for p in contact["phone_numbers"]] == ["111", "333"]
        assert (contact["email"], contact["title"]) == ("own@example.com", "Count")
        assert (contact["twitter_url"], contact["photo_url"]) == ("https://twitter.com/leo", None)
        assert contact["queued_for_crm_push"] is True
    assert create(apollo, {"primary_title": "Writer"})["created_contacts"][0]["title"] == "Writer"


def test_the_first_of_several_emails_is_replaced_by_an_email(apollo: Apollo) -> None:
    """Assumed: an invalid email does not hide contact_emails, and an update replaces the first of them."""
    emails = [{"email": "old@example.com"}, {"email": "further@example.com"}]
    (made,) = create(apollo, {"email": "none", "contact_emails": emails})["created_contacts"]
    assert made["email"] == "old@example.com"
    contact = updated(apollo, {"email": "new@example.com"}, made["id"])
    assert [e["email"] for e in contact["contact_emails"]] == ["new@example.com", "further@example.com"]


def test_a_field_that_no_reply_shows_is_reported(apollo: Apollo) -> None:
    """Assumed: our own feature."""
    create(apollo, {"facebook_url": "https://f"})
    (finding,) = apollo.journal.entries(apollo.keys.open("demo").team)[0].findings
    assert (finding.code, finding.path) == ("unseen-field", "$.contacts[0].facebook_url")


def test_null_clears_in_lists_too() -> None:
    """Assumed: with the policy null_value=clear."""
    apollo = new_apollo(null_value="clear")
    attributes = [{"id": FYODOR, "title": None, "typed_custom_fields": None}]
    (fyodor,) = update(apollo, contact_attributes=attributes, contact_ids=None)["contacts"]
    assert fyodor["title"] is None


def test_an_additional_email_identifies_a_contact(apollo: Apollo) -> None:
    """Documented: primary and additional emails."""
    emails = [{"email": "leo@example.com"}, {"email": "count@example.com"}, {"email": "none"}]
    (leo,) = create(apollo, {"contact_emails": emails})["created_contacts"]
    found = create(apollo, {"email": "count@example.com"}, run_dedupe=True)
    assert [contact["id"] for contact in found["existing_contacts"]] == [leo["id"]]
    assert [e["email"] for e in leo["contact_emails"]] == ["leo@example.com", "count@example.com"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, 'Please provide an array of contact attributes in the "contact_attributes" parameter.'),
        ({"contacts": {}}, 'Please provide an array of contact attributes in the "contact_attributes" parameter.'),
        ({"contacts": [{}] * 101}, "Please limit your array to 100 contacts or fewer."),
        ({"contacts": [{}, {"account_id": "17"}]}, "Parameters misconfigured. 17 is not a valid ID"),
        ({"contacts": [], "owner_id": UNKNOWN}, f"Parameters misconfigured. {UNKNOWN} is not a valid ID"),
        ({"contacts": [LEO], "owner_id": UNKNOWN}, f"Parameters misconfigured. {UNKNOWN} is not a valid ID"),
        ({"contacts": [LEO, {"contact_stage_id": UNKNOWN}]}, f"Parameters misconfigured. {UNKNOWN} is not a valid ID"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_bulk_creation_is_refused_as_a_whole(apollo: Apollo, body: Any, words: str) -> None:
    """Documented: in these words; none of the contacts is created."""
    before = apollo.keys.open("demo").snapshot()
    assert error(ask(apollo, "bulk_create", {**body, "append_label_names": ["Giants"]})) == words
    assert apollo.keys.open("demo").snapshot() == before


def test_a_hundred_contacts_are_created_or_updated_without_a_job(apollo: Apollo) -> None:
    """Documented: 100 at most are created; 100 are updated at once, 101 with a job."""
    ids = [contact["id"] for contact in create(apollo, *[{}] * 100)["created_contacts"]]
    assert len(update(apollo, contact_ids=ids)["contacts"]) == 100
    assert "entity_progress_job" in update(apollo, contact_ids=[*ids, FYODOR])
    assert "entity_progress_job" in update(apollo, contact_ids=[*ids] * 10, contact_attributes=[], **{"async": True})


def test_contacts_get_shared_fields_or_their_own(apollo: Apollo) -> None:
    """Documented: contact_ids with shared fields, or contact_attributes; fields that are not sent stay."""
    same = update(apollo, contact_ids=[FYODOR, ADA, FYODOR], title="Author", owner_id=OWNER, linkedin_url="https://in")
    assert [(c["id"], c["title"], c["owner_id"]) for c in same["contacts"]] == [
        (FYODOR, "Author", OWNER),
        (ADA, "Author", OWNER),
    ]
    attributes = [{"id": FYODOR, "typed_custom_fields": {DATE_FIELD: "2025-08-07"}}, {"id": ADA, "first_name": "A"}]
    update(apollo, contact_attributes=attributes)
    fyodor, ada = view(apollo, FYODOR)["contact"], view(apollo, ADA)["contact"]
    assert (fyodor["title"], fyodor["linkedin_url"]) == ("Author", "https://in")
    assert fyodor["typed_custom_fields"][DATE_FIELD] == "2025-08-07"
    assert (ada["title"], ada["name"]) == ("Author", "A Lovelace")


def test_stages_and_lists_are_not_changed_in_bulk(apollo: Apollo) -> None:
    """Documented: a bulk update has no such fields; they are ignored and reported."""
    before = view(apollo, FYODOR)
    attributes = [{"id": FYODOR, "label_names": ["X"], "frist_name": "Leo"}]
    update(apollo, contact_ids=[FYODOR], contact_attributes=attributes, contact_stage_id=APPROACHING)
    after = view(apollo, FYODOR)
    assert after["labels"] == before["labels"]
    assert after["contact"]["contact_stage_id"] == NEW
    findings = apollo.journal.entries(apollo.keys.open("demo").team)[1].findings
    assert [(finding.code, finding.path) for finding in findings] == [
        ("foreign-field", "$.contact_stage_id"),
        ("unknown-field", "$.contact_attributes[0].label_names"),
        ("unknown-field", "$.contact_attributes[0].frist_name"),
    ]
    assert "did you mean first_name?" in findings[2].message


def test_ignored_values_are_reported_with_their_path(apollo: Apollo) -> None:
    """Assumed: our own feature; a finding about shared fields is reported once."""
    update(apollo, contact_attributes=[{"id": ADA}, {"id": FYODOR, "typed_custom_fields": {"x": "1"}}])
    update(apollo, contact_ids=[ADA, FYODOR], typed_custom_fields={"x": "1"})
    shared, own = apollo.journal.entries(apollo.keys.open("demo").team)[1::-1]
    assert [finding.path for finding in own.findings] == ["$.contact_attributes[1].typed_custom_fields.x"]
    assert [finding.path for finding in shared.findings] == ["$.typed_custom_fields.x"]


def test_an_update_of_more_than_a_hundred_contacts_is_a_job(apollo: Apollo) -> None:
    """Documented: up to a thousand; that the job has finished already is assumed."""
    ids = [contact["id"] for _ in range(2) for contact in create(apollo, *[{}] * 60)["created_contacts"]]
    job = update(apollo, contact_ids=ids, title="Many")["entity_progress_job"]
    assert (job["job_type"], job["status"], job["entity_ids"]) == ("contact_bulk_update", "pending", ids)
    assert view(apollo, ids[-1])["contact"]["title"] == "Many"
    assert "entity_progress_job" in update(apollo, contact_ids=[FYODOR], **{"async": True})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Please provide either contact_ids or contact_attributes"),
        ({"contact_ids": []}, "Please provide either contact_ids or contact_attributes"),
        ({"contact_attributes": []}, "Please provide either contact_ids or contact_attributes"),
        ({"contact_ids": [FYODOR] * 1001}, "Please limit your array to fewer than 1000."),
        ({"contact_attributes": [{"id": FYODOR}] * 1001}, "Please limit your array to fewer than 1000."),
        ({"contact_ids": [FYODOR, UNKNOWN], "title": "X"}, "Oops! This contact does not exist in Apollo."),
        ({"contact_ids": [FYODOR, "17"], "title": "X"}, "Parameters misconfigured. 17 is not a valid ID"),
        ({"contact_attributes": [{"title": "X"}]}, 'is not allowed: "id" is a required property.'),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_bulk_update_is_refused_as_a_whole(apollo: Apollo, body: Any, words: str) -> None:
    """Documented: in these words, except the last, which are ours; none of the contacts is changed."""
    before = apollo.keys.open("demo").snapshot()
    assert words in error(ask(apollo, "bulk_update", body))
    assert apollo.keys.open("demo").snapshot() == before


def test_the_contact_with_a_bad_email_is_named(apollo: Apollo) -> None:
    """Documented: with error_details; no contact is changed."""
    before = apollo.keys.open("demo").snapshot()
    reply = ask(
        apollo, "bulk_update", {"contact_attributes": [{"id": ADA, "title": "X"}, {"id": FYODOR, "email": "no"}]}
    )
    details = {"contact_id": FYODOR, "field": "email", "message": "Invalid email format"}
    assert (reply.status, content(reply)) == (422, {"error": "Validation failed", "error_details": details})
    assert apollo.keys.open("demo").snapshot() == before


def test_a_bad_shared_email_is_refused_even_if_it_applies_to_no_contact(apollo: Apollo) -> None:
    """Assumed: documented for the email of a contact; an empty email is not an address."""
    attributes = [{"id": ADA, "email": "ada@example.com"}]
    refused = content(ask(apollo, "bulk_update", {"contact_attributes": attributes, "email": ""}))
    assert refused["error_details"]["contact_id"] == ADA


def test_all_deleted_contacts_are_named(apollo: Apollo) -> None:
    """Documented: deleted_contact_ids is a list."""
    apollo.keys.open("demo").delete_contact(ADA)
    reply = ask(apollo, "bulk_update", {"contact_ids": [FYODOR, ADA, DELETED], "title": "X"})
    assert content(reply)["deleted_contact_ids"] == [ADA, DELETED]
