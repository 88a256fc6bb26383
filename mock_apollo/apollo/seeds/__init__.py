"""What is in a new world? The demo world, or the records of a JSON or YAML file of the same form.

A seed lists records by kind, each with Apollo's members. What it leaves out is completed as Apollo would: ids, names,
the first stage, the organization of the account, the sanitised phones.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mock_apollo.apollo.ids import NewIds
from mock_apollo.apollo.records import CONTACT_KINDS, KINDS, Records
from mock_apollo.apollo.seeds.checks import bad_custom_fields, dangling, malformed_ids, not_json, repeated
from mock_apollo.apollo.seeds.completion import completed
from mock_apollo.apollo.seeds.form import Given, SeedError, read_file, validated

__all__ = ["DEMO", "SeedError", "as_seed", "from_seed", "load_seed", "read_seed", "with_more"]

DEMO = Path(__file__).parents[2] / "demo.json"


def load_seed(file: Path, now: str) -> Records:
    """Return the records of a JSON or YAML file; `now` is the timestamp of records without one. Raises SeedError."""
    return read_seed(read_file(file), str(file), now)


def read_seed(content: Any, source: str, now: str) -> Records:
    """Return the records of a parsed seed; `source` names it in errors. Raises SeedError."""
    given = validated(content, source)
    records = completed(given, now, NewIds("seed"))
    _refuse(source, [*repeated(given), *_wrong(records)])
    return records


def with_more(records: Records, content: Any, source: str, now: str, new_id: NewIds) -> Records:
    """Return the records with those of a seed added, or merged into the records of the same ids.

    A contact given as another kind of contact moves there: it is deleted, hidden, or brought back. Raises SeedError.
    """
    known, given = as_seed(records), validated(content, source)
    _refuse(source, [*repeated(given)])
    merged = {kind: _merged(known, kind, given[kind]) for kind in KINDS}
    for kind in CONTACT_KINDS:
        elsewhere = {contact.get("id") for other in CONTACT_KINDS if other != kind for contact in given[other]}
        merged[kind] = [contact for contact in merged[kind] if contact.get("id") not in elsewhere]
    seed = validated(merged, source)
    changed = completed(seed, now, new_id)
    known_problems = {*_wrong(records)}
    _refuse(source, [*repeated(seed), *(problem for problem in _wrong(changed) if problem not in known_problems)])
    return changed


def _merged(known: Given, kind: str, given: Sequence[Any]) -> list[Any]:
    """Return the records of a kind, each with what is given for its id."""
    kinds = CONTACT_KINDS if kind in CONTACT_KINDS else (kind,)
    before = {record["id"]: record for each in kinds for record in known[each]}
    changed = {record.get("id", ""): {**before.get(record.get("id", ""), {}), **record} for record in given}
    added = [record for record in given if record.get("id", "") not in before]
    kept = [changed.pop(record["id"], record) for record in known[kind]]
    moved = [record for record_id, record in changed.items() if record_id in before]
    return kept + moved + added


def as_seed(records: Records) -> Given:
    """Return all records in the form of a seed."""
    return {kind: [*by_id.values()] for kind, by_id in records.by_kind().items()}


def from_seed(content: Any, source: str) -> Records:
    """Return records that were exported; their values and references are not checked. Raises SeedError."""
    given = validated(content, source)
    records = completed(given, "", NewIds(""))
    _refuse(source, [*repeated(given), *malformed_ids(records), *not_json(records)])
    return records


def _wrong(records: Records) -> list[str]:
    return [*malformed_ids(records), *dangling(records), *bad_custom_fields(records), *not_json(records)]


def _refuse(source: str, problems: list[str]) -> None:
    if problems:
        raise SeedError(source, problems)
