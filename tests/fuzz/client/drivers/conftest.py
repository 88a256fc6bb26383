"""A case server on a port for the tests of the drivers."""

from collections.abc import Iterator

import pytest

from mock_apollo.fuzz.client.case_server import CaseServer
from tests.fuzz.client.clients import UPDATE


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[CaseServer, str]]:
    """A case server that allows the same call three times, and its URL."""
    server = CaseServer.of(UPDATE, 3)
    with server.open() as url:
        yield server, url
