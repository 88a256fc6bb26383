"""Which keys was this process given, by its settings or by clients? They are found wherever they turn up."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from json import dumps
from sys import byteorder
from typing import Literal, NamedTuple
from urllib.parse import quote, quote_plus

SHORTEST = 8  # characters; shorter keys, like `demo`, occur in ordinary words
LONGEST = 64  # bytes by which a key is known; of a longer one, all up to a space or a quotation mark is hidden
MOST = 5_000  # accepted keys, and as many refused ones, that are remembered; those of the settings are never forgotten
FORMATS: Mapping[int, Literal["I", "Q"]] = {4: "I", 8: "Q"}  # of words of four and eight bytes
ENDS = b" \t\r\n\"'<>&"


class _Table(NamedTuple):
    """Keys, and how they are found.

    A text is looked at in words of some bytes, side by side. Wherever a key stands in it, a whole word of the text is
    in the key, at one of as many alignments. So a word of the key for each alignment stands in `places`, with where it
    is in the key.
    """

    word: int
    keys: set[bytes]
    places: dict[int, tuple[int, ...]]
    lengths: set[int]

    def words(self, data: bytes) -> "memoryview[int]":
        """Return the words of a text."""
        return memoryview(data)[: len(data) // self.word * self.word].cast(FORMATS[self.word])


class KnownKeys:
    """The keys that must not be shown: those of the settings, and the last ones that clients sent.

    To look for them costs the same however many they are. `ordinary` is a text that stays readable: a key that is a
    part of it, like `contacts`, is not taken for a secret.
    """

    def __init__(self, keys: Iterable[str] = (), ordinary: str = "", most: int = MOST) -> None:
        self._given = [*keys]
        self._ordinary = ordinary
        self._most = most
        self._accepted: deque[str] = deque(maxlen=most)
        self._refused: deque[str] = deque(maxlen=most)
        self._tables = self._new_tables()

    def add(self, key: str, *, accepted: bool) -> None:
        """Remember a key that a client sent; refused ones do not push accepted ones out."""
        if not self._is_secret(key) or any(_known_as(key) in table.keys for table in self._tables):
            return
        (self._accepted if accepted else self._refused).append(key)
        if sum(len(table.keys) for table in self._tables) > 4 * self._most:
            self._tables = self._new_tables()
        else:
            _enter(self._tables, key)

    def hidden(self, data: bytes, instead: bytes) -> bytes:
        """Return the bytes with `instead` in place of each key, as it was sent, or as URLs, JSON and HTML have it."""
        for table in self._tables:
            if table.keys and not table.places.keys().isdisjoint(table.words(data)):
                data = _without(table, data, instead)
        return data

    def _is_secret(self, key: str) -> bool:
        return len(key) >= SHORTEST and key not in self._ordinary

    def _new_tables(self) -> tuple[_Table, ...]:
        tables = tuple(_Table(word, set(), {}, set()) for word in FORMATS)
        for key in (*self._given, *self._accepted, *self._refused):
            if self._is_secret(key):
                _enter(tables, key)
        return tables


def _known_as(key: str) -> bytes:
    return key.encode("utf-8", "surrogateescape")[:LONGEST]


def _enter(tables: tuple[_Table, ...], key: str) -> None:
    """Enter a key: itself, and as URLs, JSON and HTML have it, each under the longest words that are always in it."""
    sent = key.encode("utf-8", "surrogateescape")
    in_json = (dumps(key, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
    in_urls = (quote(sent, safe=""), quote_plus(sent), sent.decode("latin-1"))
    for known in {_known_as(form) for form in (key, escape(key), *in_json, *in_urls)}:
        table = [table for table in tables if len(known) >= 2 * table.word - 1][-1]
        table.keys.add(known)
        table.lengths.add(len(known))
        for alignment in range(table.word):
            _enter_word(table, known, alignment)


def _enter_word(table: _Table, known: bytes, alignment: int) -> None:
    """Enter the word at an alignment that the fewest other keys have."""
    starts = range(alignment, len(known) - table.word + 1, table.word)
    words = [(int.from_bytes(known[at : at + table.word], byteorder), at) for at in starts]
    word, at = min(words, key=lambda one: len(table.places.get(one[0], ())))
    places = table.places.get(word, ())
    if at not in places:
        table.places[word] = (*places, at)


def _without(table: _Table, data: bytes, instead: bytes) -> bytes:
    """Return the bytes with `instead` in place of each key of a table."""
    parts, end = [], 0
    for start, stop in sorted(_found(table, data)):
        if start >= end:
            parts += [data[end:start], instead]
        end = max(end, stop)
    return b"".join((*parts, data[end:]))


def _found(table: _Table, data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where keys of a table begin and end, in any order."""
    places = table.places
    hits = [(number * table.word, places[word]) for number, word in enumerate(table.words(data)) if word in places]
    for start in {place - at for place, several in hits for at in several if at <= place}:
        for length in table.lengths:
            if data[start : start + length] in table.keys:
                yield start, _end(data, start + length) if length == LONGEST else start + length


def _end(data: bytes, place: int) -> int:
    """Return the end of a long key of which the first bytes are known."""
    while place < len(data) and data[place] not in ENDS:
        place += 1
    return place
