"""What does Apollo store for a team? Its stages, lists, custom fields and users."""

from typing import Literal

from typing_extensions import TypedDict

Modality = Literal["contacts", "accounts", "emailer_campaigns"]


class Label(TypedDict, total=False):
    """A list that records can be on (documented)."""

    id: str
    modality: Modality
    cached_count: int
    name: str
    created_at: str
    updated_at: str
    user_id: str | None


class Stage(TypedDict, total=False):
    """A step of the team's process that a contact is in (documented)."""

    id: str
    team_id: str | None
    display_name: str
    name: str
    display_order: int
    ignore_trigger_override: bool | None
    category: Literal["in_progress", "succeeded", "failed"] | None
    is_meeting_set: bool | None


class AccountStage(TypedDict, total=False):
    """A step of the team's process that an account is in (documented)."""

    id: str
    team_id: str | None
    display_name: str
    name: str
    display_order: int
    default_exclude_for_leadgen: bool
    category: Literal["in_progress", "succeeded", "failed"] | None
    is_meeting_set: bool | None


class PicklistValue(TypedDict):
    """One option of a picklist; clients send its `id`, not its name (documented)."""

    id: str
    name: str


class CustomField(TypedDict, total=False):
    """A field that the team added to its records (documented); one with a `parent` is a part of another."""

    id: str
    name: str
    type: Literal["string", "textarea", "number", "date", "datetime", "boolean", "picklist", "multipicklist"]
    modality: Literal["contact", "account", "opportunity"]
    picklist_values: list[PicklistValue]
    text_field_max_length: int | None
    parent: str | None
    created_at: str


class User(TypedDict, total=False):
    """A member of the team."""

    id: str
    first_name: str | None
    last_name: str | None
    title: str | None
    email: str | None


NEW_LABEL: Label = {
    "id": "",
    "modality": "contacts",
    "cached_count": 0,
    "name": "",
    "created_at": "",
    "updated_at": "",
    "user_id": None,
}

NEW_STAGE: Stage = {
    "id": "",
    "team_id": None,
    "display_name": "",
    "name": "",
    "display_order": 0,
    "ignore_trigger_override": None,
    "category": None,
    "is_meeting_set": None,
}

NEW_ACCOUNT_STAGE: AccountStage = {
    "id": "",
    "team_id": None,
    "display_name": "",
    "name": "",
    "display_order": 0,
    "default_exclude_for_leadgen": False,
    "category": None,
    "is_meeting_set": None,
}

NEW_CUSTOM_FIELD: CustomField = {
    "id": "",
    "name": "",
    "type": "string",
    "modality": "contact",
    "picklist_values": [],
    "text_field_max_length": None,
    "parent": None,
    "created_at": "",
}

NEW_USER: User = {"id": "", "first_name": None, "last_name": None, "title": None, "email": None}
