"""Bodies in JSON documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_apollo.protocol.body_text import body_as_text, body_from_text


@given(st.binary() | st.text().map(str.encode))
def test_a_body_that_is_written_and_read_is_the_same(body: bytes) -> None:
    """Assumed: our own format, for any bytes."""
    assert body_from_text(*body_as_text(body)) == body


@pytest.mark.parametrize(
    ("body", "text"), [(b"", ("", "utf-8")), ("é".encode(), ("é", "utf-8")), (b"\xff", ("/w==", "base64"))]
)
def test_only_what_is_no_utf_8_is_in_base64(body: bytes, text: tuple[str, str]) -> None:
    """Assumed: a person can read the rest."""
    assert body_as_text(body) == text
