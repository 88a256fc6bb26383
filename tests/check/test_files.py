"""Files: how a format is recognised, and what is read beside a recording."""

import zipfile
from pathlib import Path

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.files import shown
from mock_apollo.check.har import NO_BODY
from mock_apollo.check.recording import RecordingError
from mock_apollo.check.verdict import check
from tests.calls import patch
from tests.check.recorded import found, har, refusal, traffic


def test_a_curl_command_is_not_shown() -> None:
    """Assumed: it may have a key in it."""
    assert [shown(name) for name in ("-", "curl -H 'x-api-key: k' a/b", "a\x1b.har")] == [
        "standard input",
        "the curl line",
        "a\\x1b.har",
    ]


def test_a_recording_in_an_archive_has_its_bodies_beside_it(tmp_path: Path, apollo: Apollo) -> None:
    """Observed: as Playwright writes `.har.zip`."""
    (recorded,) = traffic(apollo, patch())
    recorded["request"] |= {"postData": {"mimeType": "application/json", "_file": "1a2b.json"}}
    with zipfile.ZipFile(tmp_path / "calls.har.zip", "w") as archive:
        archive.write(har(tmp_path, [recorded]), "calls.har")
        archive.writestr("1a2b.json", '{"frist_name": "Leo"}')
    assert found(check(str(tmp_path / "calls.har.zip"))) == [("entry 1", "unknown-field")]


def test_a_broken_archive_is_not_judged(tmp_path: Path, apollo: Apollo) -> None:
    """Assumed: a body that is damaged is not known, and a recording that is damaged is refused."""
    (recorded,) = traffic(apollo, patch())
    recorded["request"] |= {"postData": {"mimeType": "application/json", "_file": "1a2b.json"}}
    file = tmp_path / "calls.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(har(tmp_path, [recorded]), "calls.har")
        archive.writestr("1a2b.json", '{"frist_name": "Leo"}')
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b'"Leo"', b'"Lea"'))
    assert check(str(file)).in_part == {NO_BODY: 1}
    file.write_bytes(whole.replace(b'"version"', b'"reversed'))
    with pytest.raises(RecordingError, match="after entry 0"):
        check(str(file))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"log": {}}'.encode("utf-16"), "it is in UTF-16. Save it as UTF-8."),
        ("curl http://a/b".encode("utf-16-le"), "it is in UTF-16. Save it as UTF-8."),
        (b"\x1f\x8b\x08", "it is compressed. Unpack it first."),
        (b'{"info": {}, "openapi": "3.2.0", "paths": {}}', "it is an OpenAPI document, which has no calls."),
        (b"openapi: 3.2.0\n", "it is an OpenAPI document, which has no calls."),
        (b'{"info": {"schema": "https://schema.getpostman.com/json/x"}}', "it is a collection of Postman"),
        (b'Invoke-WebRequest -Uri "https://api.apollo.io/"', "Copy it as cURL."),
        (b'await fetch("https://api.apollo.io/", {});', "Copy it as cURL."),
        (b"PK\x05\x06", "this is not a HAR"),
        (b"PK\x03\x04", "this archive cannot be read"),
    ],
    ids=str,
)
def test_what_is_no_recording_is_told_by_what_it_is(tmp_path: Path, content: bytes, why: str) -> None:
    """Assumed: the sentence says what to do."""
    assert why in refusal(tmp_path / "file", content)
