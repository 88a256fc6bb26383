"""Which servers are fuzzed: those of this machine, those that somebody owns, and never Apollo."""

import re

import pytest

from mock_apollo.fuzz.server.permission import FLAG, check_server, is_loopback
from mock_apollo.fuzz.server.schemathesis_run import FuzzError
from mock_apollo.server.listen import address_of, listen


@pytest.mark.parametrize("host", ["localhost", "fake.localhost", "localhost.", "127.0.0.1", "127.1.2.3", "::1"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    """Assumed: nothing is looked up, as a name can lead anywhere."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["apollo", "10.0.0.1", "0.0.0.0", "localhost.example.com", "notlocalhost", ""])  # noqa: S104 - not listened on
def test_other_machines_are_not_fuzzed_unless_somebody_owns_them(host: str) -> None:
    """Assumed: whoever owns it repeats the host; another name does not help."""
    assert not is_loopback(host)
    if host:
        with pytest.raises(FuzzError, match=f"{re.escape(host)} is another machine, .* add {FLAG} {re.escape(host)}"):
            check_server(f"http://{host}:1", "other")


@pytest.mark.parametrize("host", ["api.apollo.io", "apollo.io", "API.Apollo.IO.", "app.apollo.io:443"])
@pytest.mark.parametrize("owned", [None, "api.apollo.io"])
def test_apollo_is_never_fuzzed(host: str, owned: str | None) -> None:
    """Assumed: nobody who types this owns it."""
    with pytest.raises(FuzzError, match=r"apollo\.io\.? is Apollo itself"):
        check_server(f"https://{host}", owned)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.apollo.io\\@localhost",
        "http://localhost@api.apollo.io",
        "http://%61pollo.io",
        "http://api.apollo\u3002io",
        "ftp://localhost",
        "file:///etc/passwd",
        "localhost:1",
        "https://",
        "http://127.0.0.1:99999",
        "http://[",
    ],
)
def test_a_url_that_can_be_read_in_two_ways_is_refused(url: str) -> None:
    """Assumed: another parser could find another host in it."""
    with pytest.raises(FuzzError, match=re.escape(f"{url} is no URL to fuzz; write it like http://127.0.0.1:27655.")):
        check_server(url, None)


def test_a_server_that_is_not_there_is_an_error() -> None:
    """Assumed: with the address, and what to do."""
    with pytest.raises(FuzzError, match=r"nothing answers at http://127\.0\.0\.1:9\. Start it first"):
        check_server("http://127.0.0.1:9", None)


def test_a_server_that_listens_here_is_fuzzed() -> None:
    """Assumed: its URL may have a path."""
    with listen("127.0.0.1", 0) as listener:
        url = address_of(listener.getsockname())
        check_server(url, None)
        check_server(f"{url}/below", None)
