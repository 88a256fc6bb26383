"""Surfaces: a key that stands in any place of a call can be read on none of them."""

import base64
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.check.recording import recorded
from mock_apollo.check.report import REPORTS
from mock_apollo.check.verdict import judge
from mock_apollo.fuzz.client.campaign import Found, Plan, Result
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.oracle import Broken
from mock_apollo.fuzz.client.program import FORMATS, Outcome, Program
from mock_apollo.journal.export import as_curl, as_har, as_pytest
from mock_apollo.journal.log import Log
from mock_apollo.journal.query import Wanted, expect
from mock_apollo.protocol.messages import Call
from tests.calls import FYODOR, JSON_TYPE, new_apollo

PATH = f"/api/v1/contacts/{FYODOR}"
USER = "tester"  # the key of calls that have another one elsewhere
OFFERED = "q7Zx-Offer3d-\u00e9/+\"'"  # the key of a client that sends it in other places too
FORM = (b"content-type", b"application/x-www-form-urlencoded")
MULTIPART = (b"content-type", b"multipart/form-data; boundary=b")


def call(*headers: tuple[str, str], path: str = PATH, query: str = "", body: Any = b"{}") -> Call:
    """An update by a client whose key is accepted."""
    sent = body if isinstance(body, bytes) else orjson.dumps(body)
    wire = tuple((name.lower().encode(), value.encode()) for name, value in headers)
    return Call("PATCH", path, query, ((b"x-api-key", USER.encode()), JSON_TYPE, *wire), sent)


NAMED_HEADERS = """\
X-Api-Key Api-Key ApiKey X-Apollo-Api-Key Ocp-Apim-Subscription-Key X-Functions-Key X-Master-Key X-App-Key X-Key Key
X-Goog-Api-Key X-Rapidapi-Key X-Access-Key X-Sig Sig X-Signature X-Hub-Signature-256 X-Pass Pass X-Otp X-Token
X-Auth-Token X-Csrf-Token X-Xsrf-Token X-Amz-Security-Token Private-Token X-Auth X-Secret X-Client-Secret X-Password
X-Session X-Session-Id X-Sid Cookie Cookie2 Set-Cookie Proxy-Authorization X-Authorization X-Jwt-Assertion X-Credential
Authentication-Info"""
HEADERS_WITH_URLS = ["Referer", "X-Original-Url", "X-Forwarded-Uri", "X-Rewrite-Url", "Location", "Origin", "X-Note"]
URLS = {
    "query": "https://h.test/a?b=1&api_key={}&c=2",
    "relative": "/a?api_key=aaa/{}",
    "user": "https://{}@h.test/a",
    "password": "https://ann:{}@h.test/a",
    "parameter": "/a;token={}",
    "fragment": "https://h.test/#access_token={}",
    "inside": "https://h.test/?to=https%3A%2F%2Fh.test%2F%3Fapi_key%3D{}",
}
QUERIES = {
    "api_key": "api_key={}",
    "slash": "api_key=aaa/{}",
    "question mark": "api_key=aaa?{}",
    "semicolon": "api_key=aaa;{}",
    "after a semicolon": "a=1;token={}",
    "encoded name": "%61pi%5Fkey={}",
    "array": "api_key[]={}",
    "member": "user[Api-Key]={}",
    "sig": "sig={}",
    "key": "key={}",
    "url": "to=https://h.test/?access_token={}",
    "encoded url": "to=https%3A%2F%2Fann%3A{}%40h.test%2F",
    "encoded twice": "to=%252Fa%253Fapi_key%253D{}",
    "password": "a=1&passwd={}&b=2",
}
PATHS = {
    "parameter": f"{PATH};api_key={{}}",
    "of no operation": "/api/v1/contacts;api_key={}",
    "slash": f"{PATH};api_key=aaa/{{}}",
    "segment": "/api/v1/token={}/contacts",
    "encoded": f"{PATH}%3Bapi_key%3D{{}}",
    "user": "/api/v1/https://ann:{}@h.test/",
    "question mark": f"{PATH}%3Fapi_key={{}}",
}
BODIES = {
    "api_key": '{{"api_key": "{}"}}',
    "nested": '{{"a": [{{"apiKey": "{}"}}]}}',
    "object": '{{"auth": {{"value": "{}"}}}}',
    "array": '{{"tokens": ["{}"]}}',
    "app key": '{{"app_key": "{}"}}',
    "functions key": '{{"x-functions-key": "{}"}}',
    "sig": '{{"sig": "{}"}}',
    "otp": '{{"otp": "{}"}}',
    "pass": '{{"smtpPass": "{}"}}',
    "escaped name": '{{"api\\u005fkey": "{}"}}',
    "doubled name": '{{"api_key": "{}", "api_key": 1}}',
    "name and value": '{{"headers": [{{"name": "X-Api-Key", "value": "{}"}}]}}',
    "url": '{{"website_url": "https://h.test/?api_key={}"}}',
    "user of a url": '{{"website_url": "https://ann:{}@h.test/"}}',
    "encoded url": '{{"website_url": "https://h.test/?to=%2F%3Fapi_key%3D{}"}}',
    "bearer": '{{"note": "Authorization: Bearer {}"}}',
    "header": '{{"note": "x-api-key: {}"}}',
    "form in json": '{{"note": "a=1&api_key={}"}}',
    "json in json": '{{"note": "{{\\"api_key\\": \\"{}\\"}}"}}',
    "object in json in json": '{{"note": "{{\\"token\\": {{\\"v\\": \\"{}\\"}}}}"}}',
    "json in json in json": '{{"a": "{{\\"b\\": \\"{{\\\\\\"api_key\\\\\\": \\\\\\"{}\\\\\\"}}\\"}}"}}',
    "broken json in json": '{{"note": "{{\\"api_key\\": \\"{}"}}',
    "text": '"api_key={}"',
    "cut off": '{{"api_key": "{}',
    "without quotes": "{{api_key: {}}}",
    "deep": '{{"a":' * 200 + '{{"api_key": "{}"}}' + "}}" * 200,
    "large": '{{"note": "' + "x" * 70_000 + '", "api_key": "{}"}}',
    "form": "title=x&api_key={}",
    "encoded form": "title=x&%61pi%5fkey={}",
    "multipart": '--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n{}\r\n--b--\r\n',
    "xml": "<update><api_key>{}</api_key></update>",
    "yaml": "api_key: {}",
}
TYPES = {"form": FORM, "encoded form": FORM, "multipart": MULTIPART}
SCHEMES = ["Bearer", "bearer", "Basic", "Token", "Digest", "AWS4-HMAC-SHA256", ""]


def places() -> Iterator[tuple[str, str]]:
    """The places of a call: the part, and what is special."""
    yield from (("header", name) for name in NAMED_HEADERS.split())
    yield from (("header with a url", f"{name} {kind}") for name in HEADERS_WITH_URLS for kind in URLS)
    yield from (("authorization", scheme) for scheme in SCHEMES)
    yield from (
        (part, kind) for part, table in (("query", QUERIES), ("path", PATHS), ("body", BODIES)) for kind in table
    )
    yield from (("body as utf-16", kind) for kind in ("api_key", "cut off"))


def planted(part: str, kind: str, key: str) -> Call:
    """A call with a key at a place."""
    match part:
        case "header":
            return call((kind, key))
        case "header with a url":
            name, _, url = kind.partition(" ")
            return call((name, URLS[url].format(key)))
        case "authorization":
            return call(("authorization", f"{kind} {key}".strip()))
        case "query":
            return call(query=QUERIES[kind].format(key))
        case "path":
            return call(path=PATHS[kind].format(key))
    encoding = "utf-16" if part == "body as utf-16" else "utf-8"
    sent = call(body=BODIES[kind].format(key).encode(encoding))
    return Call(sent.method, sent.path, "", (sent.headers[0], TYPES.get(kind, JSON_TYPE)), sent.body)


PLACES = [*places()]
KEYS = {place: f"q7Zx{number:03}Pl4nt3d" for number, place in enumerate(PLACES)}


def offered() -> Iterator[Call]:
    """Calls of the client whose key is offered: elsewhere, and in ways that no name tells of."""
    in_url = quote(OFFERED, safe="")
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in OFFERED)
    yield call(("x-api-key", OFFERED))
    yield call(("x-note", OFFERED), ("x-request-id", f"1-{OFFERED}-2"))
    yield call(path=f"/api/v1/contacts/{in_url}")
    yield call(path=f"/api/v1/contacts/{''.join(f'%{byte:02X}' for byte in OFFERED.encode())}")
    yield call(query=f"title=a{in_url}b")
    yield call(body={"title": [OFFERED], OFFERED: 1, "first_name": {"a": OFFERED}})
    yield call(body=b'{"note": "%s"}' % escaped.encode())
    yield call(body=OFFERED.encode())


def surfaces_of_the_server(apollo: Apollo) -> dict[str, str]:
    """What is shown of the calls of an Apollo: by its log, its journal, its export."""
    entries = apollo.journal.all_entries()
    return {
        "log text": logged(apollo, entries, "text"),
        "log json": logged(apollo, entries, "json"),
        "ndjson": "\n".join(orjson.dumps(entry.document()).decode() for entry in entries),
        "har": json.dumps(as_har(entries), ensure_ascii=False),
        "curl": "\n".join(map(as_curl, entries)),
        "pytest": as_pytest(entries),
        "findings": "\n".join(found.line for entry in entries for found in entry.findings),
        "near misses": "".join(expect([entry], Wanted(status=100, body={"title": "x"})).text for entry in entries),
        "state": json.dumps(Control(apollo, USER).export(), ensure_ascii=False),
    }


def logged(apollo: Apollo, entries: Any, log_format: str) -> str:
    """What a log says of the entries."""
    stream = StringIO()
    log = Log(stream, log_format, apollo.redactor)
    for entry in entries:
        log.hear(entry)
    log.close()
    return stream.getvalue()


def surfaces_of_check(apollo: Apollo, calls: Mapping[str, Call]) -> dict[str, str]:
    """What `check` reports of the calls."""
    recording = (recorded(f"entry {name}", 1, "localhost", sent) for name, sent in calls.items())
    verdict = judge("x.har", iter([*recording]), apollo.contract, ["localhost"])
    assert verdict.judged
    return {f"check {kind}": report([verdict]) for kind, report in REPORTS.items()}


def surfaces_of_fuzzing(calls: Mapping[str, Call]) -> dict[str, str]:
    """What `fuzz client` reports of a client that makes these calls, and says in its output what it did."""
    server = CaseServer.of("update-a-contact", len(calls))
    case = server.replies.granted
    attempt = server.fresh(case)
    for sent in calls.values():
        attempt.answer(sent)
    said = "\n".join(f"{name!r} {value!r}" for sent in calls.values() for name, value in sent.headers)
    result = Result("update-a-contact", Plan(), [case])
    result.tried.append(case)
    result.found.append(Found(case, Broken("exception", "it broke", said).redacted(attempt.secrets), attempt.entries))
    program = Program(
        ["client", f"--key={OFFERED}"], "update-a-contact", worker=False, refusal=None, jobs=1, max_calls=10
    )
    return {f"fuzz {kind}": Outcome(result, program, frozenset(attempt.secrets)).report(kind) for kind in FORMATS}


@pytest.fixture(scope="module")
def surfaces() -> dict[str, str]:
    """All surfaces, after a call with a key in each place."""
    apollo = new_apollo()
    calls = {str(place): planted(*place, KEYS[place]) for place in PLACES}
    for sent in calls.values():
        apollo.answer(sent)
    return {**surfaces_of_the_server(apollo), **surfaces_of_check(apollo, calls), **surfaces_of_fuzzing(calls)}


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_a_key_at_a_place_is_on_no_surface(surfaces: dict[str, str], place: tuple[str, str]) -> None:
    """Assumed: a log, a journal, a report may be shared; by its place alone, as nobody offered this key."""
    key = KEYS[place]
    tails = [key, quote(key), base64.b64encode(key.encode()).decode(), key[4:]]
    assert [name for name, text in surfaces.items() if any(tail in text for tail in tails)] == []


def test_a_key_that_was_offered_is_on_no_surface_wherever_it_stands() -> None:
    """Assumed: in the clear, percent-encoded or escaped; records are data, and stay as they were written."""
    apollo, calls = new_apollo(), [*offered()]
    first, *others = calls
    apollo.answer(Call(first.method, first.path, "", ((b"x-api-key", OFFERED.encode()), JSON_TYPE), first.body))
    for sent in others:
        apollo.answer(sent)
    shown = surfaces_of_the_server(apollo) | surfaces_of_check(apollo, dict(zip("abcdefgh", calls, strict=True)))
    forms = [OFFERED, quote(OFFERED, safe=""), json.dumps(OFFERED)[1:-1], "Offer3d", "%4F%66%66%65%72", "\\u004f"]
    assert [(name, form) for name, text in shown.items() for form in forms if form.lower() in text.lower()] == []
