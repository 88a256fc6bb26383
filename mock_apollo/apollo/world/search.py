"""Which contacts match a search, and in which order?"""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from mock_apollo.apollo.records import Account, Contact

Sorted = TypeVar("Sorted", Contact, Account)


class Index:
    """What keywords are looked for in, made when it is first needed, and again for what has changed."""

    def __init__(self, contacts: dict[str, Contact]) -> None:
        self._contacts = contacts
        self._texts: dict[str, str] = {}
        self.stale = dict.fromkeys(contacts)

    def matching(self, words: Sequence[str]) -> list[Contact]:
        """The contacts in whose names, title, employer or email all of the words stand, in their order.

        Only texts are looked at, which stand one behind the other in memory; contacts are far apart.
        """
        for contact_id in self.stale:
            self._texts[contact_id] = _text(self._contacts[contact_id])
        self.stale.clear()
        texts = self._texts
        found = [contact_id for contact_id, text in texts.items() if words[0] in text]
        for word in words[1:]:
            found = [contact_id for contact_id in found if word in texts[contact_id]]
        return [self._contacts[contact_id] for contact_id in found]

    def forget(self, contact_id: str) -> None:
        """The contact is there no more."""
        self.stale.pop(contact_id, None)
        self._texts.pop(contact_id, None)


def _text(contact: Contact) -> str:
    read = (contact["name"], contact["title"], contact["organization_name"], contact["email"])
    return "\n".join(filter(None, read)).casefold()


def in_stages(contacts: Iterable[Contact], stage_ids: Collection[str]) -> list[Contact]:
    """Those in one of the stages."""
    return [contact for contact in contacts if contact["contact_stage_id"] in stage_ids]


def on_lists(contacts: Iterable[Contact], label_ids: Collection[str]) -> list[Contact]:
    """Those on one of the lists."""
    wanted = frozenset(label_ids)
    return [contact for contact in contacts if not wanted.isdisjoint(contact["label_ids"])]


def in_order(records: list[Sorted], member: str | None, *, ascending: bool) -> list[Sorted]:
    """Sorted by a date; who has none comes last, and without a member everything stays."""
    if member is None:
        return records
    dated = [record for record in records if record.get(member)]
    undated = [record for record in records if not record.get(member)]
    return sorted(dated, key=lambda record: str(record.get(member)), reverse=not ascending) + undated
