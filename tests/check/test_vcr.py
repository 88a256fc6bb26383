"""VCR cassettes."""

from pathlib import Path
from typing import Any

import pytest

from mock_apollo.check.recording import milliseconds
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
