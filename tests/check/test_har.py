"""HAR files, as browsers and proxies write them."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.har import NO_BODY
from mock_apollo.check.verdict import check
from mock_apollo.protocol.messages import Reply
from tests.calls import patch
from tests.check.recorded import entry, found, har, refusal, traffic

SENT = [{"name": "X-Api-Key", "value": "s3cr3t-k3y"}, {"name": "Content-Type", "value": "application/json"}]


def test_a_byte_order_mark_is_ignored(tmp_path: Path, apollo: Apollo) -> None:
    """Observed: some proxies on Windows write one."""
    file = Path(har(tmp_path, traffic(apollo, patch())))
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert check(str(file)).calls == 1


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
    """Observed: browsers drop bodies, and vcrpy keeps them compressed; the call is judged all the same."""
    (recorded,) = traffic(apollo, patch({"frist_name": "Leo"}))
    recorded["response"] |= response
    recorded["request"]["headers"].append({"name": "x-null", "value": None})
    assert found(check(har(tmp_path, [recorded]))) == [("entry 1", "unknown-field")]


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (
            {"method": "OPTIONS", "headers": [{"name": "Access-Control-Request-Method", "value": "PATCH"}]},
            "a CONNECT or a CORS preflight",
        ),
        ({"method": "CONNECT"}, "a CONNECT or a CORS preflight, which is not a call"),
        ({"url": "https://me:s3cr3t@api.apollo.io\u2100/api"}, "a call that does not follow the format"),
    ],
    ids=str,
)
def test_an_entry_that_is_no_complete_call_of_the_client_is_skipped(
    tmp_path: Path, apollo: Apollo, request_: Any, why: str
) -> None:
    """Observed: in the recordings of browsers, proxies and Playwright."""
    first, second = traffic(apollo, patch(), patch())
    second["request"] |= request_
    (skipped,) = check(har(tmp_path, [first, second])).skipped
    assert why in skipped
    assert "s3cr3t" not in skipped


@pytest.mark.parametrize(
    ("request_", "codes"),
    [
        ({"postData": {"_file": "missing.json"}, "bodySize": 9}, None),
        ({"postData": {"_file": "../body.json"}, "bodySize": 9}, None),
        ({"postData": {"text": ""}, "bodySize": 9}, None),
        ({"postData": {}, "bodySize": -1, "headers": [*SENT, {"name": "Content-Length", "value": "20"}]}, None),
        ({"postData": {}, "bodySize": -1}, None),
        ({"postData": {}}, None),
        ({"postData": {}, "bodySize": 0}, ["unreadable-body"]),
        ({"postData": {"_file": "link.json"}}, None),
        (
            {"postData": {}, "bodySize": -1, "headers": [*SENT, {"name": "Content-Length", "value": "0"}]},
            ["unreadable-body"],
        ),
        ({"postData": {"mimeType": "application/json", "_file": "body.json"}}, ["unknown-field"]),
        (
            {"postData": {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "b"}]}},
            ["undeclared-media-type"],
        ),
    ],
    ids=str,
)
def test_a_body_is_judged_wherever_it_stands_and_not_if_it_is_unknown(
    tmp_path: Path, apollo: Apollo, request_: Any, codes: list[str] | None
) -> None:
    """Observed: in the recordings of browsers, proxies and Playwright; a file of another folder is not read."""
    (tmp_path / "body.json").write_text('{"frist_name": "Leo"}')
    folder = tmp_path / "recording"
    folder.mkdir()
    (folder / "body.json").write_text('{"frist_name": "Leo"}')
    (folder / "link.json").symlink_to(tmp_path / "body.json")
    (recorded,) = traffic(apollo, patch())
    form = request_.get("postData", {}).get("params")
    recorded["request"] |= {"headers": SENT[:1] if form else SENT, **request_}
    verdict = check(har(folder, [recorded]))
    assert [code for _, code in found(verdict)] == (codes or [])
    assert verdict.in_part == ({} if codes else {NO_BODY: 1})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            b'{"log": {"entries": [{"request": {"postData": {"text": "hunter2 Jos\xe9"}}}]}}',
            "is not UTF-8 at byte 67. Save",
        ),
        (b'{"log": {"entries": [{"request": hunter2', "is not JSON to its end, after entry 0. Export it again."),
        (b"PK\x03\x04hunter2", "this archive cannot be read"),
    ],
    ids=str,
)
def test_a_broken_recording_is_not_quoted(tmp_path: Path, content: bytes, why: str) -> None:
    """Assumed: an error of a parser may quote a credential."""
    said = refusal(tmp_path / "calls.har", content)
    assert why in said
    assert "hunter2" not in said


def test_a_large_recording_is_not_held_whole(tmp_path: Path) -> None:
    """Assumed: 50 MB of HAR are read in less than 8 MB of memory."""
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


def test_the_media_type_of_a_reply_is_its_mime_type_when_the_header_is_missing(tmp_path: Path, apollo: Apollo) -> None:
    """Documented: HAR 1.2 has both, and tools leave headers out."""
    (recorded,) = traffic(apollo, patch())
    recorded["response"]["headers"] = [{"name": "X-Request-Id", "value": "1"}]
    assert found(check(har(tmp_path, [recorded]))) == []
