"""How are new ids made? From a seed, so that runs are reproducible."""

import re
from collections.abc import Callable
from hashlib import blake2b

OBJECT_ID = re.compile(r"[0-9a-f]{24}")


def is_object_id(text: str) -> bool:
    """Return whether the text has the form of Apollo's ids: 24 lower-case hexadecimal digits (documented)."""
    return OBJECT_ID.fullmatch(text) is not None


class NewIds:
    """A generator of ids; the same seed gives the same ids in the same order.

    `count` is how many were made. `taken` tells whether an id is in use; such ids are skipped.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self.count = 0
        self.taken: Callable[[str], bool] = _never

    def __call__(self) -> str:
        """Return the next id that is not taken."""
        while self.taken(new := self._next()):
            pass
        return new

    def _next(self) -> str:
        self.count += 1
        return blake2b(f"{self._seed} {self.count}".encode(), digest_size=12).hexdigest()


def _never(_: str) -> bool:
    return False
