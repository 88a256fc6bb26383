"""Whatever is done in whatever order, all operations tell the same story."""

from typing import Any

import orjson
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from mock_apollo.messages import Call
from tests.calls import APPROACHING, JSON_TYPE, NEW, content, error, new_apollo, with_key

TITLES = st.sampled_from(["Novelist", "Poet", "Count", "Critic"])
STAGES = st.sampled_from([NEW, APPROACHING])
LISTS = st.sets(st.sampled_from(["Russians", "Giants"]))


class Flow(RuleBasedStateMachine):
    """An Apollo beside a model of it: by id, the title, the stage and the lists of the contacts that were created."""

    ids: Bundle[str] = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.apollo = new_apollo(rate_limit="off")
        self.model: dict[str, tuple[str, str, set[str]]] = {}

    def ask(self, method: str, path: str, **fields: Any) -> Any:
        """The document of a 200."""
        call = Call(method, f"/api/v1/{path}", "", with_key("demo", JSON_TYPE), orjson.dumps(fields))
        reply = self.apollo.answer(call)
        assert reply.status == 200, reply.body
        return content(reply)

    def found(self, **criteria: Any) -> set[str]:
        """Which of the created contacts a search finds."""
        contacts = self.ask("POST", "contacts/search", per_page=100, **criteria)["contacts"]
        return {contact["id"] for contact in contacts} & self.model.keys()

    @rule(target=ids, title=TITLES, lists=LISTS)
    def create(self, title: str, lists: set[str]) -> str:
        """POST /contacts."""
        contact = self.ask("POST", "contacts", title=f"Flow {title}", label_names=sorted(lists))["contact"]
        self.model[contact["id"]] = (title, NEW, lists)
        return str(contact["id"])

    @rule(contact_id=ids, title=TITLES, lists=LISTS)
    def update(self, contact_id: str, title: str, lists: set[str]) -> None:
        """PATCH /contacts/{contact_id}."""
        self.ask("PATCH", f"contacts/{contact_id}", title=f"Flow {title}", label_names=sorted(lists))
        self.model[contact_id] = (title, self.model[contact_id][1], lists)

    @rule(contact_ids=st.lists(ids, min_size=1, max_size=3), stage=STAGES)
    def move(self, contact_ids: list[str], stage: str) -> None:
        """POST /contacts/update_stages."""
        self.ask("POST", "contacts/update_stages", contact_ids=contact_ids, contact_stage_id=stage)
        for contact_id in contact_ids:
            self.model[contact_id] = (self.model[contact_id][0], stage, self.model[contact_id][2])

    @rule(contact_id=consumes(ids))
    def delete(self, contact_id: str) -> None:
        """Through the world, as Apollo has no operation for it."""
        self.apollo.keys.open("demo").delete_contact(contact_id)
        del self.model[contact_id]
        view = Call("GET", f"/api/v1/contacts/{contact_id}", "", with_key("demo"))
        assert error(self.apollo.answer(view)) == "This contact has been deleted."

    @rule(contact_id=ids)
    def view(self, contact_id: str) -> None:
        """GET /contacts/{contact_id}."""
        document = self.ask("GET", f"contacts/{contact_id}")
        title, stage, lists = self.model[contact_id]
        assert document["contact"]["title"] == f"Flow {title}"
        assert document["contact"]["contact_stage_id"] == stage
        assert {label["name"] for label in document["labels"]} == lists

    @rule(title=TITLES)
    def search_by_title(self, title: str) -> None:
        """POST /contacts/search."""
        assert self.found(q_keywords=f"flow {title}") == {i for i, known in self.model.items() if known[0] == title}

    @rule(stage=STAGES)
    def search_by_stage(self, stage: str) -> None:
        """POST /contacts/search."""
        assert self.found(contact_stage_ids=[stage]) == {i for i, known in self.model.items() if known[1] == stage}

    @invariant()
    def lists_have_their_sizes(self) -> None:
        """GET /labels."""
        for label in self.ask("GET", "labels"):
            if label["name"] in ("Russians", "Giants"):
                on_it = [known for known in self.model.values() if label["name"] in known[2]]
                assert label["cached_count"] == len(on_it)


TestFlow = Flow.TestCase
TestFlow.settings = settings(max_examples=200, stateful_step_count=100, deadline=None)
