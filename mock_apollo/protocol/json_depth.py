"""Is a JSON value too deep? Parsers, validators and serialisers give up at some depth; we stop before all of them."""

from typing import Any

DEEPEST = 100  # levels


def too_deep(value: Any) -> bool:
    """Whether more objects and arrays than that stand inside each other; counted level by level, without recursion."""
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, (dict, list))]:
        depth += 1
        if depth > DEEPEST:
            return True
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return False
