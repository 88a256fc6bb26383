"""What does pytest get? A server for the session, a fresh world for each test, and strict tests.

Nothing heavy is imported before a test asks for one of the fixtures.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from mock_apollo.apollo.answer import Apollo
    from mock_apollo.server.background import Running
    from mock_apollo.testing.transports import Transports
    from mock_apollo.testing.world import ApolloWorld

MARKER = """\
apollo(seed=None, rate_limit=None, strict=False): the world of this test: its seed (a path, or its content), \
its limits (as --rate-limit), and whether errors and warnings about its client fail it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options `--apollo-strict` and `--apollo-url`."""
    group = parser.getgroup("mock-apollo")
    text = "Fail every test whose client breaks Apollo's contract, or sends what Apollo silently ignores."
    group.addoption("--apollo-strict", action="store_true", help=text)
    text = "URL of a running fake for the fixture `apollo`; its admin token is read from MOCK_APOLLO_ADMIN_TOKEN."
    group.addoption("--apollo-url", metavar="URL", help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker `apollo`."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="session")
def _apollo() -> "Apollo":
    from mock_apollo.server.build import build_apollo, load_records  # noqa: PLC0415 - most tests do not need it
    from mock_apollo.server.settings import load_settings  # noqa: PLC0415 - likewise

    settings = load_settings({})
    return build_apollo(settings, load_records(settings))


@pytest.fixture(scope="session")
def apollo_server(_apollo: "Apollo") -> "Iterator[Running]":
    """A server on a port of its own, in this process: `.url`. Each worker of pytest-xdist has its own."""
    from mock_apollo.server.background import running  # noqa: PLC0415 - likewise

    with running(_apollo) as server:
        yield server


@pytest.fixture
def apollo(request: pytest.FixtureRequest) -> "Iterator[ApolloWorld]":
    """A fresh world behind a real socket, with a key of its own; in this process, or where `--apollo-url` says."""
    url = request.config.getoption("--apollo-url")
    if url:
        yield from _fresh_elsewhere(url.rstrip("/"), request)
    else:
        server: Running = request.getfixturevalue("apollo_server")
        yield from _fresh(server.apollo, request, server.url, server.do)


@pytest.fixture
def apollo_transport(_apollo: "Apollo", request: pytest.FixtureRequest) -> "Iterator[Transports]":
    """A fresh world in this process, without a port: transports for httpx, an adapter for requests."""
    from mock_apollo.testing.transports import Transports  # noqa: PLC0415 - likewise

    for world in _fresh(_apollo, request, "http://apollo.test", _at_once):
        yield Transports(_apollo, world)


def _at_once(act: Callable[[], Any]) -> Any:
    """Run an act in this thread; in process, no call can come in between."""
    return act()


def _fresh(apollo: "Apollo", request: pytest.FixtureRequest, url: str, do: Any) -> "Iterator[ApolloWorld]":
    """Yield a world of this process as the marker says, and remove it after the test."""
    from mock_apollo.testing.local_world import local_world  # noqa: PLC0415 - likewise

    key = f"test-{uuid4().hex}"
    new_world = _maker(apollo, _wish(request.node))
    world = do(lambda: apollo.keys.open(key, new_world))
    tested = local_world(apollo, key, url, do)
    request.node.stash.setdefault(WORLDS, []).append(tested)
    yield tested
    do(lambda: apollo.remove(world))


def _fresh_elsewhere(url: str, request: pytest.FixtureRequest) -> "Iterator[ApolloWorld]":
    """Yield a world of a fake that runs elsewhere, as the marker says, and remove it after the test."""
    from mock_apollo.testing.remote_world import remote_world  # noqa: PLC0415 - likewise

    wish = _wish(request.node)
    world = remote_world(url, f"test-{uuid4().hex}", os.environ.get("MOCK_APOLLO_ADMIN_TOKEN"))
    if wish.get("seed") is not None:
        world.replace(_seed_of(wish["seed"]))
    if wish.get("rate_limit") is not None:
        world.limit(wish["rate_limit"])
    request.node.stash.setdefault(WORLDS, []).append(world)
    yield world
    world.remove_world()


def _seed_of(seed: Any) -> dict[str, Any]:
    """Return the content of a marker's seed, which may be the path of a file."""
    from mock_apollo.apollo.seeds.form import read_file  # noqa: PLC0415 - likewise

    content: dict[str, Any] = seed if isinstance(seed, dict) else read_file(Path(seed))
    return content


def _wish(node: Any) -> dict[str, Any]:
    """Merge the arguments of the markers; the nearest wins."""
    wish: dict[str, Any] = {}
    for marker in reversed([*node.iter_markers("apollo")]):
        if marker.args or marker.kwargs.keys() - TAKEN:
            raise pytest.UsageError(f"@pytest.mark.apollo takes {', '.join(TAKEN)}, by their names, and nothing else")
        wish |= marker.kwargs
    return wish


def _maker(apollo: "Apollo", wish: dict[str, Any]) -> Any:
    """Return what makes the world of a test, or None where the markers change nothing."""
    from mock_apollo.apollo.seeds import read_seed  # noqa: PLC0415 - likewise
    from mock_apollo.server.build import load_records, world_maker  # noqa: PLC0415 - likewise
    from mock_apollo.server.settings import load_settings  # noqa: PLC0415 - likewise

    seed = wish.get("seed")
    if seed is None and "rate_limit" not in wish:
        return None
    settings = load_settings({"rate_limit": wish.get("rate_limit"), "seed": None if isinstance(seed, dict) else seed})
    now = "2026-01-01T00:00:00.000Z"
    records = read_seed(seed, "the seed of the marker", now) if isinstance(seed, dict) else load_records(settings)
    return world_maker(settings, records, apollo.contract)


TAKEN = ("seed", "rate_limit", "strict")
WORLDS = pytest.StashKey[list[Any]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a strict test whose client got errors or warnings."""
    __tracebackhide__ = True
    result = yield
    strict = _wish(item).get("strict", item.config.getoption("--apollo-strict"))
    found = [finding for world in item.stash.get(WORLDS, []) for finding in world.violations] if strict else []
    if found:
        lines = [f"  {finding.line}" for finding in found]
        pytest.fail("\n".join(("the client broke the contract (strict):", *lines)), pytrace=False)
    return result
