"""Where do new ids come from? From a seed, so that a run can be repeated."""

import random
import re
from collections.abc import Callable

OBJECT_ID = re.compile(r"[0-9a-f]{24}")

NewId = Callable[[], str]


def is_object_id(text: str) -> bool:
    """Whether it has the shape of Apollo's ids: 24 lower-case hexadecimal digits."""
    return OBJECT_ID.fullmatch(text) is not None


def new_ids(seed: str) -> NewId:
    """A source of ids; two sources of one seed give the same ids in the same order."""
    dice = random.Random(seed)  # noqa: S311 - ids must be repeatable, not secret
    return lambda: f"{dice.getrandbits(96):024x}"
