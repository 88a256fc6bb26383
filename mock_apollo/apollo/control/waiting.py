"""Who waits for an entry of the journal? Whoever asks for entries that are not there yet."""

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.journal.journal import Entry
from mock_apollo.journal.query import Wanted

ANY = Wanted()


def found_or_coming(
    apollo: Apollo, control: Control, after: int = 0, wanted: Wanted = ANY, team: str | None = None
) -> Sequence[Entry] | Future[Entry]:
    """Return the entries behind a number that match, or, while there is none, the future of the first.

    Raises ControlError.
    """
    criteria: Any = wanted.model_dump(include={*Wanted.model_fields} - {"body"})
    found = control.journal(after=after, team=team, **criteria)
    matches = partial(_matches, after, wanted)
    return found or apollo.journal.coming(matches, control.team or team)


def _matches(after: int, wanted: Wanted, entry: Entry) -> bool:
    return entry.number > after and wanted.matches(entry)
