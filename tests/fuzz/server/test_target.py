"""The fake that is fuzzed, and the contract that fits its world."""

from typing import Any

import orjson
import pytest

from mock_apollo.contract.files import openapi_file
from mock_apollo.fuzz.server.rounds import LAWFUL, live_ids
from mock_apollo.fuzz.server.target import VIOLATIONS, about_contacts, narrowed, only_paths

CONTRACT: dict[str, Any] = orjson.loads(openapi_file("contract.json").read_bytes())
IDS = live_ids(LAWFUL)
CONTACT = "/contacts/{contact_id}"


def update_of(document: dict[str, Any]) -> dict[str, Any]:
    """The operation `update-a-contact`."""
    operation: dict[str, Any] = document["paths"][CONTACT]["patch"]
    return operation


def body_of(operation: dict[str, Any]) -> dict[str, Any]:
    """The schemas of the members of its body."""
    members: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]["properties"]
    return members


def test_ids_in_a_path_are_those_of_the_world() -> None:
    """Assumed: an enum, so that a call can succeed."""
    (parameter,) = [p for p in update_of(narrowed(CONTRACT, IDS, closed=False))["parameters"] if p["in"] == "path"]
    assert parameter["schema"]["enum"] == IDS["contact_id"]
    assert "example" not in parameter


@pytest.mark.parametrize(("closed", "keyword"), [(False, "format"), (True, "enum")])
def test_ids_in_a_body_may_be_of_a_scenario_unless_the_world_is_closed(closed: bool, keyword: str) -> None:  # noqa: FBT001
    """Assumed: a format allows ids that a scenario has created, an enum does not."""
    stage = body_of(update_of(narrowed(CONTRACT, IDS, closed=closed)))["contact_stage_id"]
    expected = "contact_stage_id" if keyword == "format" else IDS["contact_stage_id"]
    assert stage[keyword] == expected
    assert stage["example"] == IDS["contact_stage_id"][0]


def test_the_contract_itself_is_not_changed() -> None:
    """Assumed: narrowing works on a copy, and leaves other fields free."""
    before = orjson.dumps(CONTRACT)
    narrow = narrowed(CONTRACT, IDS, closed=True)
    assert orjson.dumps(CONTRACT) == before
    assert body_of(update_of(narrow))["title"] == body_of(update_of(CONTRACT))["title"]


def test_only_paths_that_name_contacts_are_about_contacts() -> None:
    """Assumed: each operation of a path has an id of a contact among its parameters."""
    assert about_contacts(CONTRACT)["paths"].keys() == {CONTACT, "/contacts/update_stages", "/contacts/update_owners"}


def test_a_path_that_is_kept_keeps_all_its_methods() -> None:
    """Assumed: a method that was left out would be reported as undeclared."""
    paths = only_paths(CONTRACT, {CONTACT})["paths"]
    assert paths == {CONTACT: CONTRACT["paths"][CONTACT]}


@pytest.mark.parametrize(
    ("line", "is_violation"),
    [
        ("  error invalid-reply: the body at $.contact: 7 is not an object", True),
        ("  error undeclared-reply: 418", True),
        ("Traceback (most recent call last):", True),
        ("  error invalid-value at $.title: title must be a string", False),
    ],
)
def test_the_log_is_read_for_faults_of_the_fake_alone(line: str, is_violation: bool) -> None:  # noqa: FBT001
    """Assumed: what the client broke is no fault of the fake."""
    assert bool(VIOLATIONS.search(f"PATCH /api/v1/contacts 200\n{line}\n")) is is_violation
