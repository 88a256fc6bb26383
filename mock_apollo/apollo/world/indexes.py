"""What is known of all contacts together? Indexes follow the contacts, so that no look goes through all of them."""

from collections.abc import Mapping
from typing import NamedTuple, Self

from mock_apollo.apollo.records import Contact, Records
from mock_apollo.apollo.world.duplicates import Duplicates
from mock_apollo.apollo.world.search import Texts
from mock_apollo.apollo.world.sizes import Sizes

MOST_NOTED = 500  # contacts; more are carried over at once, so that the next look has little to do


class Looks(NamedTuple):
    """The indexes; each has `change(contact_id, before, after)`, where None stands for no contact."""

    texts: Texts
    duplicates: Duplicates
    sizes: Sizes


class Indexes:
    """The indexes of a table of contacts, built when they are first looked at, or when the table has changed much.

    Changes are only noted: `noted` has what the indexes know of each contact that has changed since.
    """

    def __init__(self, contacts: Mapping[str, Contact], looks: Looks | None = None) -> None:
        self._contacts = contacts
        self._looks = looks
        self.noted: dict[str, Contact | None] = {}

    def up_to_date(self) -> Looks:
        """Carry the noted changes over, and return the indexes."""
        if self._looks is None:
            self._looks = Looks(Texts(), Duplicates(self._contacts), Sizes())
            self.noted.clear()
            self.noted.update(dict.fromkeys(self._contacts))
        for contact_id, before in self.noted.items():
            self._change(contact_id, before, self._contacts.get(contact_id))
        self.noted.clear()
        return self._looks

    def remove(self, contact_id: str, contact: Contact) -> None:
        """Follow the removal of a contact at once: one that comes back stands behind the others."""
        self._change(contact_id, self.noted.pop(contact_id, contact), None)

    def _change(self, contact_id: str, before: Contact | None, after: Contact | None) -> None:
        for index in self._looks or ():
            index.change(contact_id, before, after)

    def copy(self, contacts: Mapping[str, Contact]) -> Self:
        """Return the same indexes of another table with the same contacts."""
        if self._looks is None:
            return type(self)(contacts)
        texts, duplicates, sizes = self.up_to_date()
        return type(self)(contacts, Looks(texts.copy(), duplicates.copy(contacts), sizes.copy()))


class Contents(NamedTuple):
    """What is in a world: its records, and the indexes of its contacts."""

    records: Records
    indexes: Indexes

    @classmethod
    def of(cls, records: Records) -> Self:
        """Return records with their indexes, which are built at once if there are many contacts."""
        indexes = Indexes(records.contacts)
        if len(records.contacts) > MOST_NOTED:
            indexes.up_to_date()
        return cls(records, indexes)

    def copy(self) -> Self:
        """Return the same contents, to be changed apart."""
        records = self.records.copy()
        return self._replace(records=records, indexes=self.indexes.copy(records.contacts))
