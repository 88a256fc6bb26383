"""What does Apollo store? Contacts, accounts, stages, lists, custom fields, users.

A record is the JSON object that Apollo shows: its members have Apollo's names and stand in Apollo's
order. Records are frozen by agreement: to change one, put a changed copy in its place.
"""

from mock_apollo.apollo.records.account import NEW_ACCOUNT, Account, listed_account, shown_account
from mock_apollo.apollo.records.contact import (
    NEW_CONTACT,
    NEW_PHONE,
    Contact,
    ContactEmail,
    PhoneNumber,
    PhoneType,
    without_place,
)
from mock_apollo.apollo.records.kinds import CONTACT_KINDS, KINDS, Kind, Records
from mock_apollo.apollo.records.team import (
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

__all__ = [
    "CONTACT_KINDS",
    "KINDS",
    "NEW_ACCOUNT",
    "NEW_ACCOUNT_STAGE",
    "NEW_CONTACT",
    "NEW_CUSTOM_FIELD",
    "NEW_LABEL",
    "NEW_PHONE",
    "NEW_STAGE",
    "NEW_USER",
    "Account",
    "AccountStage",
    "Contact",
    "ContactEmail",
    "CustomField",
    "Kind",
    "Label",
    "Modality",
    "PhoneNumber",
    "PhoneType",
    "PicklistValue",
    "Records",
    "Stage",
    "User",
    "listed_account",
    "shown_account",
    "without_place",
]
