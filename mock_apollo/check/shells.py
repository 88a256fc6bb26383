"""Which words does a shell give to curl? Shells of Unix, cmd and PowerShell; nothing is expanded by running it."""

import re
import shlex
from collections.abc import Iterator

CURL = r"(?:^|[\s/;|&(!])curl(?:\.exe)?\s"
ANSI_C = r"\$'(?:[^'\\]|\\.)*'"
ENDS = r"\s\d?[<>]|\s#|[\n;|&()<>]"  # where a command ends, outside of quotes
WORDS = rf"""(?:{ANSI_C}|'[^']*'|"(?:[^"\\]|\\.)*"|\$\([^()]*\)|\\.|(?!{ENDS})[^'"\\])*"""
COMMAND = re.compile(rf"{CURL}({WORDS})", re.MULTILINE | re.DOTALL)
UNEXPANDED = re.compile(rf"({ANSI_C}|'[^']*'|\\.)|\$\([^()]*\)|\$\{{[^}}]*\}}|\$\w+|`[^`]*`", re.DOTALL)
VARIABLE = "\ue000"  # in place of a variable or a command substitution

OF_CMD = re.compile(r"\^\"|\s\^\n|\"[{\[]\"\"")  # how a line that was copied for cmd quotes or goes on
OF_POWERSHELL = re.compile(r"\s`\n|\bcurl\.exe\s.*'\{\\\"")
CARET = re.compile(r"\^(.)", re.DOTALL)
TWO_QUOTES = re.compile(r'(?<!\s)""|""(?!\s|\Z)')  # one in a text, as older browsers write it for cmd
BACKTICK = re.compile(r"('(?:[^']|'')*')|`(.)", re.DOTALL)  # escapes, but not in single quotes

ESCAPE = re.compile(r"((?:\\x[0-9a-fA-F]{1,2}|\\[0-7]{1,3})+)|\\([uU][0-9a-fA-F]{1,8}|.)", re.DOTALL)
BYTE = re.compile(r"\\x([0-9a-fA-F]+)|\\([0-7]+)")
CONTROLS = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def commands(text: str) -> Iterator[tuple[int, str]]:
    """Yield what follows each `curl` that would be run, as a shell of Unix has it, with the number of its line."""
    text = text.replace("\r\n", "\n")
    if OF_CMD.search(text):
        text = _from_cmd(text)
    elif OF_POWERSHELL.search(text):
        text = BACKTICK.sub(_from_powershell, text)
    for found in COMMAND.finditer(text):
        yield text.count("\n", 0, found.start(1)) + 1, found[1].replace("\\\n", " ")


def words_of(command: str) -> list[str]:
    """Return the words of a command, with VARIABLE for what only a shell can expand. Raises ValueError."""
    return shlex.split(UNEXPANDED.sub(_expanded, command))


def _from_cmd(text: str) -> str:
    """Rewrite lines for cmd as a shell of Unix reads them: as browsers write them now, or as they did without `^"`."""
    if '^"' in text:
        return CARET.sub(lambda found: "\\\n" if found[1] == "\n" else found[1], text)
    return TWO_QUOTES.sub(r"\"", text.replace("^\n", "\\\n"))


def _from_powershell(found: re.Match[str]) -> str:
    r"""Rewrite a text in single quotes, where `\"` is for older versions, or an escaped character."""
    if found[1]:
        return shlex.quote(found[1][1:-1].replace("''", "'").replace('\\"', '"'))
    return f"\\{found[2]}"


def _expanded(found: re.Match[str]) -> str:
    """Expand the escapes in `$'...'`, and mark what only a shell can expand."""
    text = found[1]
    if text is None:
        return VARIABLE
    return shlex.quote(ESCAPE.sub(_character, text[2:-1])) if text.startswith("$'") else text


def _character(found: re.Match[str]) -> str:
    """Return what an escape in `$'...'` stands for: bytes, a character, or itself."""
    if found[1]:
        octets = [int(octal, 8) & 0xFF if octal else int(digits, 16) for digits, octal in BYTE.findall(found[1])]
        return bytes(octets).decode("utf-8", "replace")
    code = found[2]
    if len(code) > 1:
        return chr(min(int(code[1:], 16), 0x10FFFF))
    return CONTROLS.get(code, code if code in "\\'\"?" else f"\\{code}")
