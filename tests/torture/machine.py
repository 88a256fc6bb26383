"""What must hold after everything that a world can do? A machine that hypothesis runs, and makes small on failure."""

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, ClassVar
from urllib.parse import quote

import orjson
from hypothesis import assume, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.apollo.world.lists import COUNTED
from mock_apollo.contract.document import Contract, Operation
from mock_apollo.contract.findings import OF_REPLIES
from mock_apollo.journal.journal import Entry
from mock_apollo.server.build import build_apollo, load_records
from mock_apollo.server.control.acts import Do
from mock_apollo.server.settings import Settings
from tests.calls import DELETED, NOON, UNKNOWN
from tests.torture.client import Answer, Client, Near, Script, far
from tests.torture.values import NAMES, TEXTS, fields_of

OPERATIONS: Mapping[str, Operation] = Contract.load().operations
VIEWS = {"contact": "view-a-contact", "account": "view-an-account"}
KINDS = st.sampled_from(["contacts", "accounts", "labels", "deleted_contacts", "typed_custom_fields"])
PLACES = st.integers(0, 40)
FAULTS = st.sampled_from(
    ["401", "403", "422-deleted", "422-invalid-id", "422-unknown", "429", "500", "503", "504", "lost-write"]
)
ROOM = 60  # records, so that a world gets full


class Torture(RuleBasedStateMachine):
    """A world at which anything is done. After each step a list of things holds, whatever was answered."""

    over_a_socket: ClassVar[bool] = False
    counts: ClassVar[Counter[str]] = Counter()
    last: ClassVar[list[str]] = []  # the script of the run that was made last

    def __init__(self) -> None:
        super().__init__()
        settings = Settings(frozen_at=NOON, rate_limit="off", max_records=ROOM)
        apollo = build_apollo(settings, load_records(settings))
        self.breaches: list[str] = []
        apollo.journal.listen(self._hear)
        self._open = ExitStack()
        self.client: Client = self._open.enter_context(far(apollo)) if self.over_a_socket else Near(apollo)
        self.script = Script(self.counts)
        type(self).last = self.script.lines
        self.kept: dict[str, Any] = {}

    def _hear(self, entry: Entry) -> None:
        self.breaches += [finding.line for finding in entry.findings if finding.code in OF_REPLIES]

    def teardown(self) -> None:
        """Close the client."""
        self._open.close()

    def act(self, do: Do, *args: Any, **kwargs: Any) -> Any:
        """Do an act of steering, or None where it is refused."""
        self.script.note_act(do, *args, **kwargs)
        try:
            return self.client.act(do, *args, **kwargs)
        except ControlError as error:
            if error.status >= 500 and "max-records" not in str(error):
                raise
            return None

    def state(self) -> Any:
        """The world as it is exported, but for the number of its ids."""
        return orjson.loads(orjson.dumps(self.client.act(Control.export)))

    def records(self) -> Any:
        """The records of the world by kind."""
        return self.state()["records"]

    def ids(self) -> st.SearchStrategy[str]:
        """Ids of records of all kinds, and of nothing."""
        known = [record["id"] for records in self.records().values() for record in records[:8]]
        return st.sampled_from([*known, UNKNOWN, DELETED, "x"])

    def ask(self, operation: Operation, path: str, fields: Any) -> Answer:
        """Call an operation; GET has its fields in the query."""
        query = "&".join(f"{quote(name)}={quote(str(value))}" for name, value in (fields or {}).items())
        if operation.method == "GET":
            path, fields = f"{path}?{query}" if query else path, None
        return self.send(operation.operation_id, path, fields)

    def send(self, name: str, path: str, body: Any = None) -> Answer:
        """Send a call of an operation, and note it."""
        method = OPERATIONS[name].method
        self.script.note(name, method, path, body)
        return self.client.send(method, path, body)

    @rule(names=st.lists(st.sampled_from(sorted(OPERATIONS)), min_size=1, max_size=10), data=st.data())
    def call(self, names: list[str], data: st.DataObject) -> None:
        """Call any operations with any fields: each is granted, or refused without a change."""
        for name in names:
            self._call(name, data)

    def _call(self, name: str, data: st.DataObject) -> None:
        operation, ids = OPERATIONS[name], self.ids()
        path = "/api/v1" + operation.path
        for parameter in operation.ids:
            path = path.replace(f"{{{parameter}}}", data.draw(ids))
        fields = data.draw(fields_of(operation, ids)) if operation.members else None
        before = self.state()
        answer = self.ask(operation, path, fields)
        assert answer.faulty or answer.status in {429, 503, *(status for status, _ in operation.replies)}, answer
        if answer.status != 200:
            assert self.state() == before, "a refused call changed the world"
        elif not answer.faulty and isinstance(answer.document, dict):
            self._shows_what_is_there(operation, answer.document)

    def _shows_what_is_there(self, operation: Operation, document: Mapping[str, Any]) -> None:
        """A contact or an account in a reply is what a view shows, unless a fault or a limit comes between."""
        for kind, view_of in VIEWS.items():
            shown = document.get(kind)
            if isinstance(shown, dict) and "id" in shown and not operation.operation_id.startswith("search"):
                view = self.send(view_of, f"/api/v1/{kind}s/{shown['id']}")
                if view.status == 200 and not view.faulty:
                    viewed = view.document[kind]
                    assert {name: viewed[name] for name in shown if name in viewed} == {
                        name: value for name, value in shown.items() if name in viewed
                    }, f"a view shows another {kind} than {operation.operation_id}"

    @rule(kind=KINDS, place=PLACES, member=st.sampled_from(["title", "name", "label_ids", "email"]), text=TEXTS)
    def put(self, kind: str, place: int, member: str, text: str) -> None:
        """Put a record, with or without an id that exists; what is refused changes nothing."""
        before = self.state()
        known = before["records"][kind]
        record = {"id": known[place % len(known)]["id"]} if known and place % 2 else {}
        done = self.act(Control.put, {kind: [{**record, member: text}]})
        assert done is not None or self.state() == before

    @rule(kind=KINDS, place=PLACES)
    def remove(self, kind: str, place: int) -> None:
        """Remove a record, unless others refer to it."""
        before = self.state()
        known = before["records"][kind]
        assume(known)
        done = self.act(Control.remove, kind, known[place % len(known)]["id"])
        assert done is not None or self.state() == before

    @rule(place=PLACES, act=st.sampled_from([Control.delete_contact, Control.hide_contact]))
    def take_away(self, place: int, act: Do) -> None:
        """Delete or hide a contact."""
        known = self.records()["contacts"]
        assume(known)
        self.act(act, known[place % len(known)]["id"])

    @rule(act=st.sampled_from([Control.reset, Control.clear, Control.clear_faults, Control.clear_journal]))
    def begin_anew(self, act: Do) -> None:
        """Reset or clear."""
        self.act(act)
        if act is Control.reset:
            self.kept = {}

    @rule(name=st.sampled_from(["a", "b"]))
    def keep(self, name: str) -> None:
        """Take a snapshot."""
        self.act(Control.snapshot, name)
        self.kept[name] = self.state()

    @rule(name=st.sampled_from(["a", "b"]))
    def restore(self, name: str) -> None:
        """Restore a snapshot: the world is as it was."""
        done = self.act(Control.restore, name)
        assert (done is not None) == (name in self.kept)
        if done is not None:
            assert self.state() == self.kept[name], "a restored world is another one"

    @rule(ids=st.sampled_from([None, 0, 5]))
    def carry_over(self, ids: int | None) -> None:
        """Import what was exported: the world is as it was, also when it counts its ids anew."""
        before = self.state()
        wished = before if ids is None else {**before, "ids": ids}
        self.act(Control.load, wished)
        assert self.state() == wished, "an imported world is another one"

    @rule()
    def replace(self) -> None:
        """Replace the records by themselves."""
        before = self.records()
        done = self.act(Control.replace, before)
        assert done is None or self.records() == before

    @rule(seconds=st.sampled_from([0, 1, 59, 61, 3_600, -3_600, 86_400, -(10**6)]))
    def move_clock(self, seconds: int) -> None:
        """Move the clock, also back."""
        self.act(Control.move_clock, advance=seconds)

    @rule(fault=FAULTS, times=st.integers(1, 2), name=st.sampled_from([None, "update-a-contact", "view-a-contact"]))
    def trouble(self, fault: str, times: int, name: str | None) -> None:
        """Inject a fault."""
        self.act(Control.add_fault, fault, operation=name, times=times)

    @rule(hour=st.integers(1, 4))
    def limits_hold(self, hour: int) -> None:
        """With a new limit, so many calls are granted and one more is not, and never waits longer than an hour."""
        self.act(Control.clear_faults)
        self.act(Control.limit, f"hour={hour}")
        statuses = [self.send("list-contact-stages", "/api/v1/contact_stages").status for _ in range(hour + 1)]
        assert statuses == [200] * hour + [429]
        self.act(Control.limit, "off")

    @rule(word=NAMES)
    def found_by_keyword(self, word: str) -> None:
        """A search finds whoever has the word in title, name, employer or email, and nobody else."""
        self.act(Control.clear_faults)
        asked = {"q_keywords": word, "per_page": 100}
        found = self.send("search-for-contacts", "/api/v1/contacts/search", asked).document
        texts = {
            contact["id"]: " ".join(
                filter(None, (contact[name] for name in ("name", "title", "organization_name", "email")))
            ).casefold()
            for contact in self.records()["contacts"]
        }
        wanted = {i for i, text in texts.items() if all(part in text for part in word.casefold().split())}
        assert {contact["id"] for contact in found["contacts"]} == wanted

    @rule()
    def lists_have_their_sizes(self) -> None:
        """The list of lists counts who is on each."""
        self.act(Control.clear_faults)
        records = self.records()
        on_lists = Counter(i for kind in ("contacts", "accounts") for each in records[kind] for i in each["label_ids"])
        labels = self.send("get-a-list-of-all-lists", "/api/v1/labels").document
        assert {label["id"]: label["cached_count"] for label in labels} == {
            label["id"]: on_lists[label["id"]] if label["modality"] in COUNTED else label["cached_count"]
            for label in records["labels"]
        }

    @invariant()
    def ids_are_unique(self) -> None:
        """No two records of the world share an id."""
        ids = Counter(record["id"] for records in self.records().values() for record in records)
        assert not [each for each, count in ids.items() if count > 1]

    @invariant()
    def replies_keep_the_contract(self) -> None:
        """No reply of ours breaks the contract."""
        if self.breaches:
            note("\n".join(self.breaches))
        assert not self.breaches
