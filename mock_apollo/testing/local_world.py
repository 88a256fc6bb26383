"""How is a world of this process steered? On the thread that answers, between two calls."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from copy import deepcopy
from typing import Any, Concatenate, ParamSpec, TypeVar

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.waiting import found_or_coming
from mock_apollo.journal.journal import Entry
from mock_apollo.testing.world import ApolloWorld, Steering

P = ParamSpec("P")
R = TypeVar("R")
Run = Callable[[Callable[[], Any]], Any]  # runs something where no call comes in between, and returns its result


class LocalSteering(Steering):
    """Steers the world of a key in this process; `run` runs an act between two calls."""

    def __init__(self, apollo: Apollo, key: str, run: Run) -> None:
        self._apollo = apollo
        self._control = Control(apollo, key)
        self._run = run

    def act(self, do: Callable[Concatenate[Control, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        result: R = self._run(lambda: do(self._control, *args, **kwargs))
        return deepcopy(result)  # records are shared with the world, and with its seed

    def entries(self, after: int = 0, wait: float = 0) -> Sequence[Entry]:
        found: Sequence[Entry] | Future[Entry] = self._run(lambda: found_or_coming(self._apollo, self._control, after))
        if not isinstance(found, Future):
            return found
        try:
            return [found.result(wait)]
        except TimeoutError:
            return ()
        finally:
            self._run(found.cancel)


def local_world(apollo: Apollo, key: str, url: str, run: Run) -> ApolloWorld:
    """Return the world of a key in this process, which answers at `url`."""
    return ApolloWorld(LocalSteering(apollo, key, run), url, key)
