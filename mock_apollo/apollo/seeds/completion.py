"""What does Apollo derive or preset where a seed gives nothing?"""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from mock_apollo.apollo.ids import NewIds
from mock_apollo.apollo.records import (
    NEW_ACCOUNT,
    NEW_ACCOUNT_STAGE,
    NEW_CONTACT,
    NEW_CUSTOM_FIELD,
    NEW_LABEL,
    NEW_PHONE,
    NEW_STAGE,
    NEW_USER,
    Account,
    AccountStage,
    Contact,
    CustomField,
    Label,
    PhoneNumber,
    Records,
    Stage,
    User,
)
from mock_apollo.apollo.seeds.form import Seed
from mock_apollo.apollo.values.names_and_emails import from_address, from_email, from_names
from mock_apollo.apollo.values.phones import first_sanitized, sanitize

PLACE = {"city", "state", "country", "time_zone"}

Record = TypeVar("Record", Contact, Account, Stage, AccountStage, Label, CustomField, User)


def completed(seed: Seed, now: str, new_id: NewIds) -> Records:
    """All records in full."""
    stages = _by_id(seed.contact_stages, NEW_STAGE, new_id)
    account_stages = _by_id(seed.account_stages, NEW_ACCOUNT_STAGE, new_id)
    users = _by_id(seed.users, NEW_USER, new_id)
    team_id = next((stage["team_id"] for stage in stages.values()), None)
    defaults = _Defaults(
        team_id, next(iter(stages), None), next(iter(account_stages), None), next(iter(users), None), now
    )
    accounts = _by_id([_completed_account(account, defaults) for account in seed.accounts], NEW_ACCOUNT, new_id)

    def in_full(contacts: list[Contact]) -> dict[str, Contact]:
        return _by_id([_completed_contact(contact, defaults, accounts) for contact in contacts], NEW_CONTACT, new_id)

    return Records(
        contacts=in_full(seed.contacts),
        deleted_contacts=in_full(seed.deleted_contacts),
        hidden_contacts=in_full(seed.hidden_contacts),
        accounts=accounts,
        stages=stages,
        account_stages=account_stages,
        labels=_by_id(seed.labels, {**NEW_LABEL, "created_at": now, "updated_at": now}, new_id),
        custom_fields=_by_id(seed.typed_custom_fields, {**NEW_CUSTOM_FIELD, "created_at": now}, new_id),
        users=users,
    )


def _by_id(records: Iterable[Record], new: Record, new_id: NewIds) -> dict[str, Record]:
    """The records in full, each under its id, which is made when it is missing."""
    by_id: dict[str, Record] = {}
    for given in records:
        record: Any = {**new, **given}
        record["id"] = record["id"] or new_id()
        by_id[record["id"]] = record
    return by_id


class _Defaults(NamedTuple):
    team_id: str | None
    stage_id: str | None
    account_stage_id: str | None
    user_id: str | None
    now: str


def _completed_account(given: Account, defaults: _Defaults) -> Account:
    """The account with what Apollo derives or presets where nothing is given."""
    derived: Account = {
        "team_id": defaults.team_id,
        "account_stage_id": defaults.account_stage_id,
        "owner_id": defaults.user_id,
        "created_at": defaults.now,
        "updated_at": given.get("created_at", defaults.now),
        "sanitized_phone": sanitize(given.get("phone") or ""),
    }
    return {**derived, **given}


def _completed_contact(given: Contact, defaults: _Defaults, accounts: dict[str, Account]) -> Contact:
    """The contact with what Apollo derives or presets where nothing is given."""
    account = accounts.get(given.get("account_id") or "", NEW_ACCOUNT)
    owner_id = given.get("owner_id", defaults.user_id)
    phones = [_numbered(phone, place) for place, phone in enumerate(given.get("phone_numbers", []))]
    derived: Contact = {
        **from_names(given.get("first_name"), given.get("last_name")),
        **from_email(given.get("email")),
        **(from_address(given.get("present_raw_address")) if given.keys().isdisjoint(PLACE) else {}),
        "contact_stage_id": defaults.stage_id,
        "owner_id": owner_id,
        "creator_id": owner_id,
        "organization_name": account["name"],
        "organization_id": account["organization_id"],
        "created_at": defaults.now,
        "updated_at": given.get("created_at", defaults.now),
    }
    return {**derived, **given, "phone_numbers": phones, "sanitized_phone": first_sanitized(phones)}


def _numbered(phone: PhoneNumber, position: int) -> PhoneNumber:
    sanitized = sanitize(phone.get("raw_number", ""))
    return {**NEW_PHONE, "sanitized_number": sanitized, **phone, "position": position}
