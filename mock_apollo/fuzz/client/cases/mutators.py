"""How can a value be changed? Each act makes a nasty value of a documented one; the contract decides if it may be."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

TEXT, LIST, OBJECT = (str,), (list,), (dict,)
NUMBER, TRUTH = (int, float), (bool,)
ANY = (*TEXT, *LIST, *OBJECT, *NUMBER, *TRUTH, type(None))

LONG_TEXT = 10_000  # characters
LONG_LIST = 1_000  # items
WIDE_OBJECT = 100  # members of an object
HUGE = 2**63  # one more than a signed 64-bit integer holds
MOMENT = "2024-09-12T20:14:53.134Z"


class Dropped:
    """The type of DROPPED, which marks a member to be left out."""


DROPPED: Final = Dropped()


class Act(NamedTuple):
    """A change of values of some types: `make` returns the new value."""

    of: tuple[type, ...]
    make: Callable[[Any], Any]


def _moment(value: str) -> Act:
    """Return an act that replaces a timestamp, and leaves other texts as they are."""
    return Act(TEXT, lambda shown: value if is_moment(shown) else shown)


def is_moment(value: Any) -> bool:
    """Whether a text looks like `2024-09-12T20:14:53.134Z`."""
    return isinstance(value, str) and len(value) == len(MOMENT) and value[10:11] == "T" and value.endswith("Z")


def _longer(value: Any) -> Any:
    """Return a very long text, or a very long list of the first item."""
    if isinstance(value, str):
        return "x" * LONG_TEXT
    return (value[:1] or ["text"]) * LONG_LIST


def _reversed(value: Any) -> Any:
    return value[::-1] if isinstance(value, list) else dict(reversed(value.items()))


# In the order in which they are tried. Names are part of the names of cases, so what a name does never changes.
ACTS: dict[str, Act] = {
    "drop": Act(ANY, lambda _: DROPPED),
    "null": Act(ANY, lambda _: None),
    "empty": Act(TEXT + LIST + OBJECT, lambda value: type(value)()),
    "blank": Act(TEXT, lambda _: " "),
    "one-word": Act(TEXT, lambda _: "Fyodor"),
    "many-words": Act(TEXT, lambda _: "Fyodor Mikhailovich von und zu Dostoevsky"),
    "lengthen": Act(TEXT + LIST, _longer),
    "emoji": Act(TEXT, lambda _: "\U0001f469\u200d\U0001f4bb \U0001f1fa\U0001f1e6 e\u0301"),
    "right-to-left": Act(TEXT, lambda _: "\u202eyeksveotsoD\u202c \u05d3"),
    "control-characters": Act(TEXT, lambda _: "a\x00b\nc\td\x1b[31m\u2028"),
    "markup": Act(TEXT, lambda _: "<script>alert('1')</script>&amp;'\"; -- {{7*7}}"),
    "epoch": _moment("1970-01-01T00:00:00.000Z"),
    "last-moment": _moment("9999-12-31T23:59:59.999Z"),
    "no-milliseconds": _moment("2024-09-12T20:14:53Z"),
    "with-offset": _moment("2024-09-12T20:14:53.134+05:30"),
    "leap-second": _moment("2016-12-31T23:59:60.000Z"),
    "date-only": _moment("2024-02-29"),
    "zero": Act(NUMBER, lambda _: 0),
    "negative": Act(NUMBER, lambda _: -1),
    "huge": Act(NUMBER, lambda _: HUGE),
    "fraction": Act(NUMBER, lambda _: 0.5),
    "flip": Act(TRUTH, lambda value: not value),
    "null-item": Act(LIST, lambda value: [None, *value]),
    "twice": Act(LIST, lambda value: [*value, *value]),
    "extend": Act(OBJECT, lambda value: {**value, "added_by_apollo": {"since": 2027}}),
    "widen": Act(OBJECT, lambda value: value | {f"member_{i}": "value" for i in range(WIDE_OBJECT)}),
    "reverse": Act(LIST + OBJECT, _reversed),
    "text": Act(LIST + OBJECT + NUMBER + TRUTH + (type(None),), lambda _: "text"),
    "number": Act(TEXT + LIST + OBJECT + TRUTH + (type(None),), lambda _: 7),
    "true": Act(TEXT + LIST + OBJECT + NUMBER + (type(None),), lambda _: True),
    "list": Act(TEXT + OBJECT + NUMBER + TRUTH + (type(None),), lambda _: []),
    "object": Act(TEXT + LIST + NUMBER + TRUTH + (type(None),), lambda _: {}),
}
