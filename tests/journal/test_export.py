"""Exports of calls: curl commands, HAR files and tests."""

import ast
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from mock_apollo import __version__
from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.verdict import check
from mock_apollo.journal.export import as_curl, as_har, as_pytest, curl_line
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.messages import Call
from tests.calls import FYODOR, JSON_TYPE, patch, with_key

URL = "https://api.apollo.io"
PATH = f"/api/v1/contacts/{FYODOR}"


def entries(apollo: Apollo, *calls: Call) -> list[Entry]:
    """The entries of these calls."""
    for call in calls:
        apollo.answer(call)
    return list(apollo.journal.all_entries())


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (Call("GET", PATH), []),
        (Call("GET", PATH, "", ((b"host", b"x"), (b"user-agent", b"x"), (b"content-length", b"2"))), []),
        (Call("GET", PATH, "", with_key("s3cr3t")), ["-H", "x-api-key: $KEY"]),
        (Call("GET", PATH, "", ((b"authorization", b"Bearer s3cr3t"),)), ["-H", "authorization: Bearer $KEY"]),
        (Call("GET", PATH, "", ((b"x-note", b"it's"),)), ["-H", "x-note: it's"]),
        (Call("PUT", PATH, "", (JSON_TYPE,), b"{'}"), ["-H", "content-type: application/json", "--data-raw", "{'}"]),
    ],
    ids=["least", "headers of curl", "key", "token", "header", "body"],
)
def test_a_curl_command_has_the_words_of_the_call(call: Call, words: list[str]) -> None:
    """Assumed: our own feature; curl adds its own headers, and the key is left out."""
    line = curl_line(call, URL, "$KEY")
    assert shlex.split(line) == ["curl", "-gi", "-X", call.method, f"{URL}{PATH}", *words]


def test_a_curl_command_has_the_query_in_quotes() -> None:
    """Documented: a shell would take `&` for the end of the command."""
    line = curl_line(Call("GET", "/x", "a=1&b=2"), URL, "")
    assert line == f"curl -gi -X GET '{URL}/x?a=1&b=2'"


def test_a_body_that_is_no_text_is_escaped_byte_by_byte() -> None:
    """Documented: `$'...'` of bash knows no other way to write such bytes."""
    assert curl_line(Call("PUT", "/x", body=b"\xff\x00'"), URL, "").endswith(r"--data-raw $'\xff\x00\x27'")


@pytest.mark.parametrize("text", ["\x1b[2J\x07", "\x9b31m", "a\u202eb", "\t", "\r"])
def test_a_curl_command_sends_what_steers_a_terminal_in_escapes(text: str) -> None:
    r"""Documented: bash takes `$'\x1b'` for the character itself; so the command does what the call did."""
    line = curl_line(Call("PUT", f"/{text}", "", ((b"x-note", text.encode()),), text.encode()), URL, "")
    assert line.isprintable()
    escaped = "".join(f"\\x{byte:02x}" for byte in text.encode())
    assert line.endswith(f"--data-raw $'{escaped}'")


def test_an_exported_curl_command_is_judged_as_the_call_was(apollo: Apollo) -> None:
    """Assumed: `check` reads our own exports; the key is a variable."""
    (entry,) = entries(apollo, patch({"frist_name": "Leo"}))
    assert '"x-api-key: $APOLLO_KEY"' in as_curl(entry)
    (judged,) = check(as_curl(entry)).judged
    assert judged.findings == entry.findings


def test_an_exported_har_is_judged_as_the_calls_were(apollo: Apollo, tmp_path: Path) -> None:
    """Assumed: `check` reads our own exports."""
    said = entries(apollo, patch({"frist_name": "Leo"}), patch({"title": 1}), patch())
    (tmp_path / "x.har").write_text(json.dumps(as_har(said)))
    verdict = check(str(tmp_path / "x.har"))
    assert verdict.calls == 3
    assert [judged.findings for judged in verdict.judged] == [entry.findings for entry in said[:2]]


def test_a_har_has_the_members_that_the_format_requires(apollo: Apollo) -> None:
    """Documented: HAR 1.2, as far as browsers read it."""
    call = Call("PUT", PATH, "title=a+b&label_names[]=x", with_key("s3cr3t", JSON_TYPE), b'{"email": ""}')
    (entry,) = entries(apollo, call)
    log: Any = as_har([entry])["log"]
    (recorded,) = log["entries"]
    assert (log["version"], log["creator"]) == ("1.2", {"name": "mock-apollo", "version": __version__})
    assert recorded["startedDateTime"] == "2026-01-02T12:00:00.000Z"
    assert recorded["time"] == recorded["timings"]["wait"] == entry.took / 1_000
    request, response = recorded["request"], recorded["response"]
    assert request["url"] == f"http://127.0.0.1:27655{PATH}?title=a+b&label_names[]=x"
    assert request["queryString"] == [{"name": "title", "value": "a b"}, {"name": "label_names[]", "value": "x"}]
    assert request["postData"] == {"mimeType": "application/json", "text": '{"email": ""}'}
    assert {"name": "x-api-key", "value": "[redacted]"} in request["headers"]
    assert response["status"] == 200
    assert response["content"]["text"].encode() == entry.reply.body
    assert response["content"]["size"] == len(entry.reply.body)


def test_a_har_has_bodies_that_are_no_text_in_base64(apollo: Apollo) -> None:
    """Documented: HAR 1.2 has `encoding` for that."""
    (entry,) = entries(apollo, Call("PATCH", PATH, "", with_key("demo", JSON_TYPE), b"\xff"))
    (recorded,) = as_har([entry])["log"]["entries"]
    assert recorded["request"]["postData"] == {"mimeType": "application/json", "text": "/w==", "encoding": "base64"}


def test_exported_tests_can_be_compiled_and_expect_the_same_statuses(apollo: Apollo) -> None:
    """Assumed: our own feature; one test for each call, also for one that is not emulated."""
    said = entries(apollo, patch({"title": "it's"}), patch({"title": 1}), Call("GET", "/nowhere"))
    source = as_pytest(said)
    names = [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    assert names == ["test_1_update_a_contact_gets_200", "test_2_update_a_contact_gets_422", "test_3_call_gets_404"]
    assert source.count("assert reply.status_code == ") == 3
    assert repr(said[0].call.body) in source
