"""What does Apollo derive or preset where a seed gives nothing?"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from mock_apollo.apollo.ids import NewIds
from mock_apollo.apollo.records import (
    KINDS,
    NEW_ACCOUNT,
    NEW_PHONE,
    Account,
    Contact,
    CustomField,
    Label,
    PhoneNumber,
    Records,
)
from mock_apollo.apollo.seeds.form import Given
from mock_apollo.apollo.values.names_and_emails import from_address, from_email, from_names
from mock_apollo.apollo.values.phones import first_sanitized, sanitize

PLACE = {"city", "state", "country", "time_zone"}


class _Context(NamedTuple):
    """The time of records that have none, and the kinds that are complete: records by id."""

    now: str
    complete: Mapping[str, Mapping[str, Any]]

    def first_id(self, kind: str) -> str | None:
        return next(iter(self.complete[kind]), None)


def completed(given: Given, now: str, new_id: NewIds) -> Records:
    """Return all records of a seed in full; `now` is the timestamp of those that have none."""
    complete: dict[str, dict[str, Any]] = {}
    for name, kind in KINDS.items():
        complete_one = COMPLETIONS.get(kind.record, _as_given)
        context = _Context(now, complete)
        complete[name] = _by_id((complete_one(record, context) for record in given[name]), kind.new, new_id)
    return Records(**complete)


def _by_id(records: Iterable[Any], new: Mapping[str, Any], new_id: NewIds) -> dict[str, Any]:
    """Return the records with Apollo's defaults, by id; one without an id gets a new one."""
    by_id: dict[str, Any] = {}
    for given in records:
        record: Any = {**new, **given}
        record["id"] = record["id"] or new_id()
        by_id[record["id"]] = record
    return by_id


def _as_given(given: Any, _: _Context) -> Any:
    return given


def _completed_label(given: Label, context: _Context) -> Label:
    return {"created_at": context.now, "updated_at": context.now, **given}


def _completed_custom_field(given: CustomField, context: _Context) -> CustomField:
    return {"created_at": context.now, **given}


def _completed_account(given: Account, context: _Context) -> Account:
    team_id = next((stage["team_id"] for stage in context.complete["contact_stages"].values()), None)
    derived: Account = {
        "team_id": team_id,
        "account_stage_id": context.first_id("account_stages"),
        "owner_id": context.first_id("users"),
        "created_at": context.now,
        "updated_at": given.get("created_at", context.now),
        "sanitized_phone": sanitize(given.get("phone") or ""),
    }
    return {**derived, **given}


def _completed_contact(given: Contact, context: _Context) -> Contact:
    account = context.complete["accounts"].get(given.get("account_id") or "", NEW_ACCOUNT)
    owner_id = given.get("owner_id", context.first_id("users"))
    phones = [_numbered(phone, place) for place, phone in enumerate(given.get("phone_numbers", []))]
    derived: Contact = {
        **from_names(given.get("first_name"), given.get("last_name")),
        **from_email(given.get("email")),
        **(from_address(given.get("present_raw_address")) if given.keys().isdisjoint(PLACE) else {}),
        "contact_stage_id": context.first_id("contact_stages"),
        "owner_id": owner_id,
        "creator_id": owner_id,
        "organization_name": account["name"],
        "organization_id": account["organization_id"],
        "created_at": context.now,
        "updated_at": given.get("created_at", context.now),
    }
    return {**derived, **given, "phone_numbers": phones, "sanitized_phone": first_sanitized(phones)}


def _numbered(phone: PhoneNumber, position: int) -> PhoneNumber:
    sanitized = sanitize(phone.get("raw_number", ""))
    return {**NEW_PHONE, "sanitized_number": sanitized, **phone, "position": position}


# What is completed beyond Apollo's defaults, by the type of the record.
COMPLETIONS: Mapping[type, Callable[[Any, _Context], Any]] = {
    Account: _completed_account,
    Contact: _completed_contact,
    CustomField: _completed_custom_field,
    Label: _completed_label,
}
