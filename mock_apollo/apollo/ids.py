"""Where do new ids come from? From a seed, so that a run can be repeated."""

import re
from collections.abc import Callable
from hashlib import blake2b

OBJECT_ID = re.compile(r"[0-9a-f]{24}")


def is_object_id(text: str) -> bool:
    """Whether it has the shape of Apollo's ids: 24 lower-case hexadecimal digits."""
    return OBJECT_ID.fullmatch(text) is not None


class NewIds:
    """A source of ids; two of one seed give the same ids in the same order. `count` is how many it has given."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self.count = 0
        self.taken: Callable[[str], bool] = _nothing

    def __call__(self) -> str:
        """One more, which is not taken."""
        self.count += 1
        new = blake2b(f"{self._seed} {self.count}".encode(), digest_size=12).hexdigest()
        return self() if self.taken(new) else new


def _nothing(_: str) -> bool:
    """Nothing is taken."""
    return False
