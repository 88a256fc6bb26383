"""How is untrusted text shown? On one line, without control characters."""

import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def printable(text: str) -> str:
    r"""Escape line breaks, control and bidirectional characters and lone surrogates, as in `\x1b`."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def cut(text: str, longest: int) -> str:
    """Cut a text of more than `longest` characters, and append `...` to what is left."""
    return text if len(text) <= longest else f"{text[:longest]}..."
