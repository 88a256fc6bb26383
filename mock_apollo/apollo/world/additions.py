"""Which records does a seed add to a world, or change in it? Only these are completed and checked, however many it has.

A contact given as another kind of contact moves there: it is deleted, hidden, or brought back.
"""

from collections.abc import Iterator
from typing import Any

from mock_apollo.apollo.records import CONTACT_KINDS, KINDS, Records
from mock_apollo.apollo.seeds import SeedError
from mock_apollo.apollo.seeds.checks import repeated, repeated_name, wrong
from mock_apollo.apollo.seeds.completion import completed
from mock_apollo.apollo.seeds.form import Given, refuse, validated
from mock_apollo.apollo.world.lists import CONTACTS, Lists
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.refusals import Refusal

SOURCE = "the records"


def add_records(world: World, seed: Any) -> None:
    """Add the records of a seed, or change those with the same ids. Raises SeedError, WorldFull."""
    ids_given = world.new_id.count
    try:
        world.put(_added(world, seed))
    except (SeedError, Refusal):
        world.give_back(ids_given)
        raise


def _added(world: World, seed: Any) -> Records:
    """Return the records of a seed in full, each with what the world has of its id. Raises SeedError."""
    known, given = world.records, validated(seed, SOURCE)
    merged = {kind: [{**_known(known, kind, record), **record} for record in given[kind]] for kind in KINDS}
    refuse(SOURCE, [*dict.fromkeys((*repeated(merged), *_taken_names(world.lists, merged)))])
    added = completed(merged, world.timestamp(), world.new_id, known.by_kind())
    refuse(SOURCE, _new_problems(known, added))
    return added


def _new_problems(known: Records, added: Records) -> list[str]:
    """Return a sentence for each problem that the added records make, in themselves or in those that refer to them."""
    referring = _referring(known, added)
    before = {
        kind: [_known(known, kind, record) for record in by_id.values()] for kind, by_id in added.by_kind().items()
    }
    old = {*wrong(_of(before), known), *wrong(referring, known)}
    together = added.over(known)
    return [problem for problem in (*wrong(added, together), *wrong(referring, together)) if problem not in old]


def _of(records: Given) -> Records:
    """Return records by their ids, without those that are empty."""
    return Records(**{kind: {record["id"]: record for record in records[kind] if record} for kind in KINDS})


def _referring(known: Records, added: Records) -> Records:
    """Return the other records on lists whose modality changes, and those with values of fields that change."""
    lists = {i for i, each in added.labels.items() if known.labels.get(i, each)["modality"] != each["modality"]}
    fields = {i for i, each in added.typed_custom_fields.items() if known.typed_custom_fields.get(i) != each}
    ids = {record_id for by_id in added for record_id in by_id}
    found: Given = {kind: [] for kind in KINDS}
    for kind in (*CONTACT_KINDS, "accounts") if lists or fields else ():
        for record in known.by_kind()[kind].values():
            refers = not (lists.isdisjoint(record["label_ids"]) and fields.isdisjoint(record["typed_custom_fields"]))
            found[kind] += [record] if refers and record["id"] not in ids else []
    return _of(found)


def _known(records: Records, kind: str, record: Any) -> Any:
    """Return what is known of a record under its id; that of a contact may be of another kind."""
    kinds = CONTACT_KINDS if kind in CONTACT_KINDS else (kind,)
    tables = (records.by_kind()[each] for each in kinds)
    return next((by_id[record["id"]] for by_id in tables if record.get("id") in by_id), {})


def _taken_names(lists: Lists, given: Given) -> Iterator[str]:
    """Yield a sentence for each name of a list that another list has, and keeps."""
    none_or_given = {None, *(label.get("id") for label in given["labels"])}
    for label in given["labels"]:
        modality, name = label.get("modality", CONTACTS), label.get("name")
        if name and lists.id_of(modality, name) not in none_or_given:
            yield repeated_name((modality, name))
