"""Files of JSON lines: the export of the journal, and the events of schemathesis."""

import json
from pathlib import Path

import orjson

from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.verdict import check
from mock_apollo.protocol.messages import Call
from tests.calls import DELETED, FYODOR, JSON_TYPE, new_apollo, patch, raw
from tests.check.recorded import found

SECRET = "s3cr3t-k3y"


def test_the_export_of_the_journal_is_judged_as_the_calls_were(tmp_path: Path) -> None:
    """Assumed: the same judge, so the same findings."""
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


def test_findings_that_need_the_records_are_taken_from_the_export(tmp_path: Path, apollo: Apollo) -> None:
    """Assumed: a recording contains no records."""
    apollo.answer(patch({"email": "nobody"}))
    (recorded,) = apollo.journal.all_entries()
    (tmp_path / "journal.ndjson").write_bytes(orjson.dumps(recorded.document()))
    assert found(check(str(tmp_path / "journal.ndjson"))) == [("line 1", "ignored-email")]


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
