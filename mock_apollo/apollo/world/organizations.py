"""Which organization has a name? One that an account of the team has, by the name of the account."""

from collections.abc import Mapping

from mock_apollo.apollo.records import Account
from mock_apollo.apollo.world.duplicates import folded


class Organizations:
    """The organizations of accounts, in a table by name that is built when it is first looked at."""

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self._accounts = accounts
        self._ids: dict[str, dict[str, str]] | None = None  # by name and account

    def id_of(self, name: str) -> str | None:
        """Return the id of the organization of this name, or None; of several, the least."""
        if self._ids is None:
            self._build()
        ids = (self._ids or {}).get(folded(name))
        return min(ids.values()) if ids else None

    def _build(self) -> None:
        self._ids = {}
        for account in self._accounts.values():
            self.change(None, account)

    def change(self, before: Account | None, after: Account | None) -> None:
        """Follow the change of an account."""
        if self._ids is None:
            return
        if before and before["organization_id"]:
            del self._ids[folded(before["name"])][before["id"]]
        if after and after["organization_id"]:
            self._ids.setdefault(folded(after["name"]), {})[after["id"]] = after["organization_id"]
