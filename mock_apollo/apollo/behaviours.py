"""Which behaviours does the fake have, and how is each known? They are listed in `behaviours.yaml`."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, TypeAdapter

TABLE = Path(__file__).parents[1] / "behaviours.yaml"


class Behaviour(BaseModel, frozen=True, extra="forbid"):
    """One behaviour of the fake.

    `source` is the evidence, `tests` are the tests that pin it (paths in tests/), `refusals` the exception classes that
    implement it, and `setting` names the setting that changes it, if there is one.
    """

    rule: str
    known_from: Literal["documented", "observed", "assumed"]
    source: str
    tests: tuple[str, ...]
    refusals: tuple[str, ...] = ()
    setting: str = ""


def behaviours() -> tuple[Behaviour, ...]:
    """Return all behaviours, in the order of the file."""
    return TypeAdapter(tuple[Behaviour, ...]).validate_python(yaml.safe_load(TABLE.read_text("utf-8")))
