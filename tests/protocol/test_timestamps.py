"""Times as text."""

from hypothesis import example, given
from hypothesis import strategies as st

from mock_apollo.protocol.timestamps import milliseconds_of, timestamp


@given(st.integers(0, 253_402_300_799_999))
@example(1_767_355_200_001)
def test_a_time_that_is_written_and_read_is_the_same(milliseconds: int) -> None:
    """Assumed: an exported entry is read back as it was, until the year 9999."""
    assert milliseconds_of(timestamp(milliseconds)) == milliseconds
