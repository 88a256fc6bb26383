"""Recorded traffic, judged."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.recording import RecordingError, milliseconds
from mock_apollo.check.verdict import Verdict, check
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import DELETED, FYODOR, JSON_TYPE, new_apollo, patch, raw
from tests.check.recorded import entry, har, traffic

SECRET = "s3cr3t-k3y"


def found(verdict: Verdict) -> list[tuple[str, str]]:
    """Where, and which codes."""
    return [(judged.where, finding.code) for judged in verdict.judged for finding in judged.findings]


def test_the_four_mistakes_of_a_recording_are_exactly_what_is_found(tmp_path: Path) -> None:
    """Documented: a misspelt field, a number for a string, no key, and a retry before Retry-After is over."""
    apollo = new_apollo(rate_limit="minute=3")
    calls = [
        patch({"title": "Novelist"}),
        patch({"frist_name": "Leo"}),
        patch({"title": 42}),
        raw(b"{}", JSON_TYPE, key=""),
        patch({"title": "Poet"}),
        patch({"title": "Poet"}),
    ]
    verdict = check(har(tmp_path, traffic(apollo, *calls)))
    assert found(verdict) == [
        ("entry 2", "unknown-field"),
        ("entry 3", "invalid-value"),
        ("entry 4", "missing-credentials"),
        ("entry 6", "ignored-retry-after"),
    ]
    assert [judged.status for judged in verdict.judged] == [200, 422, 401, 429]
    assert (verdict.calls, verdict.skipped) == (6, {})


def test_what_is_not_apollos_is_skipped_with_the_reason(tmp_path: Path, apollo: Apollo) -> None:
    """Assumed: a browser records everything."""
    entries = [
        *traffic(apollo, patch()),
        entry(patch({"x": 1}), Reply(200, b"{}"), base="https://example.com"),
        entry(Call("GET", "/livez"), Reply(200, b"ok"), base="http://127.0.0.1:27655"),
        {"request": {}},
        {**entry(patch(), None), "request": {"method": "PATCH", "url": "https://api.apollo.io/", "bodySize": 5}},
    ]
    verdict = check(har(tmp_path, entries))
    assert found(verdict) == []
    assert verdict.calls == 1
    assert sorted(verdict.skipped) == [
        "a call that does not follow the format",
        "a call to a page of mock-apollo's own",
        "a call to example.com, which is not Apollo; --host example.com judges it",
        "a call whose body was not recorded",
    ]


def test_another_host_can_be_apollo(tmp_path: Path) -> None:
    """Assumed: a proxy, or a service in a compose file."""
    file = har(tmp_path, [entry(patch({"x": 1}), Reply(200, b""), base="http://proxy.example.com:8080")])
    assert found(check(file, ["*.example.com"]))[0] == ("entry 1", "unknown-field")


def test_credentials_that_were_left_out_are_not_missed(tmp_path: Path, apollo: Apollo) -> None:
    """Assumed: tools take them out of recordings; a call that was not refused for them had some."""
    recorded = traffic(apollo, patch())
    recorded[0]["request"]["headers"] = []
    verdict = check(har(tmp_path, recorded))
    assert found(verdict) == []
    assert (verdict.calls, verdict.without_credentials) == (1, 1)


def test_replies_are_judged_as_far_as_they_are_recorded(tmp_path: Path, apollo: Apollo) -> None:
    """Assumed: a browser leaves bodies out, and status 0 is no reply."""
    wrong = entry(patch(), Reply(200, b'{"contact":{}}'))
    without_body = entry(patch(), Reply(200, b'{"contact":{}}'))
    del without_body["response"]["content"]["text"]
    unknown = entry(patch(), Reply(502, b"<html>", b"text/html"))
    broken = entry(patch(), Reply(200, b'{"contact":'))
    verdict = check(har(tmp_path, [wrong, without_body, unknown, broken, entry(patch(), None)]))
    assert found(verdict) == [
        ("entry 1", "invalid-reply"),
        ("entry 3", "undeclared-reply"),
        ("entry 4", "invalid-reply"),
    ]


def test_without_times_nobody_comes_too_early(tmp_path: Path) -> None:
    """Assumed: a recording may leave them out."""
    entries = traffic(new_apollo(rate_limit="minute=1"), patch(), patch(), patch())
    for recorded in entries:
        recorded["startedDateTime"] = "yesterday"
    assert found(check(har(tmp_path, entries))) == []


def test_the_export_of_the_journal_is_judged_as_the_calls_were(tmp_path: Path) -> None:
    """Assumed: the same judge, so the same findings, world aside."""
    apollo = new_apollo(rate_limit="minute=4")
    calls = [
        raw(b"x" * 70_000, JSON_TYPE, key=SECRET),
        patch({"frist_name": 1}, key=SECRET),
        patch({"title": 1}, key=SECRET),
        raw(b"\xff", JSON_TYPE, key=SECRET),
        patch(key=SECRET),
        patch(key=SECRET),
        Call(
            "PATCH",
            f"/api/v1/contacts/{FYODOR}",
            "",
            ((b"authorization", b"Bearer " + SECRET.encode()), JSON_TYPE),
            b"{}",
        ),
    ]
    for call in calls:
        apollo.answer(call)
    entries = apollo.journal.entries(apollo.keys.open(SECRET).team)
    export = b"".join(orjson.dumps(recorded.document()) + b"\n" for recorded in entries)
    assert SECRET.encode() not in export
    (tmp_path / "journal.ndjson").write_bytes(export)
    verdict = check(str(tmp_path / "journal.ndjson"))
    live = [finding.code for recorded in entries[1:] for finding in recorded.findings]
    assert [code for _, code in found(verdict)] == live
    assert "ignored-retry-after" in live
    assert dict(verdict.skipped) == {"a call whose body was too large for the journal": 1}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "this is not a HAR, a VCR cassette"),
        ("<html>", "this is not a HAR, a VCR cassette"),
        ('{"log": {"entries": [', "it begins like a HAR file, but is not JSON to its end: parse error: premature EOF."),
        ('{"log": {"entries": []}}', "there is nothing to judge: no call was recorded"),
        ('{"at": "x"}\nnot json', "line 2 is not JSON"),
        ("interactions:\n- [", "it begins like a VCR cassette, but is not YAML"),
        ("interactions:\n- recorded_at: 2026-13-45", "it begins like a VCR cassette, but is not YAML"),
        ("interactions: 5", "no call was recorded"),
        ("- interactions:", "no call was recorded"),
        ('{"version": 1, "interactions": [5]}', "a call that does not follow the format"),
        ('{"log": {"entries": [' + '{"a":' * 200 + "1" + "}" * 200 + "]}}", "nested deeper than 100 levels"),
        ('{"log": {"entries": "none"}}', "no call was recorded"),
        ('{"Initialize":{}}\n{"ScenarioFinished":null}\n5', "a scenario that does not follow the format"),
        (
            '{"Initialize":{}}\n{"ScenarioFinished":{"recorder":{"interactions":[]}}}',
            "a scenario that does not follow the format",
        ),
        ("curl http://example.com/x", "there is nothing to judge: a call to example.com"),
    ],
    ids=lambda value: value[:60],
)
def test_a_file_that_cannot_be_judged_is_refused_with_the_reason(tmp_path: Path, text: str, why: str) -> None:
    """Assumed: who judges nothing must not pass."""
    file = tmp_path / "file"
    file.write_text(text)
    with pytest.raises(RecordingError, match=why) as refused:
        check(str(file))
    assert str(refused.value).startswith(f"{file}: ")


def test_a_byte_order_mark_disturbs_nobody(tmp_path: Path, apollo: Apollo) -> None:
    """Observed: some proxies on Windows write one."""
    file = Path(har(tmp_path, traffic(apollo, patch())))
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert check(str(file)).calls == 1


def test_calls_that_were_under_way_did_not_ignore_the_wait(tmp_path: Path) -> None:
    """Assumed: who has not heard yet cannot obey; HAR says how long a call took."""
    entries = traffic(new_apollo(rate_limit="minute=1"), *(patch({"title": str(i)}) for i in range(4)))
    for recorded in entries:
        recorded["time"] = 2_500.0
    assert found(check(har(tmp_path, entries))) == []
    entries[3]["startedDateTime"] = "2026-01-02T12:00:30Z"
    assert found(check(har(tmp_path, entries))) == [("entry 4", "ignored-retry-after")]


@pytest.mark.parametrize(
    "response",
    [
        {"content": {"text": None, "size": 9}},
        {"content": {"text": "", "size": 9}},
        {"content": {"text": "%%%", "encoding": "base64"}},
        {"content": None},
        {
            "content": {"text": "H4sIAAAAAAAC/w==", "encoding": "base64"},
            "headers": [
                {"name": "Content-Encoding", "value": "gzip"},
                {"name": "Content-Type", "value": "application/json"},
            ],
        },
    ],
    ids=str,
)
def test_a_reply_that_cannot_be_read_is_not_judged(tmp_path: Path, apollo: Apollo, response: Any) -> None:
    """Observed: browsers throw bodies away, and vcrpy keeps them compressed; the call is judged all the same."""
    (recorded,) = traffic(apollo, patch({"frist_name": "Leo"}))
    recorded["response"] |= response
    recorded["request"]["headers"].append({"name": "x-null", "value": None})
    assert found(check(har(tmp_path, [recorded]))) == [("entry 1", "unknown-field")]


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        ({"postData": {"_file": "body.bin"}, "bodySize": 9}, "whose body was not recorded"),
        ({"postData": {"text": ""}, "bodySize": 9}, "whose body was not recorded"),
        (
            {"method": "OPTIONS", "headers": [{"name": "Access-Control-Request-Method", "value": "PATCH"}]},
            "a CONNECT or a CORS preflight",
        ),
        ({"method": "CONNECT"}, "a CONNECT or a CORS preflight, which is not a call"),
        ({"url": "https://me:s3cr3t@api.apollo.io\u2100/api"}, "a call that does not follow the format"),
    ],
    ids=str,
)
def test_what_is_no_call_that_can_be_judged_is_skipped(tmp_path: Path, apollo: Apollo, request_: Any, why: str) -> None:
    """Observed: in the recordings of browsers, proxies and Playwright."""
    first, second = traffic(apollo, patch(), patch())
    second["request"] |= request_
    (skipped,) = check(har(tmp_path, [first, second])).skipped
    assert why in skipped
    assert "s3cr3t" not in skipped


def test_a_lone_surrogate_in_a_url_is_a_wrong_url(tmp_path: Path) -> None:
    """Assumed: JSON can say it, no wire can carry it."""
    call = Call("PATCH", "/api/v1/contacts/\ud800", "", ((b"x-api-key", b"k"), JSON_TYPE), b"{}")
    assert found(check(har(tmp_path, [entry(call, None)]))) == [("entry 1", "undeclared-method")]


def test_clients_whose_keys_were_taken_out_are_not_taken_for_one(tmp_path: Path) -> None:
    """Assumed: two wrong keys look the same when both are taken out, and are no retry."""
    apollo = new_apollo()
    entries = traffic(apollo, patch(key="invalid-a"), patch(key="invalid-b"))
    for recorded in entries:
        recorded["request"]["headers"][0]["value"] = "[redacted]"
    assert found(check(har(tmp_path, entries))) == []


def test_what_only_the_world_could_know_is_taken_from_the_export(tmp_path: Path, apollo: Apollo) -> None:
    """Assumed: a recording has no records to look at."""
    apollo.answer(patch({"email": "nobody"}))
    (recorded,) = apollo.journal.all_entries()
    (tmp_path / "journal.ndjson").write_bytes(orjson.dumps(recorded.document()))
    assert found(check(str(tmp_path / "journal.ndjson"))) == [("line 1", "ignored-email")]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Assumed: with the system's reason."""
    with pytest.raises(RecordingError, match="it cannot be read: No such file or directory"):
        check(str(tmp_path / "nothing"))


def test_a_large_recording_is_not_held_whole(tmp_path: Path) -> None:
    """Documented by the size of what is held: 50 MB of HAR in less than 8 MB."""
    file = tmp_path / "large.har"
    one = json.dumps(entry(patch({"frist_name": "Leo"}), Reply(200, b" " * 750_000, b"text/html")))
    with file.open("w") as out:
        out.write('{"log": {"entries": [')
        out.write(",".join([one] * 50))
        out.write("]}}")
    assert file.stat().st_size > 50_000_000
    del one
    tracemalloc.start()
    verdict = check(str(file))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert verdict.calls == 50
    assert peak < 8_000_000


CASSETTES: dict[str, Any] = {
    "vcrpy": """\
interactions:
- request:
    body: '{"frist_name": "Leo"}'
    headers:
      Content-Type: [application/json]
      X-Api-Key: [s3cr3t-k3y]
    method: PATCH
    uri: https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4
  response:
    body: {string: '{"contact":{},"labels":[]}'}
    headers: {content-type: [application/json]}
    status: {code: 200, message: OK}
version: 1
""",
    "ruby": """\
---
http_interactions:
- request:
    method: patch
    uri: https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4
    body: {encoding: UTF-8, base64_string: eyJmcmlzdF9uYW1lIjogIkxlbyJ9}
    headers: {X-Api-Key: [s3cr3t-k3y], Content-Type: [application/json]}
  response:
    status: {code: 200, message: OK}
    headers: {Content-Type: [application/json]}
    body: {encoding: UTF-8, string: '{"contact":{},"labels":[]}'}
  recorded_at: Fri, 02 Jan 2026 12:00:00 GMT
- broken
""",
}


@pytest.mark.parametrize("cassette", CASSETTES.values(), ids=CASSETTES)
def test_a_cassette_is_judged(tmp_path: Path, cassette: str) -> None:
    """Assumed: as vcrpy and Ruby's VCR write them."""
    file = tmp_path / "cassette.yaml"
    file.write_text(cassette)
    assert found(check(str(file))) == [("interaction 1", "unknown-field")]


def test_the_times_of_rubys_cassettes_are_read() -> None:
    """Documented: as e-mail has them."""
    assert milliseconds("Fri, 02 Jan 2026 12:00:00 GMT") == milliseconds("2026-01-02T12:00:00Z")
    assert milliseconds("soon") is None


def test_schemathesis_events_are_judged(tmp_path: Path) -> None:
    """Assumed: as schemathesis 4.32 writes them, one event a line."""
    call = {
        "method": "PATCH",
        "uri": f"http://127.0.0.1:1/api/v1/contacts/{DELETED}",
        "headers": {"x-api-key": ["[Filtered]"]},
    }
    interactions = {
        "a": {"request": call, "response": None, "timestamp": 1.5},
        "b": {"request": {}, "timestamp": 1.5},
    }
    events = [{"Initialize": {}}, {"ScenarioFinished": {"recorder": {"interactions": interactions}}}, []]
    file = tmp_path / "events.ndjson"
    file.write_text("".join(f"{json.dumps(event, separators=(',', ':'))}\n" for event in events))
    verdict = check(str(file))
    assert found(verdict) == [("case a", "undeclared-media-type")]
    assert verdict.skipped.total() == 1


def test_what_a_recording_made_up_cannot_paint_the_terminal(tmp_path: Path) -> None:
    """Assumed: a recording comes from anywhere."""
    call = Call("PATCH", "/api/v1/\x1b[31m", "", (), b"")
    (judged,) = check(har(tmp_path, [entry(call, None)])).judged
    assert judged.target == "/api/v1/\\x1b[31m"
