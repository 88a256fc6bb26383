"""What does Apollo derive or preset where a seed gives nothing?"""

from collections.abc import Callable, Container, Mapping
from itertools import chain
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


Tables = Mapping[str, Mapping[str, Any]]  # records by kind and id
NOTHING: Tables = {kind: {} for kind in KINDS}


class _Context(NamedTuple):
    """The time of records that have none, and what they can refer to: kinds that are complete, and a world."""

    now: str
    complete: dict[str, dict[str, Any]]
    known: Tables

    def find(self, kind: str, record_id: str) -> Any:
        """Return a record, or None."""
        return self.complete[kind].get(record_id) or self.known[kind].get(record_id)

    def first_id(self, kind: str) -> str | None:
        return next(chain(self.known[kind], self.complete[kind]), None)


def completed(given: Given, now: str, new_id: NewIds, known: Tables = NOTHING) -> Records:
    """Return all records of a seed in full, for a world that knows others; `now` is the time of those without one."""
    context = _Context(now, {}, known)
    taken = {record.get("id") for records in given.values() for record in records}
    for name, kind in KINDS.items():
        complete_one = COMPLETIONS.get(kind.record, _as_given)
        by_id = context.complete[name] = {}
        for record in given[name]:
            full: Any = {**kind.new, **complete_one(record, context)}
            full["id"] = full["id"] or _new_id(new_id, taken)
            by_id[full["id"]] = full
    return Records(**context.complete)


def _new_id(new_id: NewIds, taken: Container[str]) -> str:
    """Return a new id that no record of the seed has."""
    while (made := new_id()) in taken:
        pass
    return made


def _as_given(given: Any, _: _Context) -> Any:
    return given


def _completed_label(given: Label, context: _Context) -> Label:
    return {"created_at": context.now, "updated_at": context.now, **given}


def _completed_custom_field(given: CustomField, context: _Context) -> CustomField:
    return {"created_at": context.now, **given}


def _completed_account(given: Account, context: _Context) -> Account:
    stage = context.find("contact_stages", context.first_id("contact_stages") or "")
    derived: Account = {
        "team_id": stage and stage["team_id"],
        "account_stage_id": context.first_id("account_stages"),
        "owner_id": context.first_id("users"),
        "created_at": context.now,
        "updated_at": given.get("created_at", context.now),
        "sanitized_phone": sanitize(given.get("phone") or ""),
    }
    return {**derived, **given}


def _completed_contact(given: Contact, context: _Context) -> Contact:
    account = context.find("accounts", given.get("account_id") or "") or NEW_ACCOUNT
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
