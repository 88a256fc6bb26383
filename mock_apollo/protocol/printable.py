"""How is untrusted text shown? Without characters that steer a terminal or reorder what is read."""

import re

CONTROLS = r"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff"
CONTROL = re.compile(f"[{CONTROLS}]")
CONTROL_IN_LINES = re.compile(f"(?!\n)[{CONTROLS}]")


def printable(text: str) -> str:
    r"""Escape line breaks, control and bidirectional characters and lone surrogates, as in `\x1b`."""
    return text if text.isprintable() else CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def printable_lines(text: str) -> str:
    r"""Escape the same but line feeds as in `\u001b`; in a JSON document this changes no value."""
    return CONTROL_IN_LINES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cut(text: str, longest: int) -> str:
    """Cut a text of more than `longest` characters, and append `...` to what is left."""
    return text if len(text) <= longest else f"{text[:longest]}..."
