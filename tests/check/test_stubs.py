"""Stubs of WireMock, Hoverfly and nock."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from mock_apollo.check.recording import RecordingError
from mock_apollo.check.stubs import NO_BODY, NO_HEADERS
from mock_apollo.check.verdict import check
from tests.check.recorded import found

PATH = "/api/v1/contacts/66e34b81740c50074e3d1bd4"
BODY = '{"frist_name": "Leo"}'
REPLY: dict[str, Any] = {"contact": {}, "labels": []}
MAPPING = {
    "id": "8c5db8b0-2db4-4ad7-a99f-38c9b00da3f7",
    "request": {"url": PATH, "method": "PATCH", "bodyPatterns": [{"equalToJson": BODY, "ignoreArrayOrder": True}]},
    "response": {"status": 200, "jsonBody": REPLY, "headers": {"Content-Type": "application/json"}},
}


def matcher(value: str, kind: str = "exact") -> list[dict[str, str]]:
    """A matcher of Hoverfly."""
    return [{"matcher": kind, "value": value}]


PAIR = {
    "request": {
        "path": matcher(PATH),
        "method": matcher("PATCH"),
        "destination": matcher("api.apollo.io"),
        "scheme": matcher("https"),
        "body": matcher(BODY, "json"),
        "headers": {"Content-Type": matcher("application/json")},
    },
    "response": {"status": 200, "body": orjson.dumps(REPLY).decode(), "encodedBody": False, "headers": {}},
}
NOCK = {
    "scope": "https://api.apollo.io:443",
    "method": "PATCH",
    "path": PATH,
    "body": {"frist_name": "Leo"},
    "status": 200,
    "response": REPLY,
    "rawHeaders": ["content-type", "application/json"],
    "responseIsBinary": False,
}
OLDER = {"path": PATH, "method": "PATCH", "destination": "api.apollo.io", "query": "", "body": BODY, "headers": {}}
LATER = {
    "path": {"exactMatch": PATH},
    "method": {"exactMatch": "PATCH"},
    "query": {"exactMatch": ""},
    "body": {"jsonMatch": BODY},
    "headers": {"Content-Type": ["application/json"]},
}
STUBS = {
    "a mapping of WireMock": MAPPING,
    "mappings of WireMock": {"mappings": [MAPPING], "meta": {"total": 1}},
    "a simulation of Hoverfly": {"data": {"pairs": [PAIR]}, "meta": {"schemaVersion": "v5.2"}},
    "a simulation of Hoverfly's first version": {"data": {"pairs": [{"request": OLDER}]}},
    "a simulation of Hoverfly's third version": {"data": {"pairs": [{"request": LATER}]}},
    "a mapping with its metadata first": {"metadata": {"a": {}}, **MAPPING},
    "calls of nock": [NOCK],
    "calls of nock with bytes": [{**NOCK, "body": BODY.encode().hex()}],
    "calls of nock in another order": [dict(reversed(NOCK.items()))],
}


@pytest.mark.parametrize("content", STUBS.values(), ids=STUBS)
def test_the_call_of_a_stub_is_judged_but_for_its_headers(tmp_path: Path, content: object) -> None:
    """Documented: the formats; a stub has only the headers that must match, so the key is not missing."""
    file = tmp_path / "stubs.json"
    file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    verdict = check(str(file))
    assert [code for _, code in found(verdict)] == ["unknown-field"]
    assert verdict.in_part == {NO_HEADERS: 1}


def test_what_matches_several_calls_is_no_call(tmp_path: Path) -> None:
    """Assumed: a pattern of a path or a method is skipped; of a body that is matched by a pattern, nothing is said."""
    by_pattern = {"request": {"method": "PATCH", "url": PATH, "bodyPatterns": [{"matchesJsonPath": "$.title"}]}}
    several = {"request": {"method": "ANY", "urlPathPattern": "/api/.*"}}
    file = tmp_path / "stubs.json"
    file.write_bytes(orjson.dumps({"mappings": [by_pattern, several]}))
    verdict = check(str(file))
    assert (found(verdict), verdict.in_part) == ([], {NO_HEADERS: 1, NO_BODY: 1})
    assert verdict.skipped == {"a stub that matches more than one path or method": 1}


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        ({"url": PATH, "bodyPatterns": []}, "a stub that matches more than one path or method"),
        ({"url": PATH, "method": "PATCH", "host": {"equalTo": "example.com"}}, "a call to example.com, which is not"),
    ],
    ids=str,
)
def test_a_mapping_of_anything_else_is_skipped(tmp_path: Path, request_: object, why: str) -> None:
    """Documented: a mapping without a method matches any, and one may have a host."""
    file = tmp_path / "stubs.json"
    file.write_bytes(orjson.dumps({"request": request_}))
    with pytest.raises(RecordingError, match=why):
        check(str(file))


@pytest.mark.parametrize("content", [{"mappings": 5}, {"data": {"pairs": None}}, {"pairs": []}], ids=str)
def test_a_file_without_its_list_is_refused_with_the_name_of_the_list(tmp_path: Path, content: object) -> None:
    """Assumed: the sentence says which part is missing."""
    file = tmp_path / "stubs.json"
    file.write_bytes(orjson.dumps(content))
    with pytest.raises(RecordingError, match=r"it has no list under (?:mappings|data\.pairs), where"):
        check(str(file))


def test_a_value_of_a_stub_that_is_a_placeholder_is_not_judged(tmp_path: Path) -> None:
    """Documented: WireMock's `${json-unit.any-string}` is any text; values in a query are not encoded in a stub."""
    body = '{"label_names": "${json-unit.any-string}"}'
    request = {"method": "PATCH", "urlPath": PATH, "queryParameters": {"a": {"equalTo": "b&c=d"}}}
    file = tmp_path / "stubs.json"
    file.write_bytes(orjson.dumps({"request": {**request, "bodyPatterns": [{"equalToJson": body}]}}))
    verdict = check(str(file))
    assert [(finding.code, finding.path) for judged in verdict.judged for finding in judged.findings] == [
        ("unknown-parameter", "query.a")
    ]
    assert verdict.in_part == {NO_HEADERS: 1, NO_BODY: 1}
