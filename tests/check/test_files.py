"""Files: how a format is recognised, and what is read beside a recording."""

import zipfile
from pathlib import Path

from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.files import shown
from mock_apollo.check.verdict import check
from tests.calls import patch
from tests.check.recorded import found, har, traffic


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
