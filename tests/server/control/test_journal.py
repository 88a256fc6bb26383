"""Tests of the routes that show, count and check the journal."""

import asyncio
import socket
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call
from mock_apollo.server.background import running
from mock_apollo.server.banner import Greeting
from mock_apollo.server.build import build_app
from tests.calls import FYODOR, new_apollo, patch, with_key
from tests.server.control.asgi_client import JSON_HEADER, KEY, steer, view


def test_the_journal_is_filtered_and_counted(apollo: Apollo) -> None:
    """Assumed: by operation, status, finding and time, for one key only; clearing it changes nothing else."""
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


@pytest.mark.parametrize("form", ["ndjson", "har", "curl", "pytest"])
def test_what_a_client_sent_steers_no_terminal_from_the_journal(apollo: Apollo, form: str) -> None:
    """Assumed: in each form; in JSON as escapes of the same value, in a curl line as escapes of bash."""
    sent = '{"title": "\\u009b \x9b31m \u202e", "x": "\x1b[2J\x07"}'
    headers = with_key(KEY, (b"x-note", b"\x1b[2J\x9b"))
    apollo.answer(Call("PATCH", f"/api/v1/contacts/{FYODOR}", "a=\x9b", headers, sent.encode()))
    text = steer(apollo, "GET", f"journal?form={form}").text
    assert text.replace("\n", "").isprintable()
    if form == "ndjson":
        assert orjson.loads(text)["call"]["body"] == sent
    if form == "har":
        assert orjson.loads(text)["log"]["entries"][0]["request"]["postData"]["text"] == sent


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"records/contacts/{KEY}", None),
        ("POST", "faults", {KEY: 1}),
        ("POST", "faults", {"fault": KEY}),
        ("POST", f"snapshots/{KEY}/restore", None),
        ("DELETE", f"faults/{KEY}", None),
        ("POST", "records", {KEY: []}),
        ("PUT", "state", {KEY: 1}),
        ("POST", "journal/expect", {"operation": KEY}),
        ("POST", "journal/expect", {"body": {"title": KEY}}),
        ("GET", f"journal?form={KEY}", None),
        ("POST", f"records?api_key={KEY}", {"contacts": [{"api_key": KEY, "typed_custom_fields": {KEY: 1}}]}),
    ],
)
def test_no_answer_to_a_control_call_shows_a_key(apollo: Apollo, method: str, path: str, body: object) -> None:
    """Assumed: refusals quote names and values, and any of them may be a key that was offered."""
    steer(apollo, "POST", "worlds")
    refused = steer(apollo, method, path, json=body)
    assert KEY not in refused.text


def test_a_request_can_wait_for_the_next_call(apollo: Apollo) -> None:
    """Assumed: it is answered with the call, or empty after the given time."""
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


@pytest.mark.parametrize("query", ["team=other", "status=418"])
def test_nobody_waits_for_a_client_that_has_left(query: str) -> None:
    """Assumed: its request ends with its connection; with the key of a world, or without one."""
    with running(new_apollo()) as server:
        journal, address = server.apollo.journal, urlsplit(server.url)

        def waiting() -> int:
            return server.do(lambda: len(journal.listeners_by_team) + len(journal.listeners) - 1)

        with socket.create_connection((address.hostname, address.port)) as client:
            client.sendall(f"GET /__admin/journal?wait=60&{query} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
            while not waiting():
                pass
        while waiting():
            pass


def test_entries_are_numbered_on_when_the_journal_is_full(apollo: Apollo) -> None:
    """Assumed: deleted entries keep their numbers."""
    for _ in range(1_010):
        apollo.answer(view())
    last = orjson.loads(steer(apollo, "GET", "journal?after=1009").text)
    assert last["number"] == 1_010
    assert steer(apollo, "GET", "journal?after=1010").text == ""


@pytest.mark.parametrize("form", ["ndjson", "har", "curl", "pytest"])
def test_no_export_contains_a_credential(apollo: Apollo, form: str) -> None:
    """Assumed: wherever the client puts it."""
    apollo.answer(patch({"title": "A", "api_key": KEY}, key=KEY))
    apollo.answer(Call("PATCH", f"/api/v1/contacts/{FYODOR}", f"api_key={KEY}", with_key(KEY), b"{}"))
    exported = steer(apollo, "GET", f"journal?form={form}")
    assert exported.status_code == 200
    assert FYODOR in exported.text
    for surface in (
        exported,
        *(steer(apollo, "GET", path) for path in ("worlds", "state", "faults", "journal/counts")),
    ):
        assert KEY not in surface.text


def test_exported_tests_compile(apollo: Apollo) -> None:
    """Assumed: each has a name of its own."""
    for _ in range(2):
        apollo.answer(patch({"title": "X"}, key=KEY))
    exported = steer(apollo, "GET", "journal?form=pytest").text
    compile(exported, "exported", "exec")
    assert exported.startswith("import httpx\n")
    assert "def test_1_update_a_contact_gets_200" in exported
    assert "def test_2_update_a_contact_gets_200" in exported


def test_an_expected_call_is_compared_with_the_journal(apollo: Apollo) -> None:
    """Assumed: parts of a body match; near misses are listed with their differences."""
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
def test_an_expectation_that_no_call_can_meet_is_refused(apollo: Apollo, call: str) -> None:
    """Assumed: before it is compared."""
    apollo.answer(patch({"title": "X"}, key=KEY))
    reply = steer(apollo, "POST", "journal/expect", content=f'{{"call":{call}}}', headers=JSON_HEADER)
    assert reply.status_code == 422, reply.text
