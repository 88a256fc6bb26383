"""What is wrong with the records of a seed?"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import Any

import orjson

from mock_apollo.apollo.ids import is_object_id
from mock_apollo.apollo.records import KINDS, Contact, Records
from mock_apollo.apollo.seeds.form import Given
from mock_apollo.apollo.values.custom_field_types import objection

# A member, the ids in it, and those that there are.
_References = tuple[tuple[str, Iterable[str | None], Container[str | None]], ...]


def repeated(given: Given) -> Iterator[str]:
    """Yield a sentence for each id, and each name of a list, that is given more than once."""
    groups: dict[type, tuple[str, list[Any]]] = {}
    for name, kind in KINDS.items():
        groups.setdefault(kind.record, (name, []))[1].extend(given[name])
    for name, records in groups.values():
        for record_id in _twice(record.get("id") for record in records):
            yield f"{name}: the id {record_id} is given more than once"
    named = [label for label in given["labels"] if label.get("name")]
    for modality, name in _twice((label.get("modality", "contacts"), label["name"]) for label in named):
        yield f"labels: the name {name!r} is given more than once among {modality}"


def _twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if value and count > 1]


def malformed_ids(records: Records) -> Iterator[str]:
    """Yield a sentence for each id that is not of Apollo's form."""
    for kind, by_id in records.by_kind().items():
        for record_id in by_id:
            if not is_object_id(record_id):
                yield f"{kind}: the id {record_id!r} is not 24 lower-case hexadecimal digits"


def dangling(records: Records) -> Iterator[str]:
    """Yield a sentence for each reference of a contact or account to a record that does not exist."""
    on_lists = {modality: _lists(records, modality) for modality in ("contacts", "accounts")}
    for contact in _contacts(records):
        references: _References = (
            ("account_id", [contact["account_id"]], records.accounts),
            ("contact_stage_id", [contact["contact_stage_id"]], records.contact_stages),
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
                yield f"{record}: {member} {record_id!r} is not the id of a matching record in this seed"


def bad_custom_fields(records: Records) -> Iterator[str]:
    """Yield a sentence for each custom value whose field is unknown or whose type is wrong."""
    given = [(f"contact {contact['id']}", contact["typed_custom_fields"]) for contact in _contacts(records)]
    given += [(f"account {account['id']}", account["typed_custom_fields"]) for account in records.accounts.values()]
    for record, values in given:
        for field_id, value in values.items():
            field = records.typed_custom_fields.get(field_id)
            why = objection(field, value) if field else "no custom field of this seed has this id"
            if why:
                yield f"{record}: typed_custom_fields.{field_id}: {why}"


def not_json(records: Records) -> Iterator[str]:
    """Yield a sentence for each record that JSON cannot hold: YAML has sets, dates and cycles."""
    for kind, by_id in records.by_kind().items():
        for record_id, record in by_id.items():
            try:
                orjson.dumps(record)
            except TypeError as error:
                yield f"{kind}: {record_id} cannot be written as JSON: {error}"
