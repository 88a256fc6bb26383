"""Which edits are tried together? Hypothesis chooses; the same seed chooses the same."""

from collections.abc import Callable, Sequence

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from mock_apollo.fuzz.client.cases.edits import Edit, EditError, agreeing
from mock_apollo.fuzz.client.cases.replies import Replies, ReplyCase

MOST = 6  # edits of different kinds in a case
OFTEN = 10  # edits of one act, for which it is chosen once more


def combinations(replies: Replies, singles: Sequence[ReplyCase], *, least: int = 0) -> st.SearchStrategy[ReplyCase]:
    """Documented replies with edits of the singles, `least` of them or more; they shrink to fewer edits.

    Some have edits of all kinds, others have one act in many places: what needs two members to be missing is not found
    otherwise, as there are two hundred thousand pairs.
    """
    edits: dict[str, list[Edit]] = {}
    acts: dict[tuple[str, str], list[Edit]] = {}
    for case in singles:
        edits.setdefault(case.documented.head, []).extend(case.edits)
        for edit in case.edits:
            acts.setdefault((case.documented.head, edit.act), []).append(edit)
    mixed = [_mixed(replies, head, several) for head, several in edits.items() if len(several) >= least]
    alike = [_alike(replies, head, several) for (head, _), several in acts.items() for _ in several[::OFTEN]]
    cases = st.one_of(mixed) | st.sampled_from(alike).flatmap(lambda strategy: strategy) if alike else st.one_of(mixed)
    return cases.filter(lambda case: case is not None and len(case.edits) >= least)  # type: ignore[return-value]


def _mixed(replies: Replies, head: str, edits: Sequence[Edit]) -> st.SearchStrategy[ReplyCase | None]:
    """Some edits of any kind."""
    several = st.lists(st.sampled_from(edits), max_size=MOST, unique=True) if edits else st.just([])
    return several.map(lambda chosen: _case(replies, head, chosen))


def _alike(replies: Replies, head: str, edits: Sequence[Edit]) -> st.SearchStrategy[ReplyCase | None]:
    """Any of some edits, half of them as a rule."""
    flags = st.lists(st.booleans(), min_size=len(edits), max_size=len(edits))
    return flags.map(
        lambda chosen: _case(replies, head, [edit for edit, flag in zip(edits, chosen, strict=True) if flag])
    )


def _case(replies: Replies, head: str, edits: Sequence[Edit]) -> ReplyCase | None:
    try:
        return replies.case(head, agreeing(edits))
    except EditError:
        return None


def chosen(strategy: st.SearchStrategy[ReplyCase], seed: int, count: int) -> list[ReplyCase]:
    """So many cases of a strategy, none twice, always the same."""
    cases: dict[str, ReplyCase] = {}

    @hypothesis.seed(seed)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(strategy)
    def choose(case: ReplyCase) -> None:
        cases.setdefault(case.name, case)

    choose()
    return [*cases.values()]


def smallest(replies: Replies, case: ReplyCase, breaks: Callable[[ReplyCase], bool]) -> ReplyCase:
    """A case that breaks a client, with every edit taken back that it can do without, and a well-known one left.

    Halves go first, then quarters, down to one edit at a time.
    """
    size = len(case.edits)
    while size := size // 2:
        for start in range(0, len(case.edits), size):
            kept = [edit for place, edit in enumerate(case.edits) if not start <= place < start + size]
            fewer = _case(replies, case.documented.head, kept) if kept else None
            if fewer and breaks(fewer):
                case, size = fewer, len(fewer.edits) + 1
                break
    if len(case.edits) != 1:
        return case
    return next((single for single in replies.singles if _is_like(single, case) and breaks(single)), case)


def _is_like(single: ReplyCase, case: ReplyCase) -> bool:
    """Whether one edit is made in both at the same place of the same reply."""
    places = [[(edit.steps, edit.of_header) for edit in either.edits] for either in (single, case)]
    return single.documented.head == case.documented.head and places[0] == places[1]
