"""What is in a new world? The demo world, or one from a JSON or YAML file of the same form.

A seed lists records under Apollo's names, each with Apollo's members. What is left out is completed
as Apollo would: ids, names, the first stage, the organization of the account, the sanitised phones.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from mock_apollo.contract.fields import json_path
from mock_apollo.custom_fields import objection
from mock_apollo.derived import from_address, from_email, from_names
from mock_apollo.ids import NewIds, is_object_id
from mock_apollo.phones import first_sanitized, sanitize
from mock_apollo.records import (
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
    Stage,
    User,
)
from mock_apollo.world import Records

DEMO = Path(__file__).parent / "demo.json"

PLACE = {"city", "state", "country", "time_zone"}

Record = TypeVar("Record", Contact, Account, Stage, AccountStage, Label, CustomField, User)


# A member, the ids in it, and those that there are.
_References = tuple[tuple[str, Iterable[str | None], Container[str | None]], ...]


class SeedError(Exception):
    """The seed cannot be used; `problems` has a sentence for each thing wrong in it."""

    def __init__(self, source: str, problems: list[str]) -> None:
        self.problems = [f"{source}: {problem}" for problem in problems]
        super().__init__("\n".join(self.problems))


class Seed(BaseModel):
    """The form of a seed."""

    model_config = ConfigDict(extra="forbid")

    users: list[User] = []
    contact_stages: list[Stage] = []
    account_stages: list[AccountStage] = []
    accounts: list[Account] = []
    labels: list[Label] = []
    typed_custom_fields: list[CustomField] = []
    contacts: list[Contact] = []
    deleted_contacts: list[Contact] = []
    hidden_contacts: list[Contact] = []

    def all_contacts(self) -> list[Contact]:
        """Whoever may see them."""
        return self.contacts + self.deleted_contacts + self.hidden_contacts


def load_seed(file: Path, now: str) -> Records:
    """The records in a JSON or YAML file; `now` is the timestamp of records that have none. Raises SeedError."""
    return read_seed(_read(file), str(file), now)


def read_seed(content: Any, source: str, now: str) -> Records:
    """The records in the content of a seed. Raises SeedError."""
    if content is None:
        raise SeedError(source, ["is empty; it needs contacts, at least"])
    try:
        seed = Seed.model_validate(content)
    except ValidationError as error:
        raise SeedError(source, [_problem(e) for e in error.errors(include_url=False)]) from error
    except RecursionError as error:
        raise SeedError(source, ["is nested too deep"]) from error
    records = _complete(seed, now)
    problems = [*_repeated(seed), *_malformed_ids(records), *_dangling(records), *_bad_custom_fields(records)]
    problems += _not_json(records)
    if problems:
        raise SeedError(source, problems)
    return records


def _read(file: Path) -> Any:
    try:
        content = file.read_bytes()
        if file.suffix in (".yaml", ".yml"):
            return _read_yaml(content)
        return orjson.loads(content)
    except (OSError, ValueError) as error:
        raise SeedError(str(file), [f"cannot be read: {error}"]) from error


def _read_yaml(content: bytes) -> Any:
    import yaml  # noqa: PLC0415 - only for those who write YAML

    try:
        return yaml.safe_load(content)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(error) from error


def _problem(error: Any) -> str:
    hint = " (YAML reads it as something else: quote it)" if error["type"] == "string_type" else ""
    return f"{json_path(error['loc']) or 'the whole'}: {error['msg']}{hint}"


def _complete(seed: Seed, now: str) -> Records:
    new_id = NewIds("seed")
    stages = _by_id(seed.contact_stages, NEW_STAGE, new_id)
    account_stages = _by_id(seed.account_stages, NEW_ACCOUNT_STAGE, new_id)
    users = _by_id(seed.users, NEW_USER, new_id)
    team_id = next((stage["team_id"] for stage in stages.values()), None)
    defaults = _Defaults(
        team_id, next(iter(stages), None), next(iter(account_stages), None), next(iter(users), None), now
    )
    accounts = _by_id([_completed_account(account, defaults) for account in seed.accounts], NEW_ACCOUNT, new_id)

    def completed(contacts: list[Contact]) -> dict[str, Contact]:
        return _by_id([_completed(contact, defaults, accounts) for contact in contacts], NEW_CONTACT, new_id)

    return Records(
        contacts=completed(seed.contacts),
        deleted_contacts=completed(seed.deleted_contacts),
        hidden_contacts=completed(seed.hidden_contacts),
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


def _completed(given: Contact, defaults: _Defaults, accounts: dict[str, Account]) -> Contact:
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


def _repeated(seed: Seed) -> Iterator[str]:
    """Ids, and names of lists, that stand there more than once."""
    kinds = ("users", "contact_stages", "account_stages", "accounts", "labels", "typed_custom_fields")
    groups = {kind: getattr(seed, kind) for kind in kinds} | {"contacts": seed.all_contacts()}
    for kind, records in groups.items():
        for record_id in _twice(record.get("id") for record in records):
            yield f"{kind}: the id {record_id} is given more than once"
    for modality, name in _twice((label.get("modality", "contacts"), label.get("name")) for label in seed.labels):
        yield f"labels: the name {name!r} is given more than once among {modality}"


def _twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if value and count > 1]


def _malformed_ids(records: Records) -> Iterator[str]:
    for kind, by_id in records._asdict().items():
        for record_id in by_id:
            if not is_object_id(record_id):
                yield f"{kind}: the id {record_id!r} is not 24 lower-case hexadecimal digits"


def _dangling(records: Records) -> Iterator[str]:
    """References of contacts and accounts that lead nowhere."""
    on_lists = {modality: _lists(records, modality) for modality in ("contacts", "accounts")}
    for contact in _contacts(records):
        references: _References = (
            ("account_id", [contact["account_id"]], records.accounts),
            ("contact_stage_id", [contact["contact_stage_id"]], records.stages),
            ("owner_id", [contact["owner_id"]], records.users),
            ("creator_id", [contact["creator_id"]], records.users),
            ("label_ids", contact["label_ids"], on_lists["contacts"]),
        )
        yield from _leading_nowhere(f"contact {contact['id']}", references)
    for account in records.accounts.values():
        references = (
            ("account_stage_id", [account["account_stage_id"]], records.account_stages),
            ("owner_id", [account["owner_id"]], records.users),
            ("creator_id", [account["creator_id"]], records.users),
            ("label_ids", account["label_ids"], on_lists["accounts"]),
        )
        yield from _leading_nowhere(f"account {account['id']}", references)


def _contacts(records: Records) -> Iterator[Contact]:
    for contacts in (records.contacts, records.deleted_contacts, records.hidden_contacts):
        yield from contacts.values()


def _lists(records: Records, modality: str) -> set[str]:
    return {label["id"] for label in records.labels.values() if label["modality"] == modality}


def _leading_nowhere(record: str, references: _References) -> Iterator[str]:
    for member, ids, known in references:
        for record_id in ids:
            if record_id is not None and record_id not in known:
                yield f"{record}: {member} {record_id!r} names nothing in this seed that it could"


def _bad_custom_fields(records: Records) -> Iterator[str]:
    """Values for fields that do not exist, or that the field cannot have."""
    given = [(f"contact {contact['id']}", contact["typed_custom_fields"]) for contact in _contacts(records)]
    given += [(f"account {account['id']}", account["typed_custom_fields"]) for account in records.accounts.values()]
    for record, values in given:
        for field_id, value in values.items():
            field = records.custom_fields.get(field_id)
            why = objection(field, value) if field else "no custom field of this seed has this id"
            if why:
                yield f"{record}: typed_custom_fields.{field_id}: {why}"


def _not_json(records: Records) -> Iterator[str]:
    """Values that YAML knows and JSON does not: sets, dates, halves of characters, what contains itself."""
    for kind, by_id in records._asdict().items():
        for record_id, record in by_id.items():
            try:
                orjson.dumps(record)
            except TypeError as error:
                yield f"{kind}: {record_id} cannot be written as JSON: {error}"
