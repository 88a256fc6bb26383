"""Which contacts match keywords, stages and lists, and in which order are they shown?"""

from collections.abc import Collection, Iterable, Sequence
from heapq import nlargest, nsmallest
from operator import itemgetter
from typing import TypeVar

from mock_apollo.apollo.records import Account, Contact, User

Sorted = TypeVar("Sorted", Account, Contact, User)
FEW = 20  # a smaller part of the records than one in so many is found faster than by sorting them
_read = itemgetter("name", "title", "organization_name", "email")


class Texts:
    """The searchable texts of contacts, in the order of creation."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def matching(self, words: Sequence[str]) -> list[str]:
        """Return the ids of the contacts with all words in name, title, employer or email; words are in lower case.

        Only the texts are scanned: they are close together in memory, which is ten times as fast.
        """
        texts = self._texts
        found = [contact_id for contact_id, text in texts.items() if words[0] in text]
        for word in words[1:]:
            read = zip(found, map(texts.__getitem__, found), strict=True)
            found = [contact_id for contact_id, text in read if word in text]
        return found

    def change(self, contact_id: str, before: Contact | None, after: Contact | None) -> None:
        """Follow the change of a contact."""
        if after is None:
            self._texts.pop(contact_id, None)
        elif before is None or _read(before) != _read(after):
            self._texts[contact_id] = "\n".join(filter(None, _read(after))).casefold()

    def copy(self) -> "Texts":
        """Return the same texts, to be changed apart."""
        copied = Texts()
        copied._texts = self._texts.copy()
        return copied


def in_stages(contacts: Iterable[Contact], stage_ids: Collection[str]) -> list[Contact]:
    """Return the contacts in one of the stages."""
    return [contact for contact in contacts if contact["contact_stage_id"] in stage_ids]


def on_lists(contacts: Iterable[Contact], label_ids: Collection[str]) -> list[Contact]:
    """Return the contacts on at least one of the lists."""
    wanted = frozenset(label_ids)
    return [contact for contact in contacts if contact["label_ids"] and not wanted.isdisjoint(contact["label_ids"])]


def first_in_order(records: list[Sorted], most: int, member: str | None, *, ascending: bool) -> list[Sorted]:
    """Return at least the first `most` records by a date member, records without it last; None keeps the order."""
    if member is None:
        return records
    undated = [record for record in records if not record.get(member)]
    dated = [record for record in records if record.get(member)] if undated else records
    if most > len(dated) // FEW:
        return sorted(dated, key=itemgetter(member), reverse=not ascending) + undated
    return (nsmallest if ascending else nlargest)(most, dated, key=itemgetter(member))
