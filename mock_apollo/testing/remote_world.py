"""How is a world of another process steered? Over the control API."""

from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec, TypeVar

from mock_apollo.apollo.control.control import Control
from mock_apollo.journal.journal import Entry, read_entries
from mock_apollo.server.client import Remote
from mock_apollo.testing.world import ApolloWorld, Steering

P = ParamSpec("P")
R = TypeVar("R")
LONGEST_WAIT = 20.0  # seconds of one call that waits for entries


class RemoteSteering(Steering):
    """Steers the world of a key in a fake that runs elsewhere."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def act(self, do: Callable[Concatenate[Control, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        result: R = self._remote.act(do, *args, **kwargs)
        return result

    def entries(self, after: int = 0, wait: float = 0) -> Sequence[Entry]:
        wait = min(wait, LONGEST_WAIT)
        return read_entries(self._remote.ask("GET", f"/journal?after={after}&wait={wait:.3f}"))


def remote_world(url: str, key: str, token: str | None) -> ApolloWorld:
    """Return the world of a key in the fake at `url` (without a slash); `token` its admin token."""
    return ApolloWorld(RemoteSteering(Remote(url, key, token)), url, key)
