"""What does a test have in its hands? A world of its own, and everything that can be done to it."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.faults import FaultRule
from mock_apollo.apollo.rate_limits import parse_rate_limit
from mock_apollo.apollo.records import Contact
from mock_apollo.apollo.seeds import read_seed
from mock_apollo.apollo.world.state import State, add_records, exported, imported, remove_record
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Finding
from mock_apollo.journal.export import as_curl, as_har, as_pytest
from mock_apollo.journal.journal import Entry
from mock_apollo.journal.query import Wanted, chosen, counted, expect, violations
from mock_apollo.protocol.timestamps import SECOND

Done = TypeVar("Done")
Do = Callable[[Callable[[], Any]], Any]  # does something where no call comes in between


class Said(ABC):
    """What was said in a world."""

    @abstractmethod
    def said(self) -> Sequence[Entry]:
        """All of it, oldest first."""

    def entries(self, **wanted: Any) -> Sequence[Entry]:
        """The calls and replies, oldest first: all, or those with this `operation`, `status`, `finding`, `body`."""
        return chosen(self.said(), Wanted(**wanted))

    def counts(self) -> dict[str, dict[str, int]]:
        """How many calls there were, by operation and status."""
        return counted(self.said())

    def as_har(self) -> dict[str, Any]:
        """What was said, as a HAR file."""
        return as_har(self.said())

    def as_curl(self) -> str:
        """What was said, a curl line each; `$APOLLO_KEY` stands for the key."""
        return "\n".join(map(as_curl, self.said()))

    def as_pytest(self) -> str:
        """What was said, a test each."""
        return as_pytest(self.said())


class Witness:
    """Who knows what was said to a world, and what of it should not have been."""

    journal: Said

    @property
    def violations(self) -> list[Finding]:
        """What the client did that it should not have done: findings that are errors or warnings, oldest first."""
        return violations(self.journal.entries())

    def expect(
        self,
        operation: str | None = None,
        *,
        body: dict[str, Any] | None = None,
        status: int | None = None,
        finding: str | None = None,
        times: int | None = None,
    ) -> None:
        """Whether a call like this was made so many times, or at all; else an AssertionError with the near misses."""
        wanted = Wanted(operation=operation, body=body, status=status, finding=finding)
        verdict = expect(self.journal.entries(), wanted, times)
        if not verdict.met:
            raise AssertionError(verdict.text)


class TestedWorld(Witness):
    """A fresh world: `url` is where it answers (without a slash), `key` opens it, `headers` carry the key."""

    __test__ = False  # this is no test

    def __init__(self, apollo: Apollo, key: str, url: str, do: Do) -> None:
        self.url = url
        self.key = key
        self.headers = {"x-api-key": key}
        self._apollo = apollo
        self._do = do
        world: World = do(lambda: apollo.open(key))
        self._world = world
        self.contacts = Contacts(world, do)
        self.faults = SteeredFaults(apollo, world, do)
        self.clock = SteeredClock(world, do)
        self.journal: SearchedJournal = SearchedJournal(apollo, world, do)

    def reset(self) -> None:
        """Back to the seed, with nothing said."""
        self._do(lambda: self._apollo.reset(self._world))

    def clear(self) -> None:
        """No contacts, no accounts, no lists; stages, fields and users stay."""
        self._do(self._world.clear)

    def limit(self, rate_limit: str) -> None:
        """Other limits, as `--rate-limit` has them, until the next reset. Raises ValueError."""
        allowed = parse_rate_limit(rate_limit)
        self._do(lambda: self._world.limits.allow(allowed))

    def snapshot(self, name: str = "") -> None:
        """Keep the world as it is now under a name."""
        self._do(lambda: self._world.saved.__setitem__(name, self._world.save()))

    def restore(self, name: str = "") -> None:
        """The world as it was then. Raises KeyError."""
        self._do(lambda: self._world.bring_back(self._world.saved[name]))

    def remove(self, kind: str, record_id: str) -> None:
        """Take a record away without a trace: `contacts`, `accounts`, ... as in a seed. Raises KeyError."""
        self._do(lambda: remove_record(self._world, kind, record_id))

    def put(self, records: Mapping[str, Any]) -> None:
        """Add records, or change those with the same ids, in the form of a seed. Raises SeedError."""
        self._do(lambda: add_records(self._world, dict(records)))

    def replace(self, seed: Mapping[str, Any]) -> None:
        """Have the records of a seed, and no others. Raises SeedError."""
        self._do(lambda: self._world.replace(read_seed(dict(seed), "the seed", self._world.timestamp())))

    def export(self) -> dict[str, Any]:
        """The world, written down."""
        state: dict[str, Any] = self._do(lambda: exported(self._world))
        return state

    def load(self, state: Mapping[str, Any]) -> None:
        """The world as it was written down. Raises SeedError."""
        saved = imported(State.model_validate(state))
        self._do(lambda: self._world.bring_back(saved))


class Contacts(Mapping[str, Contact]):
    """The contacts of a world by id, as they are now; they can be deleted and hidden."""

    def __init__(self, world: World, do: Do) -> None:
        self._world = world
        self._do = do

    def __getitem__(self, contact_id: str) -> Contact:
        return self._world.contacts_by_id[contact_id]

    def __iter__(self) -> Any:
        return iter(self._do(lambda: [*self._world.contacts_by_id]))

    def __len__(self) -> int:
        return len(self._world.contacts_by_id)

    def delete(self, contact_id: str) -> None:
        """From now on the contact is refused as a deleted one."""
        self._do(lambda: self._world.delete_contact(contact_id))

    def hide(self, contact_id: str) -> None:
        """From now on the contact is somebody else's."""
        self._do(lambda: self._world.hide_contact(contact_id))


class SteeredFaults:
    """What goes wrong in a world."""

    def __init__(self, apollo: Apollo, world: World, do: Do) -> None:
        self._apollo, self._world, self._do = apollo, world, do

    def add(self, fault: str, **rule: Any) -> str:
        """Let something go wrong; the id of the rule. Raises FaultError, and ValidationError of pydantic."""
        checked = FaultRule.model_validate({"fault": fault, **rule})
        return str(self._do(lambda: self._apollo.add_fault(self._world, checked)).id)

    def remove(self, fault_id: str) -> None:
        """Take one rule away. Raises FaultError."""
        self._do(lambda: self._world.faults.remove(fault_id))

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._do(self._world.faults.clear)

    def all(self) -> list[dict[str, Any]]:
        """The rules, with how often they have struck."""
        rules: list[dict[str, Any]] = self._do(lambda: [fault.document() for fault in self._world.faults])
        return rules


class SteeredClock:
    """What time it is in a world."""

    def __init__(self, world: World, do: Do) -> None:
        self._clock, self._do = world.clock, do

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock.now() / SECOND

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still, now or at a moment (with a time zone)."""
        self._do(lambda: self._clock.freeze(None if at is None else int(at.timestamp() * SECOND)))

    def advance(self, seconds: float) -> None:
        """Jump."""
        self._do(lambda: self._clock.advance(int(seconds * SECOND)))

    def run(self) -> None:
        """Let time flow again."""
        self._do(self._clock.run)


class SearchedJournal(Said):
    """What was said in a world of this process."""

    def __init__(self, apollo: Apollo, world: World, do: Do) -> None:
        self._journal, self._team, self._do = apollo.journal, world.team, do

    def said(self) -> Sequence[Entry]:
        said: Sequence[Entry] = self._do(lambda: self._journal.entries(self._team))
        return said

    def clear(self) -> None:
        """Forget what was said."""
        self._do(lambda: self._journal.forget(self._team))

    def wait(self, seconds: float, **wanted: Any) -> Entry:
        """The first call like this, when it is there. Raises TimeoutError, with the near misses."""
        news = threading.Event()

        def hear(_: Entry) -> None:
            news.set()

        until = time.monotonic() + seconds
        self._do(lambda: self._journal.listen(hear))
        try:
            while not (found := self.entries(**wanted)):
                if not news.wait(max(0, until - time.monotonic())):
                    raise TimeoutError(expect(self.entries(), Wanted(**wanted)).text)
                news.clear()
        finally:
            self._do(lambda: self._journal.unlisten(hear))
        return found[0]
