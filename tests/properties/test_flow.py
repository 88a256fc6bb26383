"""All operations show the same records after any sequence of calls."""

from typing import Any

import orjson
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, consumes, invariant, multiple, rule

from mock_apollo.protocol.messages import Call
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
        """Which of the created contacts a search finds, on all of its pages."""
        first = self.ask("POST", "contacts/search", per_page=100, **criteria)
        pages = range(2, first["pagination"]["total_pages"] + 1)
        more = (self.ask("POST", "contacts/search", per_page=100, page=page, **criteria) for page in pages)
        return {contact["id"] for found in (first, *more) for contact in found["contacts"]} & self.model.keys()

    @rule(target=ids, title=TITLES, lists=LISTS)
    def create(self, title: str, lists: set[str]) -> str:
        """POST /contacts."""
        contact = self.ask("POST", "contacts", title=f"Flow {title}", label_names=sorted(lists))["contact"]
        self.model[contact["id"]] = (title, NEW, lists)
        return str(contact["id"])

    @rule(target=ids, titles=st.lists(TITLES, min_size=1, max_size=3), lists=LISTS)
    def create_many(self, titles: list[str], lists: set[str]) -> MultipleResults[str]:
        """POST /contacts/bulk_create."""
        contacts = [{"title": f"Flow {title}"} for title in titles]
        made = self.ask("POST", "contacts/bulk_create", contacts=contacts, append_label_names=sorted(lists))
        created = [str(contact["id"]) for contact in made["created_contacts"]]
        self.model |= {i: (title, NEW, lists) for i, title in zip(created, titles, strict=True)}
        return multiple(*created)

    @rule(contact_ids=st.lists(ids, min_size=1, max_size=3), title=TITLES)
    def update_many(self, contact_ids: list[str], title: str) -> None:
        """POST /contacts/bulk_update."""
        self.ask("POST", "contacts/bulk_update", contact_ids=contact_ids, title=f"Flow {title}")
        for contact_id in contact_ids:
            self.model[contact_id] = (title, *self.model[contact_id][1:])

    @rule(contact_ids=st.lists(ids, min_size=1, max_size=3), name=st.sampled_from(["Russians", "Giants"]))
    def put_on_a_list(self, contact_ids: list[str], name: str) -> None:
        """POST /labels/add_entity_ids_to_label_names."""
        wish = {"entity_ids": contact_ids, "label_names": [name], "modality": "contacts"}
        self.ask("POST", "labels/add_entity_ids_to_label_names", **wish)
        for contact_id in contact_ids:
            title, stage, lists = self.model[contact_id]
            self.model[contact_id] = (title, stage, lists | {name})

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
