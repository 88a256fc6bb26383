"""What does Apollo keep of a company?"""

from typing import Any

from typing_extensions import TypedDict


class Account(TypedDict, total=False):
    """A company that the team has added to its database (documented; the last two do not show among others)."""

    id: str
    domain: str | None
    name: str | None
    team_id: str | None
    organization_id: str | None
    account_stage_id: str | None
    source: str
    original_source: str
    creator_id: str | None
    owner_id: str | None
    created_at: str
    phone: str | None
    phone_status: str
    hubspot_id: str | None
    salesforce_id: str | None
    crm_owner_id: str | None
    parent_account_id: str | None
    linkedin_url: str | None
    sanitized_phone: str | None
    account_playbook_statuses: list[Any]
    account_rule_config_statuses: list[Any]
    existence_level: str
    label_ids: list[str]
    typed_custom_fields: dict[str, str]
    custom_field_errors: dict[str, str]
    modality: str
    source_display_name: str
    crm_record_url: str | None
    show_intent: bool
    has_intent_signal_account: bool
    intent_signal_account: Any
    raw_address: str | None
    updated_at: str


NEW_ACCOUNT: Account = {
    "id": "",
    "domain": None,
    "name": None,
    "team_id": None,
    "organization_id": None,
    "account_stage_id": None,
    "source": "api",
    "original_source": "api",
    "creator_id": None,
    "owner_id": None,
    "created_at": "",
    "phone": None,
    "phone_status": "no_status",
    "hubspot_id": None,
    "salesforce_id": None,
    "crm_owner_id": None,
    "parent_account_id": None,
    "linkedin_url": None,
    "sanitized_phone": None,
    "account_playbook_statuses": [],
    "account_rule_config_statuses": [],
    "existence_level": "full",
    "label_ids": [],
    "typed_custom_fields": {},
    "custom_field_errors": {},
    "modality": "account",
    "source_display_name": "Created from API",
    "crm_record_url": None,
    "show_intent": False,
    "has_intent_signal_account": False,
    "intent_signal_account": None,
    "raw_address": None,
    "updated_at": "",
}

KEPT = {"raw_address", "updated_at"}


def shown_account(account: Account) -> dict[str, Any]:
    """An account as it stands in replies (documented)."""
    return {name: value for name, value in account.items() if name not in KEPT}


def listed_account(account: Account, num_contacts: int) -> dict[str, Any]:
    """An account as it is found or viewed (documented); the fake sends no campaigns."""
    return {
        **shown_account(account),
        "contact_emailer_campaign_ids": [],
        "contact_campaign_status_tally": {},
        "num_contacts": num_contacts,
        "last_activity_date": None,
    }
