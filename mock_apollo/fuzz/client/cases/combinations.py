"""Which edits are tried together? Hypothesis chooses them; the same seed chooses the same ones."""

from collections.abc import Callable, Sequence

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from mock_apollo.fuzz.client.cases.edits import Edit, EditError, agreeing
from mock_apollo.fuzz.client.cases.replies import Replies, ReplyCase

MAX_MIXED = 6  # edits of different acts in a case
PER_CHANCE = 10  # edits of one act, for each of which the act is drawn once more


def combinations(replies: Replies, singles: Sequence[ReplyCase], *, least: int = 0) -> st.SearchStrategy[ReplyCase]:
    """Return a strategy of cases with at least `least` of the edits of `singles`; they shrink to fewer edits.

    Some cases mix acts, others apply one act in many places: a bug that needs two missing members would not be found
    among two hundred thousand pairs.
    """
    edits: dict[str, list[Edit]] = {}
    acts: dict[tuple[str, str], list[Edit]] = {}
    for case in singles:
        edits.setdefault(case.documented.head, []).extend(case.edits)
        for edit in case.edits:
            acts.setdefault((case.documented.head, edit.act), []).append(edit)
    mixed = [_mixed(replies, head, several) for head, several in edits.items() if len(several) >= least]
    alike = [_alike(replies, head, several) for (head, _), several in acts.items() for _ in several[::PER_CHANCE]]
    cases = st.one_of(mixed) | st.sampled_from(alike).flatmap(lambda strategy: strategy) if alike else st.one_of(mixed)
    return cases.filter(lambda case: case is not None and len(case.edits) >= least)  # type: ignore[return-value]


def _mixed(replies: Replies, head: str, edits: Sequence[Edit]) -> st.SearchStrategy[ReplyCase | None]:
    """Return a strategy of cases with a few edits of any act."""
    several = st.lists(st.sampled_from(edits), max_size=MAX_MIXED, unique=True) if edits else st.just([])
    return several.map(lambda chosen: _case(replies, head, chosen))


def _alike(replies: Replies, head: str, edits: Sequence[Edit]) -> st.SearchStrategy[ReplyCase | None]:
    """Return a strategy of cases with any subset of these edits, half of them on average."""
    flags = st.lists(st.booleans(), min_size=len(edits), max_size=len(edits))
    return flags.map(
        lambda chosen: _case(replies, head, [edit for edit, flag in zip(edits, chosen, strict=True) if flag])
    )


def _case(replies: Replies, head: str, edits: Sequence[Edit]) -> ReplyCase | None:
    """Return the case, or None when the contract does not allow it."""
    try:
        return replies.case(head, agreeing(edits))
    except EditError:
        return None


def chosen(strategy: st.SearchStrategy[ReplyCase], seed: int, count: int) -> list[ReplyCase]:
    """Draw `count` examples of a strategy by a seed, and return them without duplicates."""
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
    """Return a case with as few edits of `case` as still break the client (delta debugging: halves, quarters, ...).

    A single edit that is left is replaced by a named act at the same place, if that breaks the client too.
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
    """Whether both cases edit the same place of the same reply."""
    places = [[(edit.steps, edit.of_header) for edit in either.edits] for either in (single, case)]
    return single.documented.head == case.documented.head and places[0] == places[1]
