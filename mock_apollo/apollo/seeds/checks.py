"""What is wrong with the records of a seed? What they refer to is looked up in `known`: themselves, or a world."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import orjson

from mock_apollo.apollo.ids import is_object_id
from mock_apollo.apollo.records import KINDS, Contact, Label, Records
from mock_apollo.apollo.seeds.form import Given
from mock_apollo.apollo.values.custom_field_types import objection
from mock_apollo.protocol.json_depth import MAX_DEPTH, too_deep

# A member, the ids in it, and those that there are.
_References = tuple[tuple[str, Iterable[str | None], Container[str | None]], ...]


def wrong(records: Records, known: Records) -> list[str]:
    """Return a sentence for each problem of records by themselves, and of what they refer to."""
    references = (*dangling(records, known), *bad_custom_fields(records, known))
    return [*malformed_ids(records), *references, *not_json(records)]


def repeated(given: Given) -> Iterator[str]:
    """Yield a sentence for each id, and each name of a list, that is given more than once."""
    groups: dict[type, tuple[str, list[Any]]] = {}
    for name, kind in KINDS.items():
        groups.setdefault(kind.record, (name, []))[1].extend(given[name])
    for name, records in groups.values():
        for record_id in _twice(record.get("id") for record in records):
            yield f"{name}: the id {record_id} is given more than once"
    named = [label for label in given["labels"] if label.get("name")]
    yield from map(repeated_name, _twice((label.get("modality", "contacts"), label["name"]) for label in named))


def repeated_name(name: tuple[str, str]) -> str:
    """Return the sentence for a name of several lists of a modality."""
    return f"labels: the name {name[1]!r} is given more than once among {name[0]}"


def _twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if value and count > 1]


def malformed_ids(records: Records) -> Iterator[str]:
    """Yield a sentence for each id that is not of Apollo's form."""
    for kind, by_id in records.by_kind().items():
        for record_id in by_id:
            if not is_object_id(record_id):
                yield f"{kind}: the id {record_id!r} is not 24 lower-case hexadecimal digits"


def dangling(records: Records, known: Records) -> Iterator[str]:
    """Yield a sentence for each reference of a contact or account to a record that does not exist."""
    for contact in _contacts(records):
        references: _References = (
            ("account_id", [contact["account_id"]], known.accounts),
            ("contact_stage_id", [contact["contact_stage_id"]], known.contact_stages),
            ("owner_id", [contact["owner_id"]], known.users),
            ("creator_id", [contact["creator_id"]], known.users),
            ("label_ids", contact["label_ids"], _Lists(known.labels, "contacts")),
        )
        yield from _leading_nowhere(f"contact {contact['id']}", references)
    for account in records.accounts.values():
        references = (
            ("account_stage_id", [account["account_stage_id"]], known.account_stages),
            ("owner_id", [account["owner_id"]], known.users),
            ("creator_id", [account["creator_id"]], known.users),
            ("label_ids", account["label_ids"], _Lists(known.labels, "accounts")),
        )
        yield from _leading_nowhere(f"account {account['id']}", references)


def _contacts(records: Records) -> Iterator[Contact]:
    for contacts in (records.contacts, records.deleted_contacts, records.hidden_contacts):
        yield from contacts.values()


class _Lists(Container[str | None]):
    """The ids of the lists of a modality."""

    def __init__(self, labels: Mapping[str, Label], modality: str) -> None:
        self._labels = labels
        self._modality = modality

    def __contains__(self, label_id: object) -> bool:
        label = self._labels.get(str(label_id))
        return label is not None and label["modality"] == self._modality


def _leading_nowhere(record: str, references: _References) -> Iterator[str]:
    for member, ids, known in references:
        for record_id in ids:
            if record_id is not None and record_id not in known:
                yield f"{record}: {member} {record_id!r} is not the id of a matching record in this seed"


def bad_custom_fields(records: Records, known: Records) -> Iterator[str]:
    """Yield a sentence for each custom value whose field is unknown or whose type is wrong."""
    given = ((f"contact {contact['id']}", contact["typed_custom_fields"]) for contact in _contacts(records))
    more = ((f"account {account['id']}", account["typed_custom_fields"]) for account in records.accounts.values())
    for record, values in chain(given, more):
        for field_id, value in values.items():
            field = known.typed_custom_fields.get(field_id)
            why = objection(field, value) if field else "no custom field of this seed has this id"
            if why:
                yield f"{record}: typed_custom_fields.{field_id}: {why}"


def not_json(records: Records) -> Iterator[str]:
    """Yield a sentence for each record that JSON, or a body, cannot hold: YAML has sets, dates and cycles."""
    for kind, by_id in records.by_kind().items():
        for record_id, record in by_id.items():
            try:
                written = orjson.dumps(record)
            except TypeError as error:
                yield f"{kind}: {record_id} cannot be written as JSON: {error}"
            else:
                if written.count(b"[") + written.count(b"{") > MAX_DEPTH and too_deep(record):
                    yield f"{kind}: {record_id} is nested deeper than {MAX_DEPTH} levels"
