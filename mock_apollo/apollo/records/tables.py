"""What are all records of a world, and what is saved of it?"""

from typing import NamedTuple, Self

from mock_apollo.apollo.clock import ClockState
from mock_apollo.apollo.records.account import Account
from mock_apollo.apollo.records.contact import Contact
from mock_apollo.apollo.records.team import AccountStage, CustomField, Label, Stage, User

CLEARED = ("contacts", "deleted_contacts", "hidden_contacts", "accounts", "labels")


class Records(NamedTuple):
    """All records of a world by id, in the order in which they came.

    Deleted contacts were there once; hidden ones belong to people whose contacts this key may not see.
    """

    contacts: dict[str, Contact]
    deleted_contacts: dict[str, Contact]
    hidden_contacts: dict[str, Contact]
    accounts: dict[str, Account]
    stages: dict[str, Stage]
    account_stages: dict[str, AccountStage]
    labels: dict[str, Label]
    custom_fields: dict[str, CustomField]
    users: dict[str, User]

    def count_all(self) -> int:
        """How many there are."""
        return sum(len(by_id) for by_id in self._asdict().values())

    def copy(self) -> Self:
        """The same records in dicts of their own."""
        return self._replace(**{kind: by_id.copy() for kind, by_id in self._asdict().items()})


class Saved(NamedTuple):
    """A world as it was: what is in it, how many ids it had given, how its clock stood."""

    records: Records
    ids: int
    clock: ClockState
