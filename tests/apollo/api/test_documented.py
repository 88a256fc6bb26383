"""The examples of the vendor's document of August 2026: every operation, every status."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
import yaml

from mock_apollo.apollo.records import NEW_CUSTOM_FIELD
from mock_apollo.contract.document import Contract
from mock_apollo.protocol.messages import JSON, Call, Reply
from tests.calls import ADA, DELETED, FYODOR, HIDDEN, JSON_TYPE, LABEL, NEW, UNKNOWN, content, new_apollo, with_key

EXAMPLES = {
    (operation, name): example
    for operation, examples in yaml.safe_load(Path(__file__).with_name("documented.yaml").read_text("utf-8")).items()
    for name, example in examples.items()
}
OPERATIONS = Contract.load().operations
IRISH, APOLLO_IO = "66e9abf95ac32901b20d1a0d", "63f53afe4ceeca00016bdd2f"
TEXT, PICKLIST, PART = "5b75f1c11dc2727d43ae3bb9", "617ff4041e711500a401c25e", "a" * 24
CONTACT = {"first_name": "Leo", "email": "leo@example.com", "label_names": ["Giants"], "direct_phone": "555-303-9182"}
KNOWN = {"email": "ada@example.com"}
ENTRIES = {"entity_ids": [FYODOR], "label_names": ["Giants"], "modality": "contacts"}


class Asked(NamedTuple):
    """A call of an operation: the ids in its path, its query, its body."""

    ids: tuple[str, ...] = ()
    query: str = ""
    body: Any = None


GRANTED = {  # a call for each example of 200, whose reply has the same members
    ("create-a-contact", "Result"): Asked(body=CONTACT),
    ("create-a-contact", "Deduplication-Result"): Asked(body={**KNOWN, "run_dedupe": True}),
    ("update-a-contact", "Result"): Asked((FYODOR,), body={}),
    ("view-a-contact", "Result"): Asked((FYODOR,)),
    ("search-for-contacts", "Result"): Asked(body={"contact_stage_ids": [NEW], "q_keywords": "Apollo.io"}),
    ("update-contact-stage", "Result"): Asked(query=f"contact_ids[]={FYODOR}&contact_stage_id={NEW}"),
    ("update-contact-ownership", "Result"): Asked(query=f"contact_ids[]={FYODOR}&owner_id=60affe7d6e270a00f5db6fe4"),
    ("bulk-create-contacts", "Result"): Asked(
        body={"contacts": [{}, {"email": "ada@example.com"}], "run_dedupe": True}
    ),
    ("bulk-update-contacts", "Result"): Asked(body={"contact_ids": [FYODOR]}),
    ("bulk-update-contacts", "Asynchronous-Update"): Asked(body={"contact_ids": [FYODOR], "async": True}),
    ("get-a-list-of-all-lists", "Result"): Asked(),
    ("create-a-list", "Result"): Asked(body={"name": "Poets", "modality": "contacts"}),
    ("update-a-list", "Result"): Asked((LABEL,), body={"name": "Poets"}),
    ("add-records-to-a-list", "Records added"): Asked(body=ENTRIES),
    ("add-records-to-a-list", "Nothing to change"): Asked(body={**ENTRIES, "entity_ids": []}),
    ("add-records-to-a-list", "Processing in background (async)"): Asked(body={**ENTRIES, "async": True}),
    ("remove-records-from-a-list", "Records removed"): Asked(body=ENTRIES),
    ("remove-records-from-a-list", "Nothing to change"): Asked(body={**ENTRIES, "label_names": []}),
    ("remove-records-from-a-list", "Processing in background (async)"): Asked(body={**ENTRIES, "async": True}),
    ("get-a-list-of-all-custom-fields", "Result"): Asked(),
    ("get-a-list-of-fields", "Result"): Asked(),
    ("create-a-custom-field", "Result"): Asked(body={"label": "X", "modality": "contact", "type": "string"}),
    ("update-a-custom-field", "Result"): Asked(body={"fields": [{"id": f"contact.{TEXT}", "label": "X"}]}),
    ("get-a-list-of-users", "Result"): Asked(),
    ("get-current-user-profile", "Without credit usage"): Asked(),
    ("get-current-user-profile", "With credit usage"): Asked(query="include_credit_usage=true"),
    ("create-an-account", "Result"): Asked(body={"name": "The Irish Copywriters"}),
    ("update-an-account", "Result"): Asked((IRISH,), body={}),
    ("view-an-account", "OK"): Asked((APOLLO_IO,)),
    ("search-for-accounts", "Result"): Asked(body={"q_organization_name": "Irish"}),
    ("list-account-stages", "Result"): Asked(),
}

COMPANY = "the fake has no company data except what clients and seeds provide"
USER = "the fake keeps the identity of a user, and no settings of Apollo's own pages"
NOT_SHOWN = {  # members of the examples that the fake leaves out, why, and how many it shows
    ("search-for-contacts", "contacts.account."): (COMPANY, 28),
    ("search-for-contacts", "contacts.organization."): (COMPANY, 2),
    ("view-an-account", "account."): (COMPANY, 36),
    ("get-a-list-of-users", "users."): (USER, 8),
}
OF_RECORDS = {"typed_custom_fields", "contact_campaign_status_tally"}  # their members are ids, not names


def ask(operation_id: str, asked: Asked, key: str = "demo", **settings: Any) -> Reply:
    """Return the reply of a fresh fake.

    One contact has a known email, one is on a list, and one custom field is the child of another.
    """
    apollo = new_apollo(**settings)
    if key == "demo":
        world = apollo.keys.open(key)
        world.put_contact({**world.contact(ADA), "email": KNOWN["email"]})
        world.put_contact({**world.contact(FYODOR), "label_ids": [LABEL, *world.lists.ids(["Giants"])]})
        world.admit()
        world.put_custom_field({**NEW_CUSTOM_FIELD, "id": PART, "name": "Part", "parent": f"contact.{TEXT}"})
    operation = OPERATIONS[operation_id]
    path = operation.path
    for name, value in zip(operation.ids, asked.ids, strict=True):
        path = path.replace(f"{{{name}}}", value)
    body = b"" if asked.body is None else orjson.dumps(asked.body)
    return apollo.answer(Call(operation.method, f"/api/v1{path}", asked.query, with_key(key, JSON_TYPE), body))


def missing_members(example: Any, shown: Any, where: str = "") -> Iterator[str]:
    """Yield the members that an example has and a reply lacks."""
    if isinstance(example, list) and isinstance(shown, list) and example and isinstance(example[0], dict):
        yield from missing_members(example[0], shown[0], where) if shown else [f"{where}[]"]
    if not isinstance(example, dict) or not isinstance(shown, dict) or where.rpartition(".")[2] in OF_RECORDS:
        return
    for name, value in example.items():
        place = f"{where}.{name}".removeprefix(".")
        if name not in shown:
            yield place
        else:
            yield from missing_members(value, shown[name], place)


def test_every_example_has_its_call() -> None:
    """Assumed: all examples of all operations are covered, except two that are not JSON."""
    assert EXAMPLES.keys() == GRANTED.keys()
    described = {operation for operation, _ in EXAMPLES} | {"list-contact-stages", "post_apiusage"}
    ours = {
        "update-a-contact-by-put",
        "update-an-account-by-put",
        "search-for-contacts-by-get",
        "auth-health",
    }  # in none of the vendor's documents
    assert described | ours == OPERATIONS.keys()


@pytest.mark.parametrize(("operation", "name"), EXAMPLES, ids=str)
def test_an_example_of_200_is_described_by_our_contract(operation: str, name: str) -> None:
    """Documented: what Apollo replies is valid in our contract."""
    validator = OPERATIONS[operation].replies[200, JSON]
    assert [error.message for error in validator.iter_errors(EXAMPLES[operation, name])] == []


@pytest.mark.parametrize(("operation", "name"), EXAMPLES, ids=str)
def test_the_fake_shows_every_member_of_an_example_of_200(operation: str, name: str) -> None:
    """Documented: all members, except those in NOT_SHOWN."""
    reply = ask(operation, GRANTED[operation, name])
    assert reply.status == 200, reply.body
    missing = [*missing_members(EXAMPLES[operation, name], content(reply))]
    for (of, where), (_, shown) in NOT_SHOWN.items():
        if of == operation:
            record = EXAMPLES[operation, name]
            for step in where.strip(".").split("."):
                record = record[step][0] if isinstance(record[step], list) else record[step]
            left_out = [place for place in missing if place.startswith(where)]
            assert len(record.keys() - {place.removeprefix(where) for place in left_out}) == shown
            missing = [place for place in missing if place not in left_out]
    assert missing == []


def wrong_id(value: str) -> dict[str, str]:
    """The words of Apollo for a malformed id."""
    return {"error": f"Parameters misconfigured. {value} is not a valid ID"}


MISSING_IDS = {"error": "Required parameter 'contact_ids' missing"}
NO_CONTACTS = {"error": 'Please provide an array of contact attributes in the "contact_attributes" parameter.'}
TAKEN = {"error": "Conference 2024 - Maui already exists", "skip_alert_dialog": True}
MAPPED = {"name": "Mapped", "mapped_crm_id": "1"}
OF_THE_TEXT = {"id": f"contact.{TEXT}"}

REFUSED: list[tuple[str, Asked, int, Any]] = [  # every documented 404 and 422, and the 403 that is not for the key
    (
        "create-a-contact",
        Asked(body={"account_id": "63f53afe4ceeca00016bdd2fsfsdf"}),
        422,
        "63f53afe4ceeca00016bdd2fsfsdf",
    ),
    ("create-a-contact", Asked(body={"contact_stage_id": "2342432"}), 422, "2342432"),
    ("update-a-contact", Asked((FYODOR,), body={"account_id": "5234234"}), 422, "5234234"),
    ("update-a-contact", Asked((FYODOR,), body={"contact_stage_id": "2342432"}), 422, "2342432"),
    (
        "update-a-contact",
        Asked((DELETED,), body={}),
        422,
        {"error": "Cannot update contact as it is deleted.", "deleted_contact_ids": [DELETED]},
    ),
    ("view-a-contact", Asked((UNKNOWN,)), 422, {"error": "Oops! This contact does not exist in Apollo."}),
    ("view-a-contact", Asked((DELETED,)), 422, {"error": "This contact has been deleted."}),
    ("view-a-contact", Asked((HIDDEN,)), 422, {"error": "You are not authorized to view this page."}),
    ("update-contact-stage", Asked(query=f"contact_stage_id={NEW}"), 422, MISSING_IDS),
    ("update-contact-ownership", Asked(query="owner_id=60affe7d6e270a00f5db6fe4"), 422, MISSING_IDS),
    ("bulk-create-contacts", Asked(body={}), 422, NO_CONTACTS),
    ("bulk-create-contacts", Asked(body={"contacts": "x"}), 422, NO_CONTACTS),
    (
        "bulk-create-contacts",
        Asked(body={"contacts": [{}] * 101}),
        422,
        {"error": "Please limit your array to 100 contacts or fewer."},
    ),
    ("bulk-update-contacts", Asked(body={}), 422, {"error": "Please provide either contact_ids or contact_attributes"}),
    (
        "bulk-update-contacts",
        Asked(body={"contact_ids": [FYODOR] * 1001}),
        422,
        {"error": "Please limit your array to fewer than 1000."},
    ),
    (
        "bulk-update-contacts",
        Asked(body={"contact_attributes": [{"id": FYODOR, "email": "x"}]}),
        422,
        {
            "error": "Validation failed",
            "error_details": {"contact_id": FYODOR, "field": "email", "message": "Invalid email format"},
        },
    ),
    ("create-a-list", Asked(body={"modality": "contacts"}), 422, {"error": "Please enter a non-empty name!"}),
    ("create-a-list", Asked(body={"name": "X"}), 422, {"error": "Please enter a non-empty modality!"}),
    ("create-a-list", Asked(body={"name": "X", "modality": "x"}), 422, {"error": "Please enter a valid modality!"}),
    ("create-a-list", Asked(body={"name": "Conference 2024 - Maui", "modality": "contacts"}), 422, TAKEN),
    (
        "update-a-list",
        Asked(("6612a4b7c8d9e0f123456789",), body={"name": "X"}),
        404,
        {"message": "Could not find label with id 6612a4b7c8d9e0f123456789", "error": "Record not found."},
    ),
    ("update-a-list", Asked((LABEL,), body={}), 422, {"error": "Please enter a non-empty name!"}),
    ("update-a-list", Asked((LABEL,), body={"name": "Conference 2024 - Maui"}), 422, TAKEN),
    ("add-records-to-a-list", Asked(body={**ENTRIES, "modality": "leads"}), 422, {"error": "Invalid modality: leads."}),
    (
        "remove-records-from-a-list",
        Asked(body={**ENTRIES, "modality": "leads"}),
        422,
        {"error": "Invalid modality: leads."},
    ),
    (
        "update-a-custom-field",
        Asked(
            body={
                "fields": [
                    {"id": f"contact.{PICKLIST}", "meta": {"picklist_values": [{"mapped_crm_id": "1", "name": "x"}]}}
                ]
            }
        ),
        403,
        {"error": "CRM Mapping cannot be configured using API Call"},
    ),
    (
        "update-a-custom-field",
        Asked(body={"fields": [{"id": f"contact.{PICKLIST}", "meta": {"picklist_values": []}}]}),
        422,
        {"error": "Picklist fields must have at least one option"},
    ),
    (
        "update-a-custom-field",
        Asked(body={"fields": [{**OF_THE_TEXT, "type": "number"}]}),
        422,
        {"error": "Cannot change field type after creation"},
    ),
    (
        "update-a-custom-field",
        Asked(body={"fields": [{"id": f"contact.{PART}"}]}),
        422,
        {"error": "Child fields cannot be updated directly"},
    ),
    (
        "update-a-custom-field",
        Asked(body={"fields": [{"id": f"contact.{UNKNOWN}"}]}),
        422,
        {"error": "Some fields could not be found"},
    ),
    (
        "update-a-custom-field",
        Asked(body={"fields": [{**OF_THE_TEXT, "label": "powerup_x"}]}),
        422,
        {"error": "Field name with prefix 'powerup_' is not allowed. Please use another name."},
    ),
    ("create-an-account", Asked(body={}), 422, {"error": "Please specify at least a name or domain."}),
    ("update-an-account", Asked(("account_id",), body={}), 422, "account_id"),
    ("update-an-account", Asked((IRISH,), body={"owner_id": "23423423"}), 422, "23423423"),
    ("update-an-account", Asked((IRISH,), body={"account_stage_id": "78977"}), 422, "78977"),
    ("view-an-account", Asked(("id",)), 422, "id"),
    (
        "search-for-accounts",
        Asked(body={"sort_by_field": "x"}),
        422,
        {"error": "Invalid sort criteria", "skip_alert_dialog": True},
    ),
    (
        "search-for-accounts",
        Asked(body={"account_stage_ids": ["x"]}),
        422,
        {"error": "Your search parameters are entered incorrectly. Did you try to edit the URL directly?"},
    ),
]


@pytest.mark.parametrize(("operation", "asked", "status", "body"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_documented_refusal_is_given_word_for_word(operation: str, asked: Asked, status: int, body: Any) -> None:
    """Documented: each 404 and 422 of each operation; a text in the table means a malformed id."""
    reply = ask(operation, asked)
    assert (reply.status, content(reply)) == (status, wrong_id(body) if isinstance(body, str) else body)


LIMITED_AS = {  # what a documented 429 calls an operation, where it is not the path
    "create-a-list": "api/v1/labels/create",
    "update-a-list": "api/v1/labels/update",
}
WITHOUT_429 = {"view-an-account", "post_apiusage", "get-current-user-profile", "create-a-custom-field"}
LIMITED = sorted(OPERATIONS.keys() - WITHOUT_429 - {"auth-health"})
IDS = {"contact_id": FYODOR, "account_id": IRISH, "id": LABEL}


@cache
def refused_early(operation: str) -> Asked:
    """A call that is refused before its fields are read."""
    return Asked(tuple(IDS[name] for name in OPERATIONS[operation].ids))


@pytest.mark.parametrize("operation", LIMITED)
def test_the_words_of_a_429_are_those_of_the_operation(operation: str) -> None:
    """Documented: with the name of the operation; the number and the window are those of the settings."""
    name = LIMITED_AS.get(operation, f"api/v1{OPERATIONS[operation].path}")
    words = f"The maximum number of api calls allowed for {name} is 0 times per hour. "
    reply = ask(operation, refused_early(operation), rate_limit="hour=0")
    more = "Please upgrade your plan from https://app.apollo.io/#/settings/plans/upgrade."
    assert (reply.status, content(reply)) == (429, {"message": words + more})


@pytest.mark.parametrize("operation", sorted(OPERATIONS.keys() - {"auth-health"}))
def test_the_words_of_401_and_403_are_the_same_everywhere(operation: str) -> None:
    """Documented: except those in NOT_SAID."""
    reply = ask(operation, refused_early(operation), key="invalid")
    assert (reply.status, reply.body) == (401, b"Invalid access credentials.")
    words = f"This API key is not authorized to access api/v1/{OPERATIONS[operation].action}. "
    more = "Request an API key from your administrator that includes this endpoint in its configured scope."
    reply = ask(operation, refused_early(operation), key="limited", scopes={"limited": []})
    assert (reply.status, content(reply)) == (403, {"error": words + more, "error_code": "API_INACCESSIBLE"})


NOT_SAID = {  # words of the vendor's document that the fake does not reply with, and why; a table in the docs
    "401 `Invalid API key. See https://docs.apollo.io/reference/authentication for how to authenticate.`": (
        "the document of Update a Contact and live replies have other words"
    ),
    "401 of view-a-contact as `application/json`": "all other 401 are text, and clients rely on it",
    "403 of view-a-contact with `api/v1/contacts/{contact_id}`": "the scopes of keys call it `contacts/show`",
    "403 of create-a-custom-field, `api/v1/fields this api_key`": "not a sentence; it has the words of the others",
    "403 `This endpoint is only available to Apollo users on paid plans.`": "no plan restricts calls here",
    "403 `You do not have permission to access lists. ...`": "users have no permissions of their own here",
    "429 of fields with `API calls` and `To change your rate limit, ...`": "one sentence everywhere; clients parse it",
    "500 `An error occurred while creating contacts. Please try again.`": "only an injected fault replies 500",
}
