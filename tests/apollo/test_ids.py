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
