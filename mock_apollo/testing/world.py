"""What can a test do to its world? A table of acts of steering, the same for local and remote worlds."""

import time
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import wraps
from operator import itemgetter
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast, overload

from typing_extensions import Unpack

from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.errors import ControlError, translated
from mock_apollo.apollo.control.forms import Criteria, WantedFields
from mock_apollo.apollo.records import Contact
from mock_apollo.contract.findings import Finding
from mock_apollo.journal.export import as_curl, as_har, as_pytest
from mock_apollo.journal.journal import Entry
from mock_apollo.journal.query import Wanted, chosen, expect, violations
from mock_apollo.protocol.statuses import NOT_FOUND

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")
LONGEST_WAIT = 86_400  # seconds
checked = translated(Wanted)


class Steering(Protocol):
    """A way to one world: in this process, or over HTTP."""

    @abstractmethod
    def act(self, do: Callable[Concatenate[Control, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do an act of steering, given as a method of Control, between two calls. Raises ControlError."""

    @abstractmethod
    def entries(self, after: int = 0, wait: float = 0) -> Sequence[Entry]:
        """Return the entries behind number `after`; if there are none, wait so many seconds for one."""


class Steered:
    """Something whose methods are acts of steering."""

    def __init__(self, steering: Steering) -> None:
        self._steering = steering


@overload
def act(do: Callable[Concatenate[Control, P], R]) -> Callable[Concatenate[Steered, P], R]: ...
@overload
def act(do: Callable[Concatenate[Control, P], R], result: Callable[[R], S]) -> Callable[Concatenate[Steered, P], S]: ...
def act(do: Callable[..., Any], result: Callable[[Any], Any] | None = None) -> Callable[..., Any]:
    """Return a method that does an act of steering; parameters, types and docstring are those of Control's method.

    It returns what the act returns, or what `result` makes of that.
    """

    @wraps(do)
    def method(self: Steered, *args: Any, **kwargs: Any) -> Any:
        returned = self._steering.act(do, *args, **kwargs)
        return result(returned) if result else returned

    return method


class Contacts(Steered, Mapping[str, Contact]):
    """The contacts of a world by id, as they are now."""

    delete = act(Control.delete_contact)
    hide = act(Control.hide_contact)

    def __getitem__(self, contact_id: str) -> Contact:
        try:
            return cast("Contact", self._steering.act(Control.record, "contacts", contact_id))
        except ControlError as error:
            if error.status != NOT_FOUND:
                raise
            raise KeyError(contact_id) from error

    def __iter__(self) -> Iterator[str]:
        return iter([contact["id"] for contact in self._steering.act(Control.records, "contacts")])

    def __len__(self) -> int:
        return self._steering.act(Control.create_world)["contacts"]


class Faults(Steered):
    """The fault rules of a world."""

    add = act(Control.add_fault, itemgetter("id"))  # which `remove` takes
    all = act(Control.faults)
    remove = act(Control.remove_fault)
    clear = act(Control.clear_faults)


class Clock(Steered):
    """The clock of a world."""

    read = act(Control.clock)
    move = act(Control.move_clock)

    @property
    def now(self) -> float:
        """The time in the world, in seconds since 1970."""
        return datetime.fromisoformat(self.read()["now"]).timestamp()

    def freeze(self, at: datetime | None = None) -> None:
        """Freeze the clock, now or at a moment (with a time zone)."""
        self.move(freeze=True, set=at)

    def advance(self, seconds: float) -> None:
        """Advance the clock by seconds."""
        if seconds:
            self.move(advance=seconds)

    def run(self) -> None:
        """Let the clock run again."""
        self.move(run=True)


class Journal(Steered):
    """The calls to a world, with their replies and findings."""

    clear = act(Control.clear_journal)
    counts = act(Control.counts)

    def entries(self, **wanted: Unpack[WantedFields]) -> Sequence[Entry]:
        """Return the entries, oldest first: all, or those with this operation, status, finding, body."""
        return chosen(self._steering.entries(), checked(**wanted))

    def wait(self, seconds: float, **wanted: Unpack[WantedFields]) -> Entry:
        """Return the first call like this, as soon as it was made. Raises TimeoutError, with the near misses."""
        if not 0 <= seconds <= LONGEST_WAIT:
            raise ControlError(f"It waits from 0 to {LONGEST_WAIT} seconds, not {seconds}.")
        until, asked = time.monotonic() + seconds, checked(**wanted)
        seen = new = [*self._steering.entries()]
        while not (found := chosen(new, asked)):
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError(expect(seen, asked).text)
            new = [*self._steering.entries(seen[-1].number if seen else 0, left)]
            seen = [*seen, *new]
        return found[0]

    def as_har(self) -> dict[str, Any]:
        """Return the calls as a HAR document."""
        return as_har(self._steering.entries())

    def as_curl(self) -> str:
        """Return the calls as curl lines; `$APOLLO_KEY` stands for the key."""
        return "\n".join(map(as_curl, self._steering.entries()))

    def as_pytest(self) -> str:
        """Return the calls as tests."""
        return as_pytest(self._steering.entries())


class ApolloWorld(Steered):
    """The world of a test: `url` is where it answers (without a slash), `key` opens it, `headers` carry the key."""

    reset = act(Control.reset)
    clear = act(Control.clear)
    limit = act(Control.limit)
    snapshot = act(Control.snapshot)
    restore = act(Control.restore)
    record = act(Control.record)
    records = act(Control.records)
    put = act(Control.put)
    replace = act(Control.replace)
    remove = act(Control.remove)
    export = act(Control.export)
    load = act(Control.load)
    worlds = act(Control.worlds)
    create_world = act(Control.create_world)
    remove_world = act(Control.remove_world)

    def __init__(self, steering: Steering, url: str, key: str) -> None:
        super().__init__(steering)
        self.url = url
        self.key = key
        self.headers = {"x-api-key": key}
        self.contacts = Contacts(steering)
        self.faults = Faults(steering)
        self.clock = Clock(steering)
        self.journal = Journal(steering)
        self.create_world()

    @property
    def violations(self) -> list[Finding]:
        """The findings of what the client did wrong: errors and warnings, oldest first."""
        return violations(self.journal.entries())

    def expect(
        self,
        operation: str | None = None,
        *,
        body: dict[str, Any] | None = None,
        times: int | None = None,
        **wanted: Unpack[Criteria],
    ) -> None:
        """Raise an AssertionError unless a call like this was made.

        It must have been made `times` times, or at least once; the message has the near misses.
        """
        call: WantedFields = {"operation": operation, "body": body, **wanted}
        outcome = self._steering.act(Control.expect, call, times)
        if not outcome["met"]:
            raise AssertionError(outcome["text"])
