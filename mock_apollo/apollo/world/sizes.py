"""How many contacts are on each list, and in each account?"""

from collections import Counter
from operator import itemgetter

from mock_apollo.apollo.records import Contact

_read = itemgetter("label_ids", "account_id")


class Sizes:
    """The numbers of contacts by list id and by account id."""

    def __init__(self) -> None:
        self.of_lists: Counter[str] = Counter()
        self.of_accounts: Counter[str | None] = Counter()

    def change(self, _: str, before: Contact | None, after: Contact | None) -> None:
        """Follow the change of a contact."""
        if before and after and _read(before) == _read(after):
            return
        for contact, difference in ((before, -1), (after, 1)):
            if contact:
                self._count(contact, difference)

    def _count(self, contact: Contact, difference: int) -> None:
        self.of_accounts[contact["account_id"]] += difference
        for label_id in contact["label_ids"]:
            self.of_lists[label_id] += difference

    def copy(self) -> "Sizes":
        """Return the same numbers, to be changed apart."""
        copied = Sizes()
        copied.of_lists, copied.of_accounts = self.of_lists.copy(), self.of_accounts.copy()
        return copied
