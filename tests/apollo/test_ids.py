"""New ids."""

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from mock_apollo.apollo.ids import NewIds, is_object_id


@given(st.text())
def test_new_ids_have_apollos_form_and_come_from_the_seed(seed: str) -> None:
    """Documented for the form: 24 lower-case hexadecimal digits."""
    first, second = NewIds(seed), NewIds(seed)
    ids = [first() for _ in range(20)]
    assert all(map(is_object_id, ids))
    assert len(set(ids)) == 20
    assert ids == [second() for _ in islice(ids, 20)]


def test_other_texts_are_no_ids() -> None:
    """Documented: "is not a valid ID"."""
    assert not any(map(is_object_id, ["", "5234234", "A" * 24, "a" * 25, "a" * 24 + "\n", "\u0661" * 24]))


def test_ids_that_are_taken_are_skipped_however_many_they_are() -> None:
    """Assumed: records of another world with the same seed bring all the ids that would come next."""
    others = NewIds("world 1")
    taken = {others() for _ in range(3_000)}
    ids = NewIds("world 1")
    ids.taken = taken.__contains__
    assert ids() not in taken
    assert ids.count == 3_001


def test_ids_that_are_taken_are_looked_up_once_though_calls_are_refused() -> None:
    """Assumed: a refused call gives its ids back, and the next one does not look for a free id all over again."""
    others = NewIds("world 1")
    taken = {others() for _ in range(1_000)}
    asked: list[str] = []
    ids = NewIds("world 1")

    def is_taken(made: str) -> bool:
        asked.append(made)
        return made in taken

    ids.taken = is_taken
    for _ in range(100):
        free = ids()
        ids.count = 0
    assert free not in taken
    assert len(asked) == 1_100
    ids.forget_taken()
    taken.clear()
    assert ids() == NewIds("world 1")()
