"""What is in a new world? The demo world, or one from a JSON or YAML file of the same form.

A seed lists records under Apollo's names, each with Apollo's members. What is left out is completed
as Apollo would: ids, names, the first stage, the organization of the account, the sanitised phones.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mock_apollo.apollo.ids import NewIds
from mock_apollo.apollo.records import Records
from mock_apollo.apollo.seeds.checks import bad_custom_fields, dangling, malformed_ids, not_json, repeated
from mock_apollo.apollo.seeds.completion import completed
from mock_apollo.apollo.seeds.form import Seed, SeedError, read_file, validated

__all__ = ["DEMO", "Seed", "SeedError", "as_seed", "from_seed", "load_seed", "read_seed", "with_more"]

CONTACTS = ("contacts", "deleted_contacts", "hidden_contacts")
SEEDED = {"contact_stages": "stages", "typed_custom_fields": "custom_fields"}  # other names in a seed
DEMO = Path(__file__).parents[2] / "demo.json"


def load_seed(file: Path, now: str) -> Records:
    """The records in a JSON or YAML file; `now` is the timestamp of records that have none. Raises SeedError."""
    return read_seed(read_file(file), str(file), now)


def read_seed(content: Any, source: str, now: str) -> Records:
    """The records in the content of a seed. Raises SeedError."""
    seed = validated(content, source)
    records = completed(seed, now, NewIds("seed"))
    _refuse(source, [*repeated(seed), *_wrong(records)])
    return records


def with_more(records: Records, content: Any, source: str, now: str, new_id: NewIds) -> Records:
    """The records and those of a seed, which are added, or change those with the same ids.

    A contact may be deleted or hidden by that, or come back. Raises SeedError.
    """
    known = as_seed(records)
    given = validated(content, source).model_dump(exclude_unset=True)
    merged = {kind: _merged(known, kind, given.get(kind, ())) for kind in Seed.model_fields}
    for kind in CONTACTS:
        elsewhere = {contact.get("id") for other in CONTACTS if other != kind for contact in given.get(other, ())}
        merged[kind] = [contact for contact in merged[kind] if contact.get("id") not in elsewhere]
    seed = Seed.model_validate(merged)
    changed = completed(seed, now, new_id)
    known_problems = {*_wrong(records)}
    _refuse(source, [*repeated(seed), *(problem for problem in _wrong(changed) if problem not in known_problems)])
    return changed


def _merged(known: dict[str, list[Any]], kind: str, given: Sequence[Any]) -> list[Any]:
    """The records of a kind, each with what is given for its id."""
    kinds = CONTACTS if kind in CONTACTS else (kind,)
    before = {record["id"]: record for each in kinds for record in known[each]}
    changed = {record.get("id", ""): {**before.get(record.get("id", ""), {}), **record} for record in given}
    added = [record for record in given if record.get("id", "") not in before]
    kept = [changed.pop(record["id"], record) for record in known[kind]]
    moved = [record for record_id, record in changed.items() if record_id in before]
    return kept + moved + added


def as_seed(records: Records) -> dict[str, list[Any]]:
    """All records in the form of a seed."""
    return {kind: [*getattr(records, SEEDED.get(kind, kind)).values()] for kind in Seed.model_fields}


def from_seed(content: Any, source: str) -> Records:
    """Records that were exported, with values and references that are not looked at. Raises SeedError."""
    seed = validated(content, source)
    records = completed(seed, "", NewIds(""))
    _refuse(source, [*repeated(seed), *malformed_ids(records), *not_json(records)])
    return records


def _wrong(records: Records) -> list[str]:
    return [*malformed_ids(records), *dangling(records), *bad_custom_fields(records), *not_json(records)]


def _refuse(source: str, problems: list[str]) -> None:
    if problems:
        raise SeedError(source, problems)
