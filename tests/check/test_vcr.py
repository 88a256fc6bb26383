"""VCR cassettes."""

from pathlib import Path
from typing import Any

import pytest

from mock_apollo.check.recording import BODY, HEADERS, milliseconds
from mock_apollo.check.vcr import UNREAD_PARTS
from mock_apollo.check.verdict import check
from tests.check.recorded import found

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
    "aiohttp": """\
interactions:
- request:
    body: {frist_name: Leo}
    headers: {X-Api-Key: [s3cr3t-k3y]}
    method: PATCH
    uri: https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4
- request:
    method: GET
    uri: wss://api.apollo.io/live
  response: {status: {code: 101}, headers: {}}
""",
    "old httpx": """\
interactions:
- request:
    body: '{"frist_name": "Leo"}'
    headers: {content-type: [application/json], x-api-key: [s3cr3t-k3y]}
    method: PATCH
    uri: https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4
  response:
    content: '{"contact":{},"labels":[]}'
    http_version: HTTP/1.1
    status_code: 200
    headers: {content-type: application/json}
""",
    "go": """\
---
version: 2
interactions:
- id: 0
  request:
    proto: HTTP/1.1
    host: api.apollo.io
    body: '{"frist_name": "Leo"}'
    form: {}
    headers: {Content-Type: [application/json], X-Api-Key: [s3cr3t-k3y]}
    url: https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4
    method: PATCH
  response:
    body: '{"contact":{},"labels":[]}'
    headers: {Content-Type: [application/json]}
    status: 200 OK
    code: 200
    duration: 12ms
""",
    "php": """\

-
    request:
        method: PATCH
        url: 'https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4'
        headers: {Host: api.apollo.io, Content-Type: application/json, X-Api-Key: s3cr3t-k3y}
        body: '{"frist_name": "Leo"}'
    response:
        status: {http_version: '1.1', code: '200', message: OK}
        headers: {Content-Type: application/json}
        body: '{"contact":{},"labels":[]}'
    index: 0
""",
    "tags": """\
interactions:
- request:
    body: !binary |-
      eyJmcmlzdF9uYW1lIjogIkxlbyJ9
    headers: {Content-Type: [!!binary YXBwbGljYXRpb24vanNvbg==], X-Api-Key: [s3cr3t-k3y]}
    method: PATCH
    uri: https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4
  response: {status: {code: 200}, headers: {content-type: [application/json]}, body: !ruby/object:Body {string: x}}
- request:
    method: PATCH
    uri: https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4
    headers: !ruby/object:Headers {x-api-key: s3cr3t-k3y}
- request:
    method: PATCH
    uri: https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4
    headers: {Content-Type: [application/json], X-Api-Key: [!ruby/object:Key k]}
""",
}


@pytest.mark.parametrize("cassette", CASSETTES.values(), ids=CASSETTES)
def test_a_cassette_is_judged(tmp_path: Path, cassette: str) -> None:
    """Assumed: as vcrpy and Ruby's VCR write them."""
    file = tmp_path / "cassette.yaml"
    file.write_text(cassette)
    assert found(check(str(file))) == [("interaction 1", "unknown-field")]


def test_an_uploaded_file_is_read_and_nothing_is_constructed(tmp_path: Path) -> None:
    """Observed: as vcrpy writes the body of a file; a body with another tag is not judged."""
    file = tmp_path / "cassette.yaml"
    body = "!!python/object/new:_io.BytesIO {state: !!python/tuple [!!binary eyJmcmlzdF9uYW1lIjogIkxlbyJ9, 0, null]}"
    other = "!!python/object/apply:os.getcwd []"
    file.write_text("".join((CASSETTES["vcrpy"].replace('\'{"frist_name": "Leo"}\'', body), "")))
    assert found(check(str(file))) == [("interaction 1", "unknown-field")]
    file.write_text(CASSETTES["vcrpy"].replace('\'{"frist_name": "Leo"}\'', other))
    verdict = check(str(file))
    assert (found(verdict), verdict.in_part) == ([], {UNREAD_PARTS[BODY]: 1})


def test_the_times_of_rubys_cassettes_are_read() -> None:
    """Documented: as e-mail has them."""
    assert milliseconds("Fri, 02 Jan 2026 12:00:00 GMT") == milliseconds("2026-01-02T12:00:00Z")
    assert milliseconds("soon") is None


def test_headers_of_an_unknown_kind_are_not_missing(tmp_path: Path) -> None:
    """Assumed: the body is judged, and nothing is claimed of the headers; a value that is no base64 is not known."""
    file = tmp_path / "cassette.yaml"
    body = "{method: PATCH, uri: https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4, "
    file.write_text(
        f"interactions:\n- request: {body}headers: !ruby/object:H {{a: b}}, body: '{{\"frist_name\": 1}}'}}\n"
        f"- request: {body}headers: {{x-api-key: k, content-type: application/json}}, body: !binary 'a'}}\n"
        f"- !ruby/struct:Call {{request: x}}\n"
    )
    verdict = check(str(file))
    assert found(verdict) == [("interaction 1", "unknown-field")]
    assert verdict.in_part == {UNREAD_PARTS[HEADERS]: 1, UNREAD_PARTS[BODY]: 1}
    assert [why.partition(" of ")[0] for why in verdict.skipped] == ["a call with a value"]


def test_the_old_form_of_ruby_and_the_forms_of_php_are_read(tmp_path: Path) -> None:
    """Observed: VCR 1 for Ruby had structs and symbols, and PHP's VCR has the fields of a form apart."""
    uri = "https://api.apollo.io/api/v1/contacts/66e34b81740c50074e3d1bd4"
    file = tmp_path / "cassette.yaml"
    file.write_text(
        "--- \n- !ruby/struct:VCR::HTTPInteraction\n  request: !ruby/struct:VCR::Request\n    method: :patch\n"
        f'    uri: {uri}\n    body: \'{{"frist_name": "Leo"}}\'\n'
        "    headers: {x-api-key: [k], content-type: [application/json]}\n"
        f"- request: {{method: PATCH, url: '{uri}', headers: {{X-Api-Key: k}}, post_fields: {{title: x}}}}\n"
    )
    assert found(check(str(file))) == [("interaction 1", "unknown-field"), ("interaction 2", "undeclared-media-type")]
