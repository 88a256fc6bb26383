"""What does Apollo store for a contact?"""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

PhoneType = Literal["work_direct", "work_hq", "mobile", "home", "other"]


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


class ContactEmail(TypedDict):
    """One of several addresses of a contact (observed); `position` is its place, from 0."""

    email: str
    email_md5: NotRequired[str]
    email_sha256: NotRequired[str]
    email_status: NotRequired[str | None]
    email_source: NotRequired[str | None]
    extrapolated_email_confidence: NotRequired[float | None]
    position: NotRequired[int]
    email_from_customer: NotRequired[bool | None]
    free_domain: NotRequired[bool]


class Contact(TypedDict, total=False):
    """A person in the team's database (documented: these 71 members)."""

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
    contact_emails: list[ContactEmail]
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


def without_place(contact: Contact) -> dict[str, Any]:
    """A contact as it stands among others (documented)."""
    shown = {name: value for name, value in contact.items() if name not in PLACE}
    return {**shown, "contact_campaign_statuses": []}
