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

    `count` is the place in the series of the last one. `taken` tells whether an id is in use; such ids are skipped.
    A call that is refused gives its ids back, but not what was learnt of those that are taken: `_skipped` maps a place
    to the last one of those behind it that were.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self.count = 0
        self.taken: Callable[[str], bool] = _never
        self._skipped: dict[int, int] = {}

    def __call__(self) -> str:
        """Return the next id that is not taken."""
        before = self.count
        self.count = self._skipped.get(before, before) + 1
        while self.taken(new := self._made()):
            self._skipped[before] = self.count
            self.count += 1
        return new

    def forget_taken(self) -> None:
        """Forget which ids were taken, since there are other records now."""
        self._skipped.clear()

    def _made(self) -> str:
        return blake2b(f"{self._seed} {self.count}".encode(), digest_size=12).hexdigest()


def _never(_: str) -> bool:
    return False
