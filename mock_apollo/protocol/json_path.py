"""How is a position in a JSON value written?"""

from collections.abc import Iterable
from typing import Any

from mock_apollo.protocol.printable import cut

MAX_NAME_LENGTH = 80  # characters


def json_path(steps: Iterable[Any]) -> str:
    """Format keys and indexes as a path: `label_names[1]`, `typed_custom_fields.5b75f1c11dc2727d43ae3bb9`."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{shortened(step)}" for step in steps)
    return path.removeprefix(".")


def shortened(name: str) -> str:
    """Cut a name to 80 characters, since clients may send names of any length."""
    return cut(name, MAX_NAME_LENGTH)
