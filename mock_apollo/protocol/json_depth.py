"""Is a JSON value nested too deeply? Parsers, validators and serialisers have limits of their own, all above ours."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

MAX_DEPTH = 100  # levels of objects and arrays


def levels(value: Any) -> Iterator[list[Any]]:
    """Yield the objects and arrays of each level, from the outermost; a level is looked up after the one before it."""
    level = [value] if type(value) in (dict, list) else []
    while level:
        yield level
        members = (item.values() if type(item) is dict else item for item in level)
        level = [member for several in members for member in several if type(member) in (dict, list)]


def too_deep(value: Any) -> bool:
    """Tell whether objects and arrays are nested more than MAX_DEPTH levels deep, without recursion."""
    return any(islice(levels(value), MAX_DEPTH, None))
