"""A server for the tests that need a socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.servers import serving


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server with all defaults is."""
    with serving(tmp_path_factory.mktemp("server")) as server:
        yield server.url


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """A key for one test, so a world of its own."""
    return f"{request.node.name}".replace("[", "-").replace("]", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    return tmp_path
