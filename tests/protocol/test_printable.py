"""Untrusted text: nothing in it steers a terminal, or makes it read as something else."""

import json

from hypothesis import given
from hypothesis import strategies as st

from mock_apollo.protocol.printable import printable, printable_lines

STEERING = "\x00\x07\x08\t\r\x1b\x7f\x80\x9b\x9f\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ud800"


def test_what_steers_a_terminal_is_escaped() -> None:
    """Assumed: C0, DEL, C1, and what turns the direction of writing; a line break too, where there is one line."""
    assert printable(f"a\n{STEERING}é").isprintable()
    assert printable("\x1b[31m\n") == "\\x1b[31m\\x0a"
    assert [*filter(str.isprintable, printable_lines(STEERING))] == [*printable_lines(STEERING)]
    assert printable_lines("a\n\x9bé") == "a\n\\u009bé"


@given(st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_a_document_has_the_same_values_in_escapes(value: object) -> None:
    """Documented: RFC 8259 has escapes for all characters in a text, and control characters nowhere else."""
    document = json.dumps(value, ensure_ascii=False, indent=2)
    assert json.loads(printable_lines(document)) == value
