"""A new record never gets the id of another one, whatever a world was filled with before."""

from collections.abc import Callable, Sequence
from itertools import islice

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.ids import NewIds
from mock_apollo.protocol.messages import Call
from tests.calls import JSON_TYPE, new_apollo, with_key

AGE = "617ff4041e711500a401c25e"
series = NewIds("world 1")  # as that of every world with the default --id-seed
SERIES = [*islice(iter(series, None), 12)]
Step = Callable[[Apollo, Control], object]
taken = st.lists(st.sampled_from(SERIES), unique=True, max_size=len(SERIES))


def answer(apollo: Apollo, path: str, body: object, method: str = "POST") -> bytes | None:
    """The body of a granted call."""
    reply = apollo.answer(Call(method, f"/api/v1/{path}", "", with_key("demo", JSON_TYPE), orjson.dumps(body)))
    assert reply.status in (200, 422), reply.body
    return reply.body if reply.status == 200 else None


def creates(apollo: Apollo, control: Control) -> None:
    """A contact on a new list is created; there are two more records then."""
    world = apollo.open("demo")
    before = [record_id for by_id in world.records for record_id in by_id]
    name = f"list {len(world.labels)} {world.new_id.count}"
    body = answer(apollo, "contacts", {"first_name": "Ada", "label_names": [name]})
    after = [record_id for by_id in world.records for record_id in by_id]
    assert body is not None
    assert len({*after} - {*before}) == 2
    assert len(after) == len(before) + 2


def is_refused(apollo: Apollo, _: Control) -> None:
    """A creation that is refused."""
    assert answer(apollo, "contacts", {"label_names": ["x"], "account_id": "5234234"}) is None


def adds_options(apollo: Apollo, _: Control) -> None:
    """Two options more of a custom field, none with the id of another."""
    held = apollo.open("demo").custom_fields[AGE]["picklist_values"]
    wanted = [*held, {"name": "new"}, {"name": "newer"}]
    answer(apollo, "fields", {"fields": [{"id": f"contact.{AGE}", "meta": {"picklist_values": wanted}}]}, "PATCH")
    options = [option["id"] for option in apollo.open("demo").custom_fields[AGE]["picklist_values"]]
    assert len({*options}) == len(options) == len(held) + 2


def imports(_: Apollo, control: Control) -> None:
    """The world is exported, and imported as if it had given no ids."""
    control.load({**control.export(), "ids": 0})


def puts(ids: Sequence[str]) -> Step:
    """Contacts are put with ids of the series, and without ids."""

    def put(_: Apollo, control: Control) -> None:
        control.put({"contacts": [*({"id": i} for i in ids), {"first_name": "Ada"}]})

    return put


def replaces(ids: Sequence[str]) -> Step:
    """All records are replaced by some with ids of the series, as those of contacts and of options."""

    def replace(_: Apollo, control: Control) -> None:
        options = [{"id": i, "name": "held"} for i in ids]
        field = {"id": AGE, "name": "Age", "type": "picklist", "picklist_values": options}
        control.replace({"contacts": [{"id": i} for i in ids[1:]], "typed_custom_fields": [field]})

    return replace


def removes(_: Apollo, control: Control) -> None:
    """The contact that came last goes."""
    contacts = control.records("contacts")
    if contacts:
        control.remove("contacts", contacts[-1]["id"])


steps = st.lists(
    st.one_of(
        st.sampled_from([creates, is_refused, adds_options, imports, removes]),
        taken.map(puts),
        taken.map(replaces),
        st.just(lambda _, control: control.snapshot()),
        st.just(lambda _, control: control.restore()),
        st.just(lambda _, control: control.clear()),
    ),
    max_size=10,
)
apollo = new_apollo(rate_limit="off")


@settings(max_examples=150, deadline=None)
@given(steps)
def test_a_new_id_is_the_id_of_nothing_else(done: Sequence[Step]) -> None:
    """Assumed: after any mixture of imports, seeds, restorations and creations, with ids that would come next."""
    control = Control(apollo, "demo")
    control.reset()
    control.snapshot()
    for step in done:
        step(apollo, control)
    creates(apollo, control)
    if AGE in apollo.open("demo").custom_fields:
        adds_options(apollo, control)
