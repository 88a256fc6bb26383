"""What is in one team's Apollo account? Its records, its clock, its limits.

The world is the only thing that changes; records are replaced whole. Look-ups refuse: they return
what was asked for, or raise the refusal that Apollo would answer with.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from mock_apollo.apollo.clock import Clock
from mock_apollo.apollo.faults import Faults
from mock_apollo.apollo.ids import NewIds, is_object_id
from mock_apollo.apollo.policy import Policy
from mock_apollo.apollo.rate_limits import Limits
from mock_apollo.apollo.records import (
    CONTACT_KINDS,
    NEW_ACCOUNT,
    NEW_ACCOUNT_STAGE,
    NEW_LABEL,
    NEW_STAGE,
    NEW_USER,
    Account,
    AccountStage,
    Contact,
    CustomField,
    Label,
    Records,
    Stage,
    User,
)
from mock_apollo.apollo.world.duplicates import Duplicates
from mock_apollo.apollo.world.indexes import MOST_NOTED, Contents
from mock_apollo.apollo.world.lists import Lists
from mock_apollo.apollo.world.organizations import Organizations
from mock_apollo.apollo.world.saved import Saved
from mock_apollo.apollo.world.search import in_stages, on_lists
from mock_apollo.protocol.refusals import ContactDeleted, ContactHidden, InvalidId, UnknownContact, WorldFull

Referred = TypeVar("Referred", Account, AccountStage, Stage, User)


class World:
    """One team's account: records, clock, limits, faults; `team` is its public name, never its key."""

    def __init__(
        self,
        team: str,
        seed: Contents,
        clock: Clock,
        limits: Limits,
        new_id: NewIds,
        policy: Policy,
        most: int = 200_000,
    ) -> None:
        self.team = team
        self.clock = clock
        self.timestamp = clock.timestamp
        self.limits = limits
        self.policy = policy
        self.new_id = new_id
        new_id.taken = self._has
        self.most = most
        self.faults = Faults()
        self.saved: dict[str, Saved] = {}
        self._seed = seed
        self.take(seed.copy())

    def take(self, contents: Contents) -> None:
        """Replace the contents by others, which nobody else has; stale reads no longer see the last write."""
        self.faults.before = None
        self.records, self._indexes = contents
        self._noted = self._indexes.noted
        self.new_id.forget_taken()
        self.lists = Lists(self.records.labels, self._new_label)
        self.contacts_by_id: Mapping[str, Contact] = self.records.contacts
        self.accounts: Mapping[str, Account] = self.records.accounts
        self._organizations = Organizations(self.accounts)
        self.organization_id = self._organizations.id_of
        self.labels: Mapping[str, Label] = self.records.labels
        self.stages: Mapping[str, Stage] = self.records.contact_stages
        self.account_stages: Mapping[str, AccountStage] = self.records.account_stages
        self.custom_fields: Mapping[str, CustomField] = self.records.typed_custom_fields
        self.users: Mapping[str, User] = self.records.users

    def snapshot(self) -> Records:
        """Return a copy of all records."""
        return self.records.copy()

    def save(self) -> Saved:
        """Return the world as it is now."""
        return Saved(self.contents(), self.new_id.count, self.clock.state)

    def contents(self) -> Contents:
        """Return a copy of the contents."""
        return Contents(self.records, self._indexes).copy()

    def bring_back(self, saved: Saved) -> None:
        """Restore a saved world, which nobody else has; limits and faults stay. Raises ClockError."""
        self.clock.set(saved.clock)
        self.take(saved.contents)
        self.new_id.count = saved.ids

    def check_room_for(self, contents: Contents) -> None:
        """Raise WorldFull if contents are too many, and more than those that are here."""
        self.check_room(contents.records.count_all() - self.records.count_all())

    def admit(self, records: int = 0) -> None:
        """Store the lists that a call has made, if they and so many other new records fit. Raises WorldFull."""
        self.check_room(records + len(self.lists.made))
        self.lists.keep()

    def give_back(self, ids: int) -> None:
        """Forget the lists of a refused call, and its ids: so many had been given before."""
        self.lists.made.clear()
        self.new_id.count = ids

    def put(self, records: Records) -> None:
        """Put records, each in place of the one with its id. Raises WorldFull.

        A contact leaves the kind that it was of.
        """
        self.check_room(sum(not self._has(record_id) for by_id in records for record_id in by_id))
        self.faults.before = None
        for kind, by_id in records.by_kind().items():
            for record in by_id.values():
                self._put(kind, record)

    def _put(self, kind: str, record: Any) -> None:
        tables = self.records.by_kind()
        for other in CONTACT_KINDS if kind in CONTACT_KINDS else ():
            if other != kind and record["id"] in tables[other]:
                self.remove(other, record["id"])
        if kind == "contacts":
            self.put_contact(record)
        elif kind == "labels":
            self.lists.put(record)
        elif kind == "accounts":
            self.put_account(record)
        else:
            tables[kind][record["id"]] = record

    def remove(self, kind: str, record_id: str) -> None:
        """Remove a record; its id is unknown afterwards. Raises KeyError for an unknown id."""
        self.faults.before = None
        if kind == "labels":
            self.lists.remove(record_id)
            return
        record = self.records.by_kind()[kind].pop(record_id)
        if kind == "contacts":
            self._indexes.remove(record_id, record)
        elif kind == "accounts":
            self._organizations.change(record, None)

    def reset(self) -> None:
        """Return to the seed: records, ids, limits, clock; without faults and snapshots."""
        self.take(self._seed.copy())
        self.new_id.count = 0
        self.limits.reset()
        self.clock.reset()
        self.faults.clear()
        self.saved.clear()

    def clear(self) -> None:
        """Delete all contacts, accounts and lists; stages, custom fields and users stay."""
        self.take(Contents.of(self.records.cleared()))

    def _has(self, record_id: str) -> bool:
        return any(record_id in by_id for by_id in self.records.by_kind().values())

    def check_room(self, count: int = 1) -> None:
        """Raise WorldFull unless so many more records fit."""
        if count > 0 and self.records.count_all() + count > self.most:
            raise WorldFull("records", self.most, "max-records")

    def contact(self, contact_id: str) -> Contact:
        """Return a contact. Raises InvalidId, ContactDeleted, ContactHidden, UnknownContact."""
        contact = self.records.contacts.get(contact_id)
        if contact is not None:
            return contact
        if not is_object_id(contact_id):
            raise InvalidId(contact_id)
        if contact_id in self.records.deleted_contacts:
            raise ContactDeleted([contact_id])
        if contact_id in self.records.hidden_contacts:
            raise ContactHidden
        raise UnknownContact(contact_id)

    def contacts(self, contact_ids: Iterable[str]) -> list[Contact]:
        """Return contacts, each once. Raises as `contact` does; ContactDeleted names all that are deleted."""
        wanted = [*dict.fromkeys(contact_ids)]
        deleted = [contact_id for contact_id in wanted if contact_id in self.records.deleted_contacts]
        if deleted:
            raise ContactDeleted(deleted)
        return [self.contact(contact_id) for contact_id in wanted]

    def account(self, account_id: str) -> Account:
        """Return the account that a contact refers to. Raises InvalidId, unless the policy accepts unknown ones."""
        return self._referred(self.accounts, account_id, NEW_ACCOUNT)

    def stage(self, stage_id: str) -> Stage:
        """Return a contact stage. Raises InvalidId, unless the policy accepts unknown ones."""
        return self._referred(self.stages, stage_id, NEW_STAGE)

    def account_stage(self, stage_id: str) -> AccountStage:
        """Return an account stage. Raises InvalidId, unless the policy accepts unknown ones."""
        return self._referred(self.account_stages, stage_id, NEW_ACCOUNT_STAGE)

    def user(self, user_id: str) -> User:
        """Return a user of the team. Raises InvalidId, unless the policy accepts unknown ones."""
        return self._referred(self.users, user_id, NEW_USER)

    def _referred(self, known: Mapping[str, Referred], record_id: str, new: Referred) -> Referred:
        record = known.get(record_id)
        if record is not None:
            return record
        if self.policy.unknown_reference == "accept" and is_object_id(record_id):
            return {**new, "id": record_id}
        raise InvalidId(record_id)

    def put_contact(self, contact: Contact) -> None:
        """Store a contact, in place of the one with its id."""
        contact_id, contacts, noted = contact["id"], self.records.contacts, self._noted
        if contact_id not in noted:
            noted[contact_id] = contacts.get(contact_id)
        contacts[contact_id] = contact
        if len(noted) > MOST_NOTED:
            self._indexes.up_to_date()

    def delete_contact(self, contact_id: str) -> None:
        """Delete a contact, which is refused as deleted from now on. Raises as `contact` does."""
        self._move(self.contact(contact_id), self.records.deleted_contacts)

    def hide_contact(self, contact_id: str) -> None:
        """Hide a contact, which is refused as one of another user from now on. Raises as `contact` does."""
        self._move(self.contact(contact_id), self.records.hidden_contacts)

    def _move(self, contact: Contact, by_id: dict[str, Contact]) -> None:
        by_id[contact["id"]] = self.records.contacts.pop(contact["id"])
        self._indexes.remove(contact["id"], contact)

    def contacts_matching(
        self, words: Sequence[str], stage_ids: Collection[str], label_ids: Collection[str]
    ) -> list[Contact]:
        """Return the contacts that match all criteria, in the order of creation; empty criteria match all."""
        contacts = self.records.contacts
        texts = self._indexes.up_to_date().texts if words else None
        found = [*contacts.values()] if texts is None else [contacts[i] for i in texts.matching(words)]
        if stage_ids:
            found = in_stages(found, stage_ids)
        if label_ids:
            found = on_lists(found, label_ids)
        return found

    def duplicates(self) -> Duplicates:
        """Return what finds duplicates among all contacts."""
        return self._indexes.up_to_date().duplicates

    def account_at(self, account_id: str) -> Account:
        """Return the account of an id in a path. Raises InvalidId."""
        account = self.accounts.get(account_id)
        if account is None:
            raise InvalidId(account_id)
        return account

    def put_account(self, account: Account) -> None:
        """Store an account, in place of the one with its id."""
        self._organizations.change(self.accounts.get(account["id"]), account)
        self.records.accounts[account["id"]] = account

    def account_size(self, account_id: str) -> int:
        """Count the contacts of an account."""
        return self._indexes.up_to_date().sizes.of_accounts[account_id]

    def counted_lists(self) -> list[Label]:
        """Return all lists, each with the number of contacts or accounts on it."""
        sizes = Counter(label_id for account in self.accounts.values() for label_id in account["label_ids"])
        sizes.update(self._indexes.up_to_date().sizes.of_lists)
        return self.lists.count(sizes)

    def _new_label(self) -> Label:
        now, user_id = self.timestamp(), self.acting_user()["id"] or None
        return {**NEW_LABEL, "id": self.new_id(), "created_at": now, "updated_at": now, "user_id": user_id}

    def put_custom_field(self, field: CustomField) -> None:
        """Store a custom field, in place of the one with its id."""
        self.records.typed_custom_fields[field["id"]] = field

    def acting_user(self) -> User:
        """Return the user as whom a key acts: the first of the team (observed), or an empty one."""
        return next(iter(self.records.users.values()), NEW_USER)

    @property
    def team_id(self) -> str | None:
        """The id of the team, taken from its contact stages."""
        return next((stage["team_id"] for stage in self.records.contact_stages.values()), None)
