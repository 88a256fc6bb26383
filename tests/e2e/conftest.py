"""Fixtures of the tests over a socket: a server, a key."""

from collections.abc import Iterator

import pytest

from tests.e2e.servers import serving


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server with default settings, shared by all tests."""
    with serving(tmp_path_factory.mktemp("server")) as server:
        yield server.url


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """A key for one test, which gives it a world of its own."""
    return f"{request.node.name}".replace("[", "-").replace("]", "")
