"""How is a place in a JSON value written?"""

from collections.abc import Iterable
from typing import Any

from mock_apollo.protocol.printable import cut

LONGEST = 80  # characters of a name


def json_path(steps: Iterable[Any]) -> str:
    """`label_names[1]`, `typed_custom_fields.5b75f1c11dc2727d43ae3bb9`."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{shortened(step)}" for step in steps)
    return path.removeprefix(".")


def shortened(name: str) -> str:
    """A name that a client made up, cut to what a person can read."""
    return cut(name, LONGEST)
