"""What Apollo keeps: contacts, accounts, stages, lists, custom fields, users.

A record is the JSON object that Apollo shows: its members have Apollo's names and stand in Apollo's
order. Records are frozen by agreement: whoever changes one puts a changed copy in its place.
"""

from typing import Any, Literal

from typing_extensions import TypedDict

Json = dict[str, Any]

PhoneType = Literal["work_direct", "work_hq", "mobile", "home", "other"]


Modality = Literal["contacts", "accounts", "emailer_campaigns"]


class PhoneNumber(TypedDict, total=False):
    """One number of a contact; `position` is its place, from 0 (documented)."""

    raw_number: str
    sanitized_number: str | None
    type: PhoneType
    position: int
    status: str
    dnc_status: str | None
    dnc_other_info: Any
    dialer_flags: Any


class Contact(TypedDict, total=False):
    """A person whom the team has added to its database (documented: these 71 members)."""

    contact_roles: list[Any]
    id: str
    first_name: str | None
    last_name: str | None
    name: str
    linkedin_url: str | None
    title: str | None
    contact_stage_id: str | None
    owner_id: str | None
    creator_id: str | None
    person_id: str | None
    email_needs_tickling: bool | None
    organization_name: str | None
    source: str
    original_source: str
    organization_id: str | None
    headline: str | None
    photo_url: str | None
    present_raw_address: str | None
    linkedin_uid: str | None
    extrapolated_email_confidence: float | None
    salesforce_id: str | None
    salesforce_lead_id: str | None
    salesforce_contact_id: str | None
    salesforce_account_id: str | None
    crm_owner_id: str | None
    created_at: str
    emailer_campaign_ids: list[str]
    direct_dial_status: str | None
    direct_dial_enrichment_failed_at: str | None
    email_status: str | None
    email_source: str | None
    account_id: str | None
    last_activity_date: str | None
    hubspot_vid: str | None
    hubspot_company_id: str | None
    crm_id: str | None
    sanitized_phone: str | None
    merged_crm_ids: Any
    updated_at: str
    queued_for_crm_push: bool
    suggested_from_rule_engine_config_id: str | None
    email_unsubscribed: bool | None
    label_ids: list[str]
    typed_custom_fields: dict[str, str]
    has_pending_email_arcgate_request: bool
    has_email_arcgate_request: bool
    existence_level: str
    email: str | None
    email_from_customer: bool | None
    custom_field_errors: dict[str, str]
    crm_record_url: str | None
    email_status_unavailable_reason: str | None
    email_true_status: str | None
    updated_email_true_status: bool | None
    contact_rule_config_statuses: list[Any]
    source_display_name: str
    twitter_url: str | None
    contact_emails: list[Any]
    next_contact_id: str | None
    time_zone: str | None
    city: str | None
    state: str | None
    country: str | None
    intent_strength: str | None
    show_intent: bool
    phone_numbers: list[PhoneNumber]
    account_phone_note: str | None
    free_domain: bool
    is_likely_to_engage: bool
    email_domain_catchall: bool


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


class PicklistValue(TypedDict):
    """One option of a picklist; clients send its `id`, not its name (documented)."""

    id: str
    name: str


class CustomField(TypedDict, total=False):
    """A field that the team added to its contacts (documented)."""

    id: str
    name: str
    type: Literal["string", "textarea", "number", "date", "datetime", "boolean", "picklist", "multipicklist"]
    modality: Literal["contact", "account", "opportunity"]
    picklist_values: list[PicklistValue]
    text_field_max_length: int | None


class Account(TypedDict, total=False):
    """A company that the team has added to its database."""

    id: str
    name: str | None
    domain: str | None
    organization_id: str | None


class User(TypedDict, total=False):
    """A member of the team."""

    id: str
    first_name: str | None
    last_name: str | None
    title: str | None
    email: str | None


NEW_PHONE: PhoneNumber = {
    "raw_number": "",
    "sanitized_number": None,
    "type": "work_direct",
    "position": 0,
    "status": "no_status",
    "dnc_status": None,
    "dnc_other_info": None,
    "dialer_flags": None,
}

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

NEW_CUSTOM_FIELD: CustomField = {
    "id": "",
    "name": "",
    "type": "string",
    "modality": "contact",
    "picklist_values": [],
    "text_field_max_length": None,
}

NEW_ACCOUNT: Account = {"id": "", "name": None, "domain": None, "organization_id": None}

NEW_USER: User = {"id": "", "first_name": None, "last_name": None, "title": None, "email": None}

NEW_CONTACT: Contact = {
    "contact_roles": [],
    "id": "",
    "first_name": None,
    "last_name": None,
    "name": "",
    "linkedin_url": None,
    "title": None,
    "contact_stage_id": None,
    "owner_id": None,
    "creator_id": None,
    "person_id": None,
    "email_needs_tickling": None,
    "organization_name": None,
    "source": "api",
    "original_source": "api",
    "organization_id": None,
    "headline": None,
    "photo_url": None,
    "present_raw_address": None,
    "linkedin_uid": None,
    "extrapolated_email_confidence": None,
    "salesforce_id": None,
    "salesforce_lead_id": None,
    "salesforce_contact_id": None,
    "salesforce_account_id": None,
    "crm_owner_id": None,
    "created_at": "",
    "emailer_campaign_ids": [],
    "direct_dial_status": None,
    "direct_dial_enrichment_failed_at": None,
    "email_status": None,
    "email_source": None,
    "account_id": None,
    "last_activity_date": None,
    "hubspot_vid": None,
    "hubspot_company_id": None,
    "crm_id": None,
    "sanitized_phone": None,
    "merged_crm_ids": None,
    "updated_at": "",
    "queued_for_crm_push": False,
    "suggested_from_rule_engine_config_id": None,
    "email_unsubscribed": None,
    "label_ids": [],
    "typed_custom_fields": {},
    "has_pending_email_arcgate_request": False,
    "has_email_arcgate_request": False,
    "existence_level": "full",
    "email": None,
    "email_from_customer": None,
    "custom_field_errors": {},
    "crm_record_url": None,
    "email_status_unavailable_reason": None,
    "email_true_status": None,
    "updated_email_true_status": None,
    "contact_rule_config_statuses": [],
    "source_display_name": "Created from API",
    "twitter_url": None,
    "contact_emails": [],
    "next_contact_id": None,
    "time_zone": None,
    "city": None,
    "state": None,
    "country": None,
    "intent_strength": None,
    "show_intent": False,
    "phone_numbers": [],
    "account_phone_note": None,
    "free_domain": False,
    "is_likely_to_engage": False,
    "email_domain_catchall": False,
}

PLACE = {"city", "state", "country", "time_zone", "next_contact_id"}  # what only a look at one contact shows


def without_place(contact: Contact) -> Json:
    """A contact as it stands among others (documented)."""
    shown = {name: value for name, value in contact.items() if name not in PLACE}
    return {**shown, "contact_campaign_statuses": []}
