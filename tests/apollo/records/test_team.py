"""Tests of the members of a team's stages, lists, custom fields and users."""

from typing import Any, get_args, get_type_hints

import orjson
import pytest

from mock_apollo.apollo.records import (
    NEW_ACCOUNT_STAGE,
    NEW_CUSTOM_FIELD,
    NEW_LABEL,
    NEW_STAGE,
    NEW_USER,
    AccountStage,
    CustomField,
    Label,
    Modality,
    PicklistValue,
    Stage,
    User,
)
from mock_apollo.contract.files import openapi_file
from tests.apollo.api.test_documented import EXAMPLES

PATHS = orjson.loads(openapi_file("contract.json").read_bytes())["paths"]


def reply(path: str, method: str = "get") -> Any:
    """Return the description of an operation's reply of status 200."""
    return PATHS[path][method]["responses"]["200"]["content"]["application/json"]


UPDATED = reply("/contacts/{contact_id}", "patch")["examples"]["Result"]["value"]
STAGES = reply("/contact_stages")["schema"]["properties"]["contact_stages"]["items"]["properties"]
FIELDS = reply("/typed_custom_fields")["schema"]["properties"]["typed_custom_fields"]["items"]["properties"]
USER = EXAMPLES["get-a-list-of-users", "Result"]["users"][0]


@pytest.mark.parametrize(
    ("record", "new", "shown"),
    [
        (Label, NEW_LABEL, UPDATED["labels"][0]),
        (Stage, NEW_STAGE, STAGES),
        (AccountStage, NEW_ACCOUNT_STAGE, EXAMPLES["list-account-stages", "Result"]["account_stages"][0]),
        (User, NEW_USER, {name: value for name, value in USER.items() if name in NEW_USER}),
    ],
    ids=["label", "contact stage", "account stage", "user"],
)
def test_a_default_record_has_the_documented_members_in_apollos_order(
    record: type, new: dict[str, Any], shown: dict[str, Any]
) -> None:
    """Documented: by examples, and for contact stages by the contract; of a user only some members are stored."""
    assert list(new) == list(record.__annotations__) == list(shown)
    assert new["id"] == ""


def test_a_custom_field_has_two_members_that_a_reply_does_not_list() -> None:
    """Documented: a field that is a part of another names it as `parent`; the time of its creation is kept."""
    assert list(NEW_CUSTOM_FIELD) == list(CustomField.__annotations__)
    assert NEW_CUSTOM_FIELD.keys() - FIELDS.keys() == {"parent", "created_at"}
    assert FIELDS.keys() < NEW_CUSTOM_FIELD.keys()
    assert list(PicklistValue.__annotations__) == ["id", "name"]


@pytest.mark.parametrize(
    ("record", "name", "new"),
    [
        (Label, "modality", NEW_LABEL),
        (CustomField, "modality", NEW_CUSTOM_FIELD),
        (CustomField, "type", NEW_CUSTOM_FIELD),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_default_choice_is_one_of_the_choices(record: type, name: str, new: dict[str, Any]) -> None:
    """Documented: lists are of contacts, fields are texts of contacts, unless the team says otherwise."""
    assert new[name] in get_args(get_type_hints(record)[name])


def test_a_field_has_the_types_that_can_be_created_and_picklists() -> None:
    """Documented: picklists are set up on Apollo's pages only; the modalities are those of the contract."""
    described = PATHS["/fields"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    types = {*get_args(get_type_hints(CustomField)["type"])}
    assert types == {*described["type"]["enum"], "picklist", "multipicklist"}
    assert [*get_args(get_type_hints(CustomField)["modality"])] == described["modality"]["enum"]
    assert [*get_args(Modality)] == ["contacts", "accounts", "emailer_campaigns"]
