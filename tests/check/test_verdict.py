"""Recorded traffic, judged."""

from pathlib import Path

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.recording import RecordingError
from mock_apollo.check.verdict import check
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import JSON_TYPE, new_apollo, patch, raw, with_key
from tests.check.recorded import entry, found, har, refusal, traffic


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


def test_calls_to_other_hosts_and_incomplete_calls_are_skipped_with_the_reason(tmp_path: Path, apollo: Apollo) -> None:
    """Assumed: a browser records everything."""
    entries = [
        *traffic(apollo, patch()),
        entry(patch({"x": 1}), Reply(200, b"{}"), base="https://example.com"),
        entry(Call("GET", "/livez"), Reply(200, b"ok"), base="http://127.0.0.1:27655"),
        {"request": {}},
    ]
    verdict = check(har(tmp_path, entries))
    assert found(verdict) == []
    assert verdict.calls == 1
    assert sorted(verdict.skipped) == [
        "a call to a page of mock-apollo's own",
        "a call to example.com, which is not Apollo; --host example.com judges it",
        "a call without method, which the format has",
    ]


def test_another_host_can_be_apollo(tmp_path: Path) -> None:
    """Assumed: a proxy, or a service in a compose file."""
    file = har(tmp_path, [entry(patch({"x": 1}), Reply(200, b""), base="http://proxy.example.com:8080")])
    assert found(check(file, ["*.example.com"]))[0] == ("entry 1", "unknown-field")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "this is not a HAR, a cassette of a VCR"),
        ("<html>", "this is not a HAR, a cassette of a VCR"),
        ('{"log": {"entries": [', "it begins like a HAR file, but is not JSON to its end, after entry 0. Export"),
        ('{"log": {"entries": []}}', "there is nothing to judge: no call was recorded; what can be read is a HAR"),
        ('{"name": "x"}', "no call was recorded; what can be read is a HAR, a cassette"),
        ('{"at": "x"}\nnot json', "line 2 is not JSON"),
        ("interactions:\n- [", "it begins like a cassette, but is not YAML"),
        ("interactions:\n- recorded_at: 2026-13-45", "a call without request, which the format has"),
        ("interactions: 5", "no call was recorded"),
        ("- interactions:", "a call without request, which the format has"),
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
    """Assumed: a check without a call must not pass."""
    said = refusal(tmp_path / "file", text.encode())
    assert why in said
    assert said.startswith(f"{tmp_path / 'file'}: ")


def test_calls_that_were_sent_before_the_429_arrived_are_not_too_early(tmp_path: Path) -> None:
    """Assumed: HAR has the duration of each call."""
    entries = traffic(new_apollo(rate_limit="minute=1"), *(patch({"title": str(i)}) for i in range(4)))
    for recorded in entries:
        recorded["time"] = 2_500.0
    assert found(check(har(tmp_path, entries))) == []
    entries[3]["startedDateTime"] = "2026-01-02T12:00:30Z"
    assert found(check(har(tmp_path, entries))) == [("entry 4", "ignored-retry-after")]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Assumed: with the system's reason."""
    with pytest.raises(RecordingError, match="it cannot be read: No such file or directory"):
        check(str(tmp_path / "nothing"))


def test_control_characters_in_a_recording_do_not_reach_the_terminal(tmp_path: Path) -> None:
    """Assumed: a recording is not trusted."""
    call = Call("PATCH", "/api/v1/\x1b[31m", "", (), b"")
    (judged,) = check(har(tmp_path, [entry(call, None)])).judged
    assert judged.target == "/api/v1/\\x1b[31m"


def test_a_monstrous_call_has_a_short_report(tmp_path: Path) -> None:
    """Assumed: of its URL and of its findings there is the beginning, and how many more there are."""
    call = Call("GET", "/api/v1/labels", "x=1&" * 250_000, with_key("demo"))
    (judged,) = check(har(tmp_path, [entry(call, Reply(200, b"[]"))])).judged
    assert len(judged.target) < 1_100
    assert judged.findings[-1].message == "And 249,980 more findings of this call."
    assert len(judged.findings) == 21
