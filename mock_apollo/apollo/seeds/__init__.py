"""What is in a new world? The demo world, or the records of a JSON or YAML file of the same form.

A seed lists records by kind, each with Apollo's members. What it leaves out is completed as Apollo would: ids, names,
the first stage, the organization of the account, the sanitised phones.
"""

from pathlib import Path
from typing import Any

from mock_apollo.apollo.ids import NewIds
from mock_apollo.apollo.records import Records
from mock_apollo.apollo.seeds.checks import malformed_ids, not_json, repeated, wrong
from mock_apollo.apollo.seeds.completion import completed
from mock_apollo.apollo.seeds.form import Given, SeedError, read_file, refuse, validated

__all__ = ["DEMO", "SeedError", "as_seed", "from_seed", "load_seed", "read_seed"]

DEMO = Path(__file__).parents[2] / "demo.json"


def load_seed(file: Path, now: str) -> Records:
    """Return the records of a JSON or YAML file; `now` is the timestamp of records without one. Raises SeedError."""
    return read_seed(read_file(file), str(file), now)


def read_seed(content: Any, source: str, now: str) -> Records:
    """Return the records of a parsed seed; `source` names it in errors. Raises SeedError."""
    given = validated(content, source)
    records = completed(given, now, NewIds("seed"))
    refuse(source, [*repeated(given), *wrong(records, records)])
    return records


def as_seed(records: Records) -> Given:
    """Return all records in the form of a seed."""
    return {kind: [*by_id.values()] for kind, by_id in records.by_kind().items()}


def from_seed(content: Any, source: str) -> Records:
    """Return records that were exported; their values and references are not checked. Raises SeedError."""
    given = validated(content, source)
    records = completed(given, "", NewIds(""))
    refuse(source, [*repeated(given), *malformed_ids(records), *not_json(records)])
    return records
