"""What is in one team's Apollo account? Its records, its clock, its limits.

The world is the only thing that changes; records are replaced whole. Look-ups refuse: they return
what was asked for, or raise the refusal that Apollo would answer with.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Self

from mock_apollo.clock import Clock, timestamp
from mock_apollo.duplicates import duplicate_of, folded
from mock_apollo.ids import NewId, is_object_id
from mock_apollo.limits import Limits
from mock_apollo.policy import Policy
from mock_apollo.records import (
    NEW_ACCOUNT,
    NEW_CONTACT,
    NEW_LABEL,
    NEW_STAGE,
    NEW_USER,
    Account,
    Contact,
    CustomField,
    Label,
    Modality,
    Stage,
    User,
)
from mock_apollo.refusals import ContactDeleted, InvalidId, NameTaken, RecordNotFound, UnknownContact
from mock_apollo.search import Index, in_stages, on_lists

CONTACTS: Modality = "contacts"


class Records(NamedTuple):
    """All records of a world by id, in the order in which they came."""

    contacts: dict[str, Contact]
    deleted_contacts: dict[str, Contact]
    accounts: dict[str, Account]
    stages: dict[str, Stage]
    labels: dict[str, Label]
    custom_fields: dict[str, CustomField]
    users: dict[str, User]

    def copy(self) -> Self:
        """The same records in dicts of their own."""
        return self._replace(**{kind: by_id.copy() for kind, by_id in self._asdict().items()})


class World:
    """One team's account; `team` is its public name, never its key."""

    def __init__(
        self, team: str, records: Records, clock: Clock, limits: Limits, new_id: NewId, policy: Policy
    ) -> None:
        self.team = team
        self.clock = clock
        self.limits = limits
        self.policy = policy
        self.new_id = new_id
        self._records = records.copy()
        self.labels: Mapping[str, Label] = self._records.labels
        self.stages: Mapping[str, Stage] = self._records.stages
        self._index = Index(self._records.contacts)
        self.custom_fields: Mapping[str, CustomField] = self._records.custom_fields
        self._organization_ids = {folded(a["name"]): a["organization_id"] for a in records.accounts.values()}
        self.users: Mapping[str, User] = self._records.users
        self._label_ids = {(label["modality"], label["name"]): label["id"] for label in records.labels.values()}

    def snapshot(self) -> Records:
        """All records as they are now."""
        return self._records.copy()

    def timestamp(self) -> str:
        """Now, as Apollo writes it."""
        return timestamp(self.clock.now())

    def contact(self, contact_id: str) -> Contact:
        """The contact. Raises InvalidId, ContactDeleted, UnknownContact."""
        contact = self._records.contacts.get(contact_id)
        if contact is not None:
            return contact
        if not is_object_id(contact_id):
            raise InvalidId(contact_id)
        if contact_id in self._records.deleted_contacts:
            raise ContactDeleted([contact_id])
        raise UnknownContact(contact_id)

    def account(self, account_id: str) -> Account:
        """The account; an unknown one is bare, when the policy accepts it. Raises InvalidId."""
        account = self._records.accounts.get(account_id)
        return account if account is not None else {**NEW_ACCOUNT, "id": self._unknown(account_id)}

    def stage(self, stage_id: str) -> Stage:
        """The contact stage; an unknown one is bare, when the policy accepts it. Raises InvalidId."""
        stage = self._records.stages.get(stage_id)
        return stage if stage is not None else {**NEW_STAGE, "id": self._unknown(stage_id)}

    def organization_id(self, organization_name: str) -> str | None:
        """The organization of the account that bears this name, if one does."""
        return self._organization_ids.get(folded(organization_name))

    def list_ids(self, names: Iterable[str], modality: Modality = CONTACTS) -> list[str]:
        """The ids of the lists of these names, in that order; unknown lists are created."""
        return [
            self._label_ids.get((modality, name)) or self.new_list(name, modality)["id"]
            for name in dict.fromkeys(names)
        ]

    def known_list_ids(self, names: Iterable[str], modality: Modality) -> list[str]:
        """The ids of those lists that there are."""
        known = (self._label_ids.get((modality, name)) for name in dict.fromkeys(names))
        return [label_id for label_id in known if label_id]

    def contacts_among(self, contact_ids: Iterable[str]) -> list[Contact]:
        """Those of the contacts that there are."""
        contacts = self._records.contacts
        return [contacts[contact_id] for contact_id in dict.fromkeys(contact_ids) if contact_id in contacts]

    def change_contacts(self, contact_ids: Iterable[str], change: Contact) -> list[Contact]:
        """The contacts with the same change in each; all are found before the first is changed.

        Raises as `contact` does.
        """
        contacts = [self.contact(contact_id) for contact_id in dict.fromkeys(contact_ids)]
        changed: list[Contact] = [{**contact, **change, "updated_at": self.timestamp()} for contact in contacts]
        for contact in changed:
            self.put_contact(contact)
        return changed

    def put_contact(self, contact: Contact) -> None:
        """Keep the contact in place of the one with its id, if there is one."""
        contact_id = contact["id"]
        self._records.contacts[contact_id] = contact
        self._index.stale[contact_id] = None

    def delete_contact(self, contact_id: str) -> None:
        """Take the contact away, so that it is refused as a deleted one. Raises as `contact` does."""
        contact = self.contact(contact_id)
        del self._records.contacts[contact_id]
        self._records.deleted_contacts[contact_id] = contact
        self._index.forget(contact_id)

    def new_contact(self) -> Contact:
        """A contact that nobody has seen yet, as Apollo makes them (documented)."""
        now, user_id = self.timestamp(), self._acting_user_id()
        return {
            **NEW_CONTACT,
            "id": self.new_id(),
            "contact_stage_id": next(iter(self._records.stages), None),
            "owner_id": user_id,
            "creator_id": user_id,
            "created_at": now,
            "updated_at": now,
        }

    def contacts_matching(
        self, words: Sequence[str], stage_ids: Collection[str], label_ids: Collection[str]
    ) -> list[Contact]:
        """The contacts that match all criteria, in the order in which they came; a criterion that is empty is none."""
        found = self._index.matching(words) if words else list(self._records.contacts.values())
        if stage_ids:
            found = in_stages(found, stage_ids)
        if label_ids:
            found = on_lists(found, label_ids)
        return found

    def duplicate_of(self, fields: Mapping[str, Any]) -> tuple[str, Contact | None]:
        """The contact that is meant by these fields, if it is there already, and by what it is known."""
        return duplicate_of(fields, self._records.contacts.values(), self._company(fields))

    def _company(self, fields: Mapping[str, Any]) -> str | None:
        """The organization that fields name by their account."""
        account = self._records.accounts.get(fields.get("account_id") or "")
        return account["organization_id"] if account else self.organization_id(fields.get("organization_name") or "")

    def account_or_none(self, account_id: str | None) -> Account | None:
        """The account of a contact, if it has one that is known."""
        return self._records.accounts.get(account_id or "")

    def new_list(self, name: str, modality: Modality) -> Label:
        """A list that was not there. Raises NameTaken."""
        if (modality, name) in self._label_ids:
            raise NameTaken(name)
        now = self.timestamp()
        label: Label = {
            **NEW_LABEL,
            "id": self.new_id(),
            "modality": modality,
            "name": name,
            "created_at": now,
            "updated_at": now,
            "user_id": self._acting_user_id(),
        }
        return self._put_list(label)

    def rename_list(self, label_id: str, name: str) -> Label:
        """The list with another name. Raises RecordNotFound, NameTaken."""
        label = self._records.labels.get(label_id)
        if label is None:
            raise RecordNotFound("label", label_id)
        if self._label_ids.get((label["modality"], name), label_id) != label_id:
            raise NameTaken(name)
        del self._label_ids[label["modality"], label["name"]]
        return self._put_list({**label, "name": name, "updated_at": self.timestamp()})

    def _put_list(self, label: Label) -> Label:
        self._records.labels[label["id"]] = label
        self._label_ids[label["modality"], label["name"]] = label["id"]
        return label

    def list_sizes(self) -> Counter[str]:
        """How many contacts are on each list."""
        return Counter(label_id for contact in self._records.contacts.values() for label_id in contact["label_ids"])

    def user(self, user_id: str) -> User:
        """The member of the team; an unknown one is bare, when the policy accepts it. Raises InvalidId."""
        user = self._records.users.get(user_id)
        return user if user is not None else {**NEW_USER, "id": self._unknown(user_id)}

    def acting_user(self) -> User:
        """As whom calls with a key act: the member of longest standing (observed); a bare one in a team without any."""
        return next(iter(self._records.users.values()), NEW_USER)

    @property
    def team_id(self) -> str | None:
        """The id of the team, as its stages know it."""
        return next((stage["team_id"] for stage in self._records.stages.values()), None)

    def _acting_user_id(self) -> str | None:
        return self.acting_user()["id"] or None

    def _unknown(self, record_id: str) -> str:
        if self.policy.unknown_reference == "accept" and is_object_id(record_id):
            return record_id
        raise InvalidId(record_id)
