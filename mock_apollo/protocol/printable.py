"""How is a text shown that somebody else made up? In one line, without what could paint the terminal."""

import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def printable(text: str) -> str:
    r"""The text with `\x1b` for what could begin a line of its own, steer a terminal, or not be encoded."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def cut(text: str, longest: int) -> str:
    """The text, or its beginning and `...` when it has more characters than a person wants to read."""
    return text if len(text) <= longest else f"{text[:longest]}..."
