"""Steering the fake: everything under /__admin that changes a world or tells what was said."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call
from mock_apollo.server.banner import Greeting
from mock_apollo.server.build import build_app
from tests.calls import ADA, DELETED, FYODOR, content, error, new_apollo, patch, updated, with_key

KEY = "s3cr3t-key"
JSON_HEADER = {"content-type": "application/json"}
Steer = Callable[..., httpx.Response]


def steer(
    apollo: Apollo, method: str, path: str, *, token: str | None = None, client: str = "127.0.0.1", **options: Any
) -> httpx.Response:
    """A control call with a key, as a client at some address makes it."""
    transport = httpx.ASGITransport(build_app(apollo, Greeting("abc", "demo"), token), client=(client, 5))
    headers = {"x-api-key": KEY, **options.pop("headers", {})}

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as session:
            return await session.request(method, f"/__admin/{path}", headers=headers, **options)

    return asyncio.run(send())


def view(contact_id: str = FYODOR) -> Call:
    """GET /contacts/{contact_id}."""
    return Call("GET", f"/api/v1/contacts/{contact_id}", "", with_key(KEY))


def title(apollo: Apollo) -> str:
    """The title of the documented contact."""
    return str(content(apollo.answer(view()))["contact"]["title"])


def test_a_world_is_reset_to_its_seed(apollo: Apollo) -> None:
    """Assumed: records, ids, limits, clock, faults, snapshots and journal; other worlds stay."""
    other = apollo.answer(patch({"title": "Other"}))
    apollo.answer(patch({"title": "Changed", "label_names": ["New"]}, key=KEY))
    steer(apollo, "POST", "clock", json={"advance": 3600})
    steer(apollo, "POST", "faults", json={"fault": "500"})
    steer(apollo, "PUT", "snapshots/mine")
    for _ in range(2):
        summary = steer(apollo, "POST", "reset").json()
        assert summary == {
            "team": apollo.open(KEY).team,
            "contacts": 7,
            "now": "2026-01-02T12:00:00.000Z",
            "calls": 0,
            "faults": 0,
            "snapshots": [],
        }
    reply = apollo.answer(patch(key=KEY))
    assert dict(reply.headers)[b"x-hourly-usage"] == b"1"
    assert content(reply)["contact"]["title"] == "Chief Writer"
    assert updated(apollo, {})["title"] == content(other)["contact"]["title"] == "Other"


def test_worlds_are_listed_made_and_removed(apollo: Apollo) -> None:
    """Assumed: by public names, never by keys."""
    assert steer(apollo, "POST", "worlds").json()["contacts"] == 7
    listed = steer(apollo, "GET", "worlds")
    assert [world["team"] for world in listed.json()] == [apollo.open(KEY).team]
    assert KEY not in listed.text
    apollo.answer(patch({"title": "Changed"}, key=KEY))
    assert steer(apollo, "DELETE", "worlds").status_code == 200
    assert steer(apollo, "GET", "worlds").json() == []
    assert title(apollo) == "Chief Writer"


def test_a_cleared_world_keeps_what_a_team_has_set_up(apollo: Apollo) -> None:
    """Assumed: stages, fields and users."""
    assert steer(apollo, "POST", "clear").json()["contacts"] == 0
    world = apollo.open(KEY)
    assert (world.stages, world.labels, world.accounts) != ({}, {}, {})
    assert (len(world.stages), dict(world.labels), dict(world.accounts)) == (25, {}, {})
    assert steer(apollo, "POST", "records", json={"contacts": [{"first_name": "Leo"}]}).json()["contacts"] == 1


def test_a_world_is_written_down_and_read_again(apollo: Apollo) -> None:
    """Assumed: byte for byte, ids and time included; into another world as well."""
    apollo.answer(patch({"title": "Kept", "label_names": ["New"], "mobile_phone": "1"}, key=KEY))
    written = steer(apollo, "GET", "state")
    steer(apollo, "POST", "clear")
    for key in (KEY, "another"):
        headers = {"x-api-key": key, **JSON_HEADER}
        assert steer(apollo, "PUT", "state", content=written.content, headers=headers).status_code == 200
        assert steer(apollo, "GET", "state", headers=headers).content == written.content
    assert title(apollo) == "Kept"
    refused = steer(apollo, "PUT", "state", json={"records": {"contact": []}, "ids": 1, "clock": {}})
    assert (refused.status_code, refused.json()) == (
        422,
        {"error": ["the state: contact: Extra inputs are not permitted"]},
    )


def test_snapshots_have_names(apollo: Apollo) -> None:
    """Assumed: as often as one likes; one that is not there names those that are."""
    steer(apollo, "PUT", "snapshots/before")
    for text in ("A", "B"):
        apollo.answer(patch({"title": text}, key=KEY))
        assert steer(apollo, "POST", "snapshots/before/restore").json()["snapshots"] == ["before"]
        assert title(apollo) == "Chief Writer"
    missing = steer(apollo, "POST", "snapshots/after/restore")
    assert (missing.status_code, missing.json()["error"]) == (404, "There is no snapshot after; there are: before.")


def test_records_are_put_changed_and_taken_away(apollo: Apollo) -> None:
    """Assumed: in the form of a seed; a contact is deleted, hidden, or brought back by where it is put."""
    put = steer(apollo, "POST", "records", json={"contacts": [{"id": FYODOR, "title": "Put"}, {"first_name": "New"}]})
    assert put.json()["contacts"] == 8
    contact = content(apollo.answer(view()))["contact"]
    assert (contact["title"], contact["name"]) == ("Put", "Fyodor Dostoevsky")
    moved = {"deleted_contacts": [{"id": FYODOR}], "hidden_contacts": [{"id": ADA}], "contacts": [{"id": DELETED}]}
    steer(apollo, "POST", "records", json=moved)
    assert error(apollo.answer(view())) == "This contact has been deleted."
    assert error(apollo.answer(view(ADA))) == "You are not authorized to view this page."
    assert content(apollo.answer(view(DELETED)))["contact"]["name"] == "Nikolai Gogol"
    assert steer(apollo, "DELETE", f"records/deleted_contacts/{FYODOR}").status_code == 200
    assert error(apollo.answer(view())) == "Oops! This contact does not exist in Apollo."
    gone = steer(apollo, "DELETE", f"records/contacts/{FYODOR}")
    assert (gone.status_code, gone.json()["error"]) == (404, f"There is no {FYODOR} among the contacts.")
    wrong = steer(apollo, "POST", "records", json={"contacts": [{"account_id": "f" * 24}]})
    assert (wrong.status_code, "names nothing in this seed" in wrong.text) == (422, True)
    assert steer(apollo, "PUT", "records", json={"contacts": [{}]}).json()["contacts"] == 1
    assert steer(apollo, "PUT", "records", json={"contact": [{}]}).status_code == 422


def test_time_is_moved_and_the_limits_follow(apollo: Apollo) -> None:
    """Assumed: 600 calls are spent, and an hour later there are 600 more."""
    for _ in range(600):
        apollo.answer(patch(key=KEY))
    spent = apollo.answer(patch(key=KEY))
    assert (spent.status, dict(spent.headers)[b"retry-after"]) == (429, b"3600")
    assert steer(apollo, "POST", "clock", json={"advance": 3599.5}).json()["now"] == "2026-01-02T12:59:59.500Z"
    assert dict(apollo.answer(patch(key=KEY)).headers)[b"retry-after"] == b"1"
    steer(apollo, "POST", "clock", json={"advance": 0.5})
    assert content(apollo.answer(patch(key=KEY)))["contact"]["updated_at"] == "2026-01-02T13:00:00.000Z"
    assert steer(apollo, "POST", "clock", json={"set": "2030-01-01T00:00:00Z"}).json() == {
        "now": "2030-01-01T00:00:00.000Z",
        "frozen": True,
    }
    assert steer(apollo, "POST", "clock", json={"run": True}).json()["frozen"] is False
    assert steer(apollo, "GET", "clock").json()["now"] >= "2030-01-01T00:00:00.000Z"
    assert steer(apollo, "POST", "clock", json={"freeze": True}).json()["frozen"] is True


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "say freeze, set, advance or run"),
        ({"run": True, "freeze": True}, "cannot stand still and run"),
        ({"set": "2030-01-01"}, "set: "),
        ({"advance": 1e12}, "advance: "),
        ({"advence": 1}, "advence: Extra inputs"),
    ],
    ids=str,
)
def test_a_move_that_makes_no_sense_is_refused(apollo: Apollo, body: Any, words: str) -> None:
    """Assumed: with what is wrong."""
    reply = steer(apollo, "POST", "clock", json=body)
    assert (reply.status_code, words in reply.json()["error"]) == (422, True), reply.text


def test_faults_are_set_listed_counted_and_removed(apollo: Apollo) -> None:
    """Assumed: each with an id; a rule that makes no sense is refused with the reason."""
    rule = {"fault": "502", "operation": "update-a-contact", "times": 1}
    assert steer(apollo, "POST", "faults", json=rule).json()["id"] == "1"
    steer(apollo, "POST", "faults", json={"fault": "500", "operation": "view-a-contact"})
    assert apollo.answer(patch(key=KEY)).status == 502
    assert [(known["fault"], known["struck"]) for known in steer(apollo, "GET", "faults").json()] == [
        ("502", 1),
        ("500", 0),
    ]
    assert steer(apollo, "DELETE", "faults/2").json() == {"removed": 1}
    assert steer(apollo, "DELETE", "faults/2").status_code == 404
    assert steer(apollo, "DELETE", "faults").json() == {"removed": 1}
    for wrong, words in (({"fault": "500", "operation": "x"}, "x is no operation"), ({"fault": "x"}, "fault: ")):
        refused = steer(apollo, "POST", "faults", json=wrong)
        assert (refused.status_code, words in refused.json()["error"]) == (422, True)


def test_the_journal_is_searched_and_counted(apollo: Apollo) -> None:
    """Assumed: by operation, status and finding, of one key only; it can be forgotten by itself."""
    apollo.answer(patch({"title": "A"}))
    apollo.answer(patch({"title": "B"}, key=KEY))
    apollo.answer(patch({"frist_name": "B"}, key=KEY))
    apollo.answer(patch({"account_id": "17"}, key=KEY))
    apollo.answer(view())

    def found(query: str = "") -> list[str]:
        lines = steer(apollo, "GET", f"journal?{query}").text.splitlines()
        return [orjson.loads(line)["call"]["body"] for line in lines]

    assert len(found()) == 4
    assert found("operation=view-a-contact") == [""]
    assert found("status=422") == ['{"account_id":"17"}']
    assert found("finding=unknown-field") == found("finding=warning") == ['{"frist_name":"B"}']
    assert found("operation=update-a-contact&after=2") == ['{"account_id":"17"}']
    noon = "2026-01-02T12:00:00Z"
    assert len(found(f"since={noon}&until={noon}")) == 4
    assert found("since=2026-01-02T12:00:01Z") == found("until=2026-01-02T11:59:59Z") == []
    assert steer(apollo, "GET", "journal/counts").json() == {
        "update-a-contact": {"200": 2, "422": 1},
        "view-a-contact": {"200": 1},
    }
    assert steer(apollo, "DELETE", "journal").json() == {"removed": 4}
    assert found() == []
    assert len(apollo.journal.entries(apollo.open("demo").team)) == 1


def test_somebody_can_wait_for_the_next_call(apollo: Apollo) -> None:
    """Assumed: the answer comes with the call, and after the time that was given without one."""
    app = build_app(apollo, Greeting("abc", "demo"))
    apollo.answer(patch({"title": "Before"}, key=KEY))

    async def wait_and_call() -> tuple[str, str]:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as session:
            headers = {"x-api-key": KEY}
            nothing = await session.get("/__admin/journal?status=422&wait=0.01", headers=headers)
            call = patch({"title": "After"}, key=KEY)
            something, _ = await asyncio.gather(
                session.get("/__admin/journal?after=1&wait=30", headers=headers),
                session.request(call.method, call.path, content=call.body, headers={**headers, **JSON_HEADER}),
            )
            return nothing.text, something.text

    nothing, something = asyncio.run(wait_and_call())
    assert nothing == ""
    assert "After" in something
    assert "Before" not in something
    assert len(apollo.journal.listeners) == 1


def test_what_was_expected_is_compared_with_what_was_said(apollo: Apollo) -> None:
    """Assumed: parts of a body count; near misses are told with what is different."""
    apollo.answer(patch({"title": "Poet", "typed_custom_fields": {"a": "1", "b": "2"}}, key=KEY))
    apollo.answer(patch({"title": "Critic"}, key=KEY))
    call = {"operation": "update-a-contact", "body": {"typed_custom_fields": {"a": "1"}}}
    met = steer(apollo, "POST", "journal/expect", json={"call": call, "times": 1}).json()
    assert met == {"met": True, "seen": 1, "text": ""}
    call["body"] = {"title": "Novelist"}
    missed = steer(apollo, "POST", "journal/expect", json={"call": call}).json()
    assert missed["met"] is False
    assert (
        'near miss: PATCH /api/v1/contacts/66e34b81740c50074e3d1bd4 200: $.title is "Poet", not "Novelist"'
        in (missed["text"])
    )
    twice = steer(apollo, "POST", "journal/expect", json={"call": {"status": 200}, "times": 3}).json()["text"]
    assert twice.startswith('expected 3 times, seen 2 times: {"status":200}')
    none = steer(apollo, "POST", "journal/expect", json={"call": {}}, headers={"x-api-key": "new"}).json()["text"]
    assert "no call was made with this key" in none


@pytest.mark.parametrize("form", ["ndjson", "har", "curl", "pytest"])
def test_no_export_has_a_credential(apollo: Apollo, form: str) -> None:
    """Assumed: wherever a client puts it."""
    apollo.answer(patch({"title": "A", "api_key": KEY}, key=KEY))
    apollo.answer(Call("PATCH", f"/api/v1/contacts/{FYODOR}", f"api_key={KEY}", with_key(KEY), b"{}"))
    told = steer(apollo, "GET", f"journal?form={form}")
    assert told.status_code == 200
    assert FYODOR in told.text
    for surface in (told, *(steer(apollo, "GET", path) for path in ("worlds", "state", "faults", "journal/counts"))):
        assert KEY not in surface.text


def test_a_token_opens_the_door_to_others_and_closes_it_to_the_rest(apollo: Apollo) -> None:
    """Assumed: with a token nobody gets in without it, from wherever; without one, this machine only."""
    bearer = {"authorization": "Bearer t0p-secret"}
    for client, token, headers, status in [
        ("127.0.0.1", None, {}, 200),
        ("10.0.0.7", None, {}, 403),
        ("10.0.0.7", "t0p-secret", bearer, 200),
        ("10.0.0.7", "t0p-secret", {}, 401),
        ("127.0.0.1", "t0p-secret", {"authorization": "Bearer wrong"}, 401),
    ]:
        for path in ("worlds", "faults", "journal", "state", "clock"):
            reply = steer(apollo, "GET", path, client=client, token=token, headers=headers)
            assert (path, reply.status_code) == (path, status)
            assert "access-control-allow-origin" not in reply.headers


def test_a_control_call_needs_a_key_that_is_accepted(apollo: Apollo) -> None:
    """Assumed: the key says which world is meant."""
    missing = steer(apollo, "POST", "reset", headers={"x-api-key": ""})
    assert (missing.status_code, missing.json()["error"]) == (422, "Send the key of the world in the X-Api-Key header.")
    assert steer(apollo, "POST", "reset", headers={"x-api-key": "invalid"}).status_code == 401
    assert steer(apollo, "GET", "journal", headers={"x-api-key": "invalid"}).status_code == 401


@pytest.mark.parametrize(
    "move",
    [{"set": "9999-12-31T23:59:59Z"}, {"set": "0001-01-01T00:00:00Z"}, {"set": "9890-01-01T00:00:00Z", "advance": 1e8}],
    ids=str,
)
def test_a_time_that_no_clock_shows_is_refused_and_changes_nothing(apollo: Apollo, move: Any) -> None:
    """Assumed: the world, and the list of worlds, go on."""
    refused = steer(apollo, "POST", "clock", json=move)
    assert (refused.status_code, "no clock here shows" in refused.json()["error"]) == (422, True)
    written = steer(apollo, "GET", "state").json()
    written["clock"] = {"ahead": 10**30, "frozen_at": None}
    assert steer(apollo, "PUT", "state", json=written).status_code == 422
    assert steer(apollo, "GET", "clock").json()["now"] == "2026-01-02T12:00:00.000Z"
    assert steer(apollo, "GET", "worlds").status_code == 200


def test_what_refers_to_nothing_is_borne(apollo: Apollo) -> None:
    """Assumed: a list that was taken away is on no contact, and more records can be put beside it."""
    apollo.answer(patch({"label_names": ["Gone"]}, key=KEY))
    (label_id,) = apollo.open(KEY).contacts_by_id[FYODOR]["label_ids"]
    assert steer(apollo, "DELETE", f"records/labels/{label_id}").status_code == 200
    assert content(apollo.answer(view()))["labels"] == []
    assert steer(apollo, "POST", "records", json={"contacts": [{"first_name": "New"}]}).json()["contacts"] == 8
    assert steer(apollo, "POST", "records", json={"contacts": [{"account_id": "f" * 24}]}).status_code == 422


def test_records_have_an_end_for_those_who_steer_too() -> None:
    """Assumed: with a sentence, and nothing is changed."""
    apollo = new_apollo(max_records=100)
    written = steer(apollo, "GET", "state").json()
    for method in ("POST", "PUT"):
        refused = steer(apollo, method, "records", json={"contacts": [{}] * 101})
        assert (refused.status_code, "raise --max-records" in refused.json()["error"]) == (503, True)
    assert steer(apollo, "GET", "state").json() == written


def test_new_ids_are_new(apollo: Apollo) -> None:
    """Assumed: also in a world that was written down with fewer."""
    create = Call("POST", "/api/v1/contacts", "", with_key(KEY))
    first = content(apollo.answer(create))["contact"]["id"]
    written = steer(apollo, "GET", "state").json() | {"ids": 0}
    assert steer(apollo, "PUT", "state", json=written).status_code == 200
    assert content(apollo.answer(create))["contact"]["id"] != first
    assert first in apollo.open(KEY).contacts_by_id


def test_a_key_of_any_letters_names_one_world(apollo: Apollo) -> None:
    """Assumed: for Apollo's calls and for control calls alike."""
    key = "\u043a\u043b\u044e\u0447"
    apollo.answer(patch({"title": "Counted"}, key=key))
    reply = steer(apollo, "GET", "journal/counts", headers={"x-api-key": key.encode()})
    assert reply.json() == {"update-a-contact": {"200": 1}}


@pytest.mark.parametrize("headers", [{"host": "["}, {"origin": "http://["}], ids=str)
def test_an_address_that_is_none_is_no_address_of_ours(apollo: Apollo, headers: Any) -> None:
    """Assumed: refused, like that of anybody else."""
    assert steer(apollo, "GET", "worlds", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "call",
    [
        '{"body":{"title":"\\ud800"}}',
        '{"operation":"\\ud800"}',
        '{"body":{"a":' + "9" * 40 + "}}",
        '{"body":{"a":' + "[" * 300 + "]" * 300 + "}}",
    ],
    ids=["half a character", "in a name", "a long number", "deep"],
)
def test_what_no_call_can_have_cannot_be_expected(apollo: Apollo, call: str) -> None:
    """Assumed: refused before it is compared."""
    apollo.answer(patch({"title": "X"}, key=KEY))
    reply = steer(apollo, "POST", "journal/expect", content=f'{{"call":{call}}}', headers=JSON_HEADER)
    assert reply.status_code == 422, reply.text


def test_exported_tests_can_be_run(apollo: Apollo) -> None:
    """Assumed: each has a name of its own."""
    for _ in range(2):
        apollo.answer(patch({"title": "X"}, key=KEY))
    told = steer(apollo, "GET", "journal?form=pytest").text
    compile(told, "told", "exec")
    assert told.startswith("import httpx\n")
    assert "def test_1_update_a_contact_gets_200" in told
    assert "def test_2_update_a_contact_gets_200" in told


def test_a_world_may_be_removed_twice(apollo: Apollo) -> None:
    """Assumed: and one that was opened since then stays."""
    world = apollo.open(KEY)
    apollo.remove(world)
    newer = apollo.open(KEY)
    apollo.remove(world)
    assert apollo.open(KEY) is newer


def test_waiting_goes_on_when_the_journal_is_full(apollo: Apollo) -> None:
    """Assumed: entries are numbered, also those that are forgotten."""
    for _ in range(1_010):
        apollo.answer(view())
    last = orjson.loads(steer(apollo, "GET", "journal?after=1009").text)
    assert last["number"] == 1_010
    assert steer(apollo, "GET", "journal?after=1010").text == ""
