"""Calls and replies, as they cross the wire."""

from hypothesis import given
from hypothesis import strategies as st

from mock_apollo.protocol.messages import Call, Reply, headers_in, lines_of

NAMES = st.from_regex(rb"[a-z0-9-]+", fullmatch=True)
VALUES = st.from_regex(rb"[ -~\x80-\xff]*", fullmatch=True)


@given(st.lists(st.tuples(NAMES, VALUES)))
def test_headers_are_the_same_after_a_way_over_the_wire(headers: list[tuple[bytes, bytes]]) -> None:
    """Documented (RFC 9112): a line each, in their order, repeated or empty ones too."""
    assert headers_in(lines_of(headers)) == tuple(headers)
    assert Reply(200, b"", lines=lines_of(headers)).headers == tuple(headers)


def test_the_first_of_several_headers_counts() -> None:
    """Assumed: so a second key changes nothing; headers that were not sent are None."""
    call = Call("GET", "/", headers=[(b"x-api-key", b"first"), (b"accept", b"*/*"), (b"x-api-key", b"second")])
    assert (call.header(b"x-api-key"), call.header(b"accept"), call.header(b"host")) == (b"first", b"*/*", None)
    assert Call("GET", "/").header(b"host") is None


def test_calls_are_equal_whether_their_headers_were_read_or_not() -> None:
    """Assumed: what is remembered for the next look is no part of a call."""
    read, unread = (Call("GET", "/", headers=[(b"host", b"x")]) for _ in range(2))
    assert read.header(b"host") == b"x"
    assert read == unread
    assert repr(read) == repr(unread)
