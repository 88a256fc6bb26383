"""Faults: Apollo says no, or late, or brokenly, when it is told to."""

from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.faults import FaultError, FaultRule
from mock_apollo.protocol.messages import Call, Reply, Wire
from tests.calls import ADA, DELETED, FYODOR, JSON_TYPE, content, error, new_apollo, patch, updated, with_key

UPDATE = "update-a-contact"
VIEW = Call("GET", f"/api/v1/contacts/{FYODOR}", "", with_key("demo"))


def fault(apollo: Apollo, kind: str, **rule: Any) -> None:
    """Set a rule in the world of demo."""
    apollo.add_fault(apollo.open("demo"), FaultRule.model_validate({"fault": kind, **rule}))


def mark(reply: Reply) -> str:
    """How a fault marked a reply."""
    return dict(reply.headers).get(b"x-mock-apollo-fault", b"").decode()


def statuses(apollo: Apollo, count: int) -> list[int]:
    """What so many updates get."""
    return [apollo.answer(patch()).status for _ in range(count)]


def test_apollo_says_no_when_it_is_told_to(apollo: Apollo) -> None:
    """Documented: the words of 401, 403, 422, 429 and 500; nothing is changed and nothing of the limits used."""
    before = apollo.open("demo").snapshot()
    expected = [
        ("401", 401, b"Invalid access credentials."),
        ("403", 403, b"api/v1/contacts/update"),
        ("422-invalid-id", 422, b"is not a valid ID"),
        ("422-unknown", 422, b"Oops! This contact does not exist in Apollo."),
        ("422-deleted", 422, f'"deleted_contact_ids":["{FYODOR}"]'.encode()),
        (
            "429",
            429,
            b"calls allowed for api/v1/contacts/{contact_id} is 600 times per hour.",
        ),
        ("500", 500, b"An error occurred while creating contacts. Please try again."),
    ]
    for kind, status, words in expected:
        fault(apollo, kind, operation=UPDATE, times=1, retry_after=7)
        reply = apollo.answer(patch({"title": "X"}))
        assert (reply.status, words in reply.body) == (status, True), reply.body
        assert mark(reply).endswith(kind)
        assert dict(reply.headers).get(b"retry-after") == (b"7" if kind == "429" else None)
    assert apollo.open("demo").snapshot() == before
    assert dict(apollo.answer(patch()).headers)[b"x-hourly-usage"] == b"1"


def test_a_proxy_speaks_html(apollo: Apollo) -> None:
    """Assumed: as nginx does."""
    for kind in ("502", "503", "504"):
        fault(apollo, kind, times=1)
        reply = apollo.answer(patch())
        assert (reply.status, reply.media_type) == (int(kind), b"text/html")
        assert f"<h1>{kind} ".encode() in reply.body


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"times": 2}, [500, 500, 200, 200, 200]),
        ({"after": 2}, [200, 200, 500, 500, 500]),
        ({"every": 2}, [200, 500, 200, 500, 200]),
        ({"after": 1, "every": 2, "times": 1}, [200, 200, 500, 200, 200]),
        ({"operation": "view-a-contact"}, [200] * 5),
    ],
    ids=str,
)
def test_a_rule_strikes_when_it_says(apollo: Apollo, rule: dict[str, Any], expected: list[int]) -> None:
    """Assumed: counted in calls of the operation."""
    fault(apollo, "500", **rule)
    apollo.answer(VIEW)
    fault_at_work = next(iter(apollo.open("demo").faults))
    fault_at_work.seen = fault_at_work.struck = 0
    assert statuses(apollo, 5) == expected
    assert fault_at_work.document()["struck"] == expected.count(500)


def test_dice_are_the_rules_own() -> None:
    """Assumed: the same seed throws the same."""
    runs = []
    for seed in (1, 1, 2):
        apollo = new_apollo()
        fault(apollo, "500", probability=0.5, seed=seed)
        runs.append(statuses(apollo, 20))
    assert runs[0] == runs[1] != runs[2]
    assert 0 < runs[0].count(500) < 20


def test_the_first_rule_that_strikes_wins(apollo: Apollo) -> None:
    """Assumed: in the order in which they were set; the others wait."""
    fault(apollo, "502", times=1)
    fault(apollo, "500", times=1)
    assert statuses(apollo, 3) == [502, 500, 200]


def test_a_write_is_granted_and_lost(apollo: Apollo) -> None:
    """Assumed: observed are some removals from lists that are granted and not done."""
    fault(apollo, "lost-write", times=1)
    reply = apollo.answer(patch({"title": "Lost", "label_names": ["Lost"]}))
    assert (content(reply)["contact"]["title"], mark(reply)) == ("Lost", "1 lost-write")
    contact = content(apollo.answer(VIEW))["contact"]
    assert contact["title"] != "Lost"
    assert updated(apollo, {"label_names": ["Lost"]})["title"] == contact["title"]


def test_a_read_is_stale(apollo: Apollo) -> None:
    """Assumed: it knows nothing of the last write; the next one does."""
    fault(apollo, "stale-read", operation="view-a-contact", times=2)
    first = content(apollo.answer(VIEW))["contact"]
    updated(apollo, {"title": "New"})
    apollo.answer(patch({"account_id": "17"}))
    for _ in range(2):
        stale = apollo.answer(VIEW)
        assert content(stale)["contact"] == first
        assert mark(stale) == "1 stale-read"
    assert content(apollo.answer(VIEW))["contact"]["title"] == "New"


def test_a_body_is_no_json(apollo: Apollo) -> None:
    """Assumed: half of it, or something in front of it."""
    for kind in ("truncated", "malformed"):
        fault(apollo, kind, times=1)
        reply = apollo.answer(patch())
        assert reply.status == 200
        with pytest.raises(orjson.JSONDecodeError):
            content(reply)


def test_a_reply_is_late(apollo: Apollo) -> None:
    """Assumed: the wire knows how late; what is written is written."""
    fault(apollo, "delay", delay_ms=50, times=1)
    assert apollo.answer(patch({"title": "Late"})).wire == Wire(delay=50)
    fault(apollo, "drip", delay_ms=(10, 20), times=1)
    reply = apollo.answer(patch())
    assert reply.wire is not None
    assert 10 <= reply.wire.drip <= 20
    assert content(reply)["contact"]["title"] == "Late"
    for kind, reset in (("reset", "nothing"), ("cut", "half")):
        fault(apollo, kind, times=1)
        assert apollo.answer(patch()).wire == Wire(reset=reset)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"fault": "500", "operation": "update-contact"}, "update-contact is no operation; they are add-records"),
        ({"fault": "lost-write", "operation": "view-a-contact"}, "it belongs to operations that write"),
        ({"fault": "stale-read", "operation": UPDATE}, "it belongs to operations that read"),
        ({"fault": "422-deleted", "operation": "create-a-contact"}, "a contact_id in their path"),
        ({"fault": "418"}, "Input should be"),
        ({"fault": "500", "every": 2, "probability": 0.5}, "exclude each other"),
        ({"fault": "500", "delay_ms": 5}, "delay_ms belongs to delay and drip"),
        ({"fault": "delay"}, "delay_ms belongs to delay and drip, which need it"),
        ({"fault": "delay", "delay_ms": [20, 10]}, "the smaller comes first"),
        ({"fault": "delay", "delay_ms": -1}, "from 0 to"),
        ({"fault": "500", "times": 0}, "greater than or equal to 1"),
    ],
    ids=str,
)
def test_a_rule_that_makes_no_sense_is_refused(apollo: Apollo, rule: dict[str, Any], words: str) -> None:
    """Assumed: when it is set, and not when nothing happens."""
    with pytest.raises((FaultError, ValidationError), match=words):
        fault(apollo, rule.pop("fault"), **rule)
    assert not apollo.open("demo").faults


def test_a_general_rule_strikes_where_it_can(apollo: Apollo) -> None:
    """Assumed: nobody is deleted in a search; other worlds have faults of their own."""
    fault(apollo, "422-deleted")
    search = Call("POST", "/api/v1/contacts/search", "", with_key("demo", JSON_TYPE), b"{}")
    assert apollo.answer(search).status == 200
    assert error(apollo.answer(VIEW)) == "Cannot update contact as it is deleted."
    assert apollo.answer(patch(key="other")).status == 200


def test_what_a_fault_says_is_not_held_against_the_fake(apollo: Apollo) -> None:
    """Assumed: only what the client did is judged."""
    fault(apollo, "502")
    apollo.answer(patch({"frist_name": "Leo"}))
    (entry,) = apollo.journal.entries(apollo.open("demo").team)
    assert [finding.code for finding in entry.findings] == ["unknown-field"]


def test_a_runaway_test_is_stopped() -> None:
    """Assumed: worlds and records have an end; what does not fit leaves no trace."""
    apollo = new_apollo(max_worlds=2, max_records=len_of_demo() + 1)
    world = apollo.open("demo")
    create = Call("POST", "/api/v1/contacts", "label_names[]=A&label_names[]=B", with_key("demo"))
    before = world.snapshot()
    for call in (create, patch({"label_names": ["A", "B", "C"]})):
        reply = apollo.answer(call)
        assert (reply.status, b"raise --max-records" in reply.body) == (503, True)
        assert dict(reply.headers)[b"x-mock-apollo"] == b"full"
        assert world.snapshot() == before
    assert apollo.answer(patch({"label_names": ["A"]}, contact_id=ADA)).status == 200
    assert apollo.answer(create).status == 503
    assert apollo.answer(patch(key="second")).status == 200
    assert apollo.answer(patch(key="third")).status == 503
    apollo.remove(apollo.open("second"))
    assert apollo.answer(patch(key="third")).status == 200
    assert DELETED in world.snapshot().deleted_contacts


def len_of_demo() -> int:
    """How many records the demo world has."""
    return new_apollo().open("demo").snapshot().count_all()
