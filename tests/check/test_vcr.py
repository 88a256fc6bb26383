"""VCR cassettes."""

from pathlib import Path
from typing import Any

import pytest

from mock_apollo.check.recording import milliseconds
from mock_apollo.check.vcr import UNREAD
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
    headers: {Content-Type: [application/json], X-Api-Key: [!ruby/sym k]}
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
    assert (found(verdict), verdict.in_part) == ([], {UNREAD: 1})


def test_the_times_of_rubys_cassettes_are_read() -> None:
    """Documented: as e-mail has them."""
    assert milliseconds("Fri, 02 Jan 2026 12:00:00 GMT") == milliseconds("2026-01-02T12:00:00Z")
    assert milliseconds("soon") is None
