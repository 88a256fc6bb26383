"""How does the fake behave, and how do we know? `behaviours.yaml` has the table."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, TypeAdapter

TABLE = Path(__file__).parents[1] / "behaviours.yaml"


class Behaviour(BaseModel, frozen=True, extra="forbid"):
    """One rule of the fake.

    `source` is what we know it from, `tests` what pins it (in tests/), `refusals` the classes that carry it out,
    `setting` the one that chooses otherwise.
    """

    rule: str
    known_from: Literal["documented", "observed", "assumed"]
    source: str
    tests: tuple[str, ...]
    refusals: tuple[str, ...] = ()
    setting: str = ""


def behaviours() -> tuple[Behaviour, ...]:
    """All rules, in the order in which they are shown."""
    return TypeAdapter(tuple[Behaviour, ...]).validate_python(yaml.safe_load(TABLE.read_text("utf-8")))
