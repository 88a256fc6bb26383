"""Is a JSON value nested too deeply? Parsers, validators and serialisers have limits of their own, all above ours."""

from typing import Any

MAX_DEPTH = 100  # levels of objects and arrays


def too_deep(value: Any) -> bool:
    """Tell whether objects and arrays are nested more than MAX_DEPTH levels deep, without recursion."""
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, (dict, list))]:
        depth += 1
        if depth > MAX_DEPTH:
            return True
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return False
