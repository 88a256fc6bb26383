"""Tests of what a fault does to a reply: another status, a delay, a broken body or connection, a lost write."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.faults import FaultError, FaultRule
from mock_apollo.protocol.messages import Call, Reply, Wire
from tests.calls import ADA, DELETED, FYODOR, JSON_TYPE, content, error, new_apollo, patch, updated, with_key

UPDATE = "update-a-contact"
VIEW = Call("GET", f"/api/v1/contacts/{FYODOR}", "", with_key("demo"))


def fault(apollo: Apollo, kind: str, **rule: Any) -> None:
    """Add a fault rule to the world of the key demo."""
    apollo.add_fault(apollo.open("demo"), FaultRule.model_validate({"fault": kind, **rule}))


def mark(reply: Reply) -> str:
    """Return the header by which a fault marks a reply."""
    return dict(reply.headers).get(b"x-mock-apollo-fault", b"").decode()


def test_apollo_says_no_when_it_is_told_to(apollo: Apollo) -> None:
    """Documented: the bodies of 401, 403, 422, 429 and 500; no record is changed and no quota used."""
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
        fault(apollo, kind, operation=UPDATE, times=1, **({"retry_after": 7} if kind == "429" else {}))
        reply = apollo.answer(patch({"title": "X"}))
        assert (reply.status, words in reply.body) == (status, True), reply.body
        assert mark(reply).endswith(kind)
        assert dict(reply.headers).get(b"retry-after") == (b"7" if kind == "429" else None)
    assert apollo.open("demo").snapshot() == before
    assert dict(apollo.answer(patch()).headers)[b"x-hourly-usage"] == b"1"


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [("429", {}, b"60"), ("429", {"retry_after": 0}, b"0"), ("503", {}, None), ("503", {"retry_after": 5}, b"5")],
)
def test_a_wait_is_told_as_it_was_ordered(apollo: Apollo, kind: Any, given: Any, told: bytes | None) -> None:
    """Assumed: whether Apollo's 503 tells one is not known, so it does where a test orders it."""
    fault(apollo, kind, **given)
    assert dict(apollo.answer(patch()).headers).get(b"retry-after") == told


def test_a_proxy_speaks_html(apollo: Apollo) -> None:
    """Assumed: a page as nginx sends it."""
    for kind in ("502", "503", "504"):
        fault(apollo, kind, times=1)
        reply = apollo.answer(patch())
        assert (reply.status, reply.media_type) == (int(kind), b"text/html")
        assert f"<h1>{kind} ".encode() in reply.body


def test_a_write_is_granted_and_lost(apollo: Apollo) -> None:
    """Assumed: the reply shows the change, the record does not; observed for some removals from lists."""
    fault(apollo, "lost-write", times=1)
    reply = apollo.answer(patch({"title": "Lost", "label_names": ["Lost"]}))
    assert (content(reply)["contact"]["title"], mark(reply)) == ("Lost", "1 lost-write")
    contact = content(apollo.answer(VIEW))["contact"]
    assert contact["title"] != "Lost"
    assert updated(apollo, {"label_names": ["Lost"]})["title"] == contact["title"]


def test_a_read_is_stale(apollo: Apollo) -> None:
    """Assumed: it shows the world before the last successful write; a refused write does not count."""
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
    """Assumed: the body is cut in half, or starts with a stray brace."""
    for kind in ("truncated", "malformed"):
        fault(apollo, kind, times=1)
        reply = apollo.answer(patch())
        assert reply.status == 200
        with pytest.raises(orjson.JSONDecodeError):
            content(reply)


def test_a_reply_is_late(apollo: Apollo) -> None:
    """Assumed: the delay in ms and the reset are data on the reply; the write is done."""
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
        ({"fault": "lost-write", "operation": "view-a-contact"}, "only operations that write can get it"),
        ({"fault": "lost-write", "operation": "post_apiusage"}, "only operations that write can get it"),
        ({"fault": "stale-read", "operation": UPDATE}, "only operations that read can get it"),
        ({"fault": "403", "operation": "auth-health"}, "it needs no scope, so it never gets 403"),
        ({"fault": "422-deleted", "operation": "create-a-contact"}, "a contact_id in their path"),
    ],
    ids=str,
)
def test_a_rule_that_can_never_strike_is_refused(apollo: Apollo, rule: dict[str, Any], words: str) -> None:
    """Assumed: when it is added, with the reason."""
    with pytest.raises(FaultError, match=words):
        fault(apollo, rule.pop("fault"), **rule)
    assert not apollo.open("demo").faults.rules


def test_a_general_rule_strikes_where_it_can(apollo: Apollo) -> None:
    """Assumed: a rule without an operation skips those that it cannot apply to; other worlds are not affected."""
    fault(apollo, "422-deleted")
    search = Call("POST", "/api/v1/contacts/search", "", with_key("demo", JSON_TYPE), b"{}")
    assert apollo.answer(search).status == 200
    assert error(apollo.answer(VIEW)) == "Cannot update contact as it is deleted."
    assert apollo.answer(patch(key="other")).status == 200


def test_what_a_fault_says_is_not_held_against_the_fake(apollo: Apollo) -> None:
    """Assumed: findings are about the call, not about an injected reply."""
    fault(apollo, "502")
    apollo.answer(patch({"frist_name": "Leo"}))
    (entry,) = apollo.journal.entries(apollo.open("demo").team)
    assert [finding.code for finding in entry.findings] == ["unknown-field"]


def test_a_runaway_test_is_stopped() -> None:
    """Assumed: worlds and records are limited; a call that exceeds a limit changes nothing."""
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
    """Return the number of records of the demo world."""
    return new_apollo().open("demo").snapshot().count_all()
