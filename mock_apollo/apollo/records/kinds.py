"""Which kinds of records does a world have? Seeds, clearing and the control API follow this table."""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from mock_apollo.apollo.records.account import NEW_ACCOUNT, Account
from mock_apollo.apollo.records.contact import NEW_CONTACT, Contact
from mock_apollo.apollo.records.team import (
    NEW_ACCOUNT_STAGE,
    NEW_CUSTOM_FIELD,
    NEW_LABEL,
    NEW_STAGE,
    NEW_USER,
    AccountStage,
    CustomField,
    Label,
    Stage,
    User,
)


class Kind(NamedTuple):
    """A kind of records: their type, a record with Apollo's defaults, and whether clearing a world deletes them."""

    record: type
    new: Any
    cleared: bool = False


# A seed may refer to kinds above; records without an id get theirs in this order.
KINDS: Mapping[str, Kind] = {
    "contact_stages": Kind(Stage, NEW_STAGE),
    "account_stages": Kind(AccountStage, NEW_ACCOUNT_STAGE),
    "users": Kind(User, NEW_USER),
    "accounts": Kind(Account, NEW_ACCOUNT, cleared=True),
    "contacts": Kind(Contact, NEW_CONTACT, cleared=True),
    "deleted_contacts": Kind(Contact, NEW_CONTACT, cleared=True),
    "hidden_contacts": Kind(Contact, NEW_CONTACT, cleared=True),
    "labels": Kind(Label, NEW_LABEL, cleared=True),
    "typed_custom_fields": Kind(CustomField, NEW_CUSTOM_FIELD),
}
CONTACT_KINDS = tuple(name for name, kind in KINDS.items() if kind.record is Contact)


class Records(NamedTuple):
    """All records of a world: for each kind a dict of records by id, in the order in which they were added.

    Deleted contacts are refused as deleted; hidden contacts belong to users whose contacts the key may not see.
    """

    contact_stages: dict[str, Stage]
    account_stages: dict[str, AccountStage]
    users: dict[str, User]
    accounts: dict[str, Account]
    contacts: dict[str, Contact]
    deleted_contacts: dict[str, Contact]
    hidden_contacts: dict[str, Contact]
    labels: dict[str, Label]
    typed_custom_fields: dict[str, CustomField]

    def by_kind(self) -> dict[str, dict[str, Any]]:
        """Return the dicts by the names of their kinds."""
        return self._asdict()

    def count_all(self) -> int:
        """Count the records of all kinds."""
        return sum(len(by_id) for by_id in self.by_kind().values())

    def copy(self) -> Self:
        """Return the same records in new dicts."""
        return self._replace(**{name: by_id.copy() for name, by_id in self.by_kind().items()})

    def over(self, others: Self) -> Self:
        """Return a view of these records and others, to read in; of those with one id, these are seen."""
        views: Any = {kind: ChainMap(by_id, getattr(others, kind)) for kind, by_id in self.by_kind().items()}
        return self._replace(**views)

    def cleared(self) -> Self:
        """Return the records that stay when a world is cleared, in new dicts."""
        kept = {name: {} if KINDS[name].cleared else by_id.copy() for name, by_id in self.by_kind().items()}
        return self._replace(**kept)
