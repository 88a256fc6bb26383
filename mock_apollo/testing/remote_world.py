"""What does a test have in its hands when the fake runs elsewhere? The same, through the control API."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from mock_apollo.apollo.records import Contact
from mock_apollo.journal.journal import Entry, read_entry
from mock_apollo.journal.query import Wanted, expect
from mock_apollo.server.client import Remote
from mock_apollo.testing.local_world import Said, Witness

LONGEST_WAIT = 20.0  # seconds of one call that waits for news


class RemoteWorld(Witness):
    """A world in another process: `url` is where it answers, `key` opens it, `headers` carry the key.

    All that a TestedWorld can do; what is refused raises RemoteError, which says why.
    """

    def __init__(self, url: str, key: str, token: str | None) -> None:
        self.url = url
        self.key = key
        self.headers = {"x-api-key": key}
        self._remote = Remote(url, key, token)
        self._remote.ask("POST", "worlds")
        self.contacts = RemoteContacts(self._remote)
        self.faults = RemoteFaults(self._remote)
        self.clock = RemoteClock(self._remote)
        self.journal: RemoteJournal = RemoteJournal(self._remote)

    def reset(self) -> None:
        """Back to the seed, with nothing said."""
        self._remote.ask("POST", "reset")

    def clear(self) -> None:
        """No contacts, no accounts, no lists; stages, fields and users stay."""
        self._remote.ask("POST", "clear")

    def limit(self, rate_limit: str) -> None:
        """Other limits, as `--rate-limit` has them, until the next reset."""
        self._remote.ask("PUT", "limits", {"rate_limit": rate_limit})

    def snapshot(self, name: str = "-") -> None:
        """Keep the world as it is now under a name."""
        self._remote.ask("PUT", f"snapshots/{quote(name, safe='')}")

    def restore(self, name: str = "-") -> None:
        """The world as it was then."""
        self._remote.ask("POST", f"snapshots/{quote(name, safe='')}/restore")

    def remove(self, kind: str, record_id: str) -> None:
        """Take a record away without a trace: `contacts`, `accounts`, ... as in a seed."""
        self._remote.ask("DELETE", f"records/{kind}/{record_id}")

    def put(self, records: Mapping[str, Any]) -> None:
        """Add records, or change those with the same ids, in the form of a seed."""
        self._remote.ask("POST", "records", dict(records))

    def replace(self, seed: Mapping[str, Any]) -> None:
        """Have the records of a seed, and no others."""
        self._remote.ask("PUT", "records", dict(seed))

    def export(self) -> dict[str, Any]:
        """The world, written down."""
        state: dict[str, Any] = json.loads(self._remote.ask("GET", "state"))
        return state

    def load(self, state: Mapping[str, Any]) -> None:
        """The world as it was written down."""
        self._remote.ask("PUT", "state", dict(state))

    def let_go(self) -> None:
        """The world is gone."""
        self._remote.ask("DELETE", "worlds")


class RemoteContacts(Mapping[str, Contact]):
    """The contacts of a world by id, as they are now; they can be deleted and hidden."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def _now(self) -> dict[str, Contact]:
        """All of them; each look asks anew."""
        records = json.loads(self._remote.ask("GET", "state"))["records"]
        return {contact["id"]: contact for contact in records.get("contacts", ())}

    def __getitem__(self, contact_id: str) -> Contact:
        return self._now()[contact_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def delete(self, contact_id: str) -> None:
        """From now on the contact is refused as a deleted one."""
        self._move(contact_id, "deleted_contacts")

    def hide(self, contact_id: str) -> None:
        """From now on the contact is somebody else's."""
        self._move(contact_id, "hidden_contacts")

    def _move(self, contact_id: str, kind: str) -> None:
        self._remote.ask("POST", "records", {kind: [self[contact_id]]})


class RemoteFaults:
    """What goes wrong in a world."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def add(self, fault: str, **rule: Any) -> str:
        """Let something go wrong; the id of the rule."""
        return str(json.loads(self._remote.ask("POST", "faults", {"fault": fault, **rule}))["id"])

    def remove(self, fault_id: str) -> None:
        """Take one rule away."""
        self._remote.ask("DELETE", f"faults/{fault_id}")

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._remote.ask("DELETE", "faults")

    def all(self) -> list[dict[str, Any]]:
        """The rules, with how often they have struck."""
        rules: list[dict[str, Any]] = json.loads(self._remote.ask("GET", "faults"))
        return rules


class RemoteClock:
    """What time it is in a world."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        shown = json.loads(self._remote.ask("GET", "clock"))["now"]
        return datetime.fromisoformat(shown).timestamp()

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still, now or at a moment (with a time zone)."""
        self._remote.ask("POST", "clock", {"freeze": True} if at is None else {"set": at.isoformat()})

    def advance(self, seconds: float) -> None:
        """Jump."""
        if seconds:
            self._remote.ask("POST", "clock", {"advance": seconds})

    def run(self) -> None:
        """Let time flow again."""
        self._remote.ask("POST", "clock", {"run": True})


class RemoteJournal(Said):
    """What was said in a world elsewhere."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def said(self) -> Sequence[Entry]:
        return self._said("journal")

    def _said(self, asked: str) -> Sequence[Entry]:
        return [read_entry(json.loads(line)) for line in self._remote.ask("GET", asked).splitlines()]

    def clear(self) -> None:
        """Forget what was said."""
        self._remote.ask("DELETE", "journal")

    def wait(self, seconds: float, **wanted: Any) -> Entry:
        """The first call like this, when it is there. Raises TimeoutError, with the near misses."""
        until, said = time.monotonic() + seconds, list(self.said())
        while not (found := [entry for entry in said if Wanted(**wanted).matches(entry)]):
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError(expect(said, Wanted(**wanted)).text)
            last = said[-1].number if said else 0
            said += self._said(f"journal?after={last}&wait={min(left, LONGEST_WAIT):.3f}")
        return found[0]
