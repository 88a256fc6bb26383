"""What in a text is a credential? What a name, a scheme or a URL says is one; the rest of the text is kept."""

import re
from collections.abc import Callable
from urllib.parse import unquote, unquote_plus

from mock_apollo.protocol.credential_names import is_credential

REDACTED = "[redacted]"
ESCAPES = 3  # how often a text may be percent-encoded or escaped
NAME_IN_QUERY = re.compile(r"(?:^|(?<=[&;/?#]))([^&;/?#=]++)=")
NAME_IN_TEXT = re.compile(r"""(?<![\w.%+~$\[\]-])([\w.%+~$\[\]-]++)(\\*+["']?\s*+[:=]\s*+\\*+["']?)""")
VALUE_IN_TEXT = re.compile(r"""(?<=["'])[^"'\\]++|[^\s"'\\&<>]++""")
LIKE_A_KEY = re.compile(r"(?=[^\s\"'\\&<>\d]{0,64}\d)[^\s\"'\\&<>]{8}")  # and not like a word of prose
USER_OF_URL = re.compile(r"(?<=//)[^/?#\s\"'<>]*@")
SCHEME = re.compile(r"(?i)\b(bearer|basic)\s++(?=[^\s\d]*+\d)[^\s\"',;]{8,}+")
SUSPECT = re.compile(r"[=:@%]|(?i:bearer|basic)\s")
WORD = re.compile(r"[^\s\"'&=<>]++")


def without_parameters(text: str) -> str:
    """Redact a path or a query: the values of its parameters to their ends, which only `&` is."""

    def end(found: re.Match[str]) -> int:
        return text.find("&", found.end()) % (len(text) + 1) if is_credential(unquote_plus(found[1])) else 0

    return _without_encoded(without_users(_without_values(text, NAME_IN_QUERY, end)))


def without_credentials(text: str) -> str:
    """Redact any text: what is named by a credential's name, before the `@` of a URL, or behind `Bearer`."""
    return _without_encoded(_without_plain(text))


def _without_plain(text: str) -> str:
    text = SCHEME.sub(rf"\1 {REDACTED}", without_users(text))
    return _without_values(text, NAME_IN_TEXT, _end_in_text)


def _end_in_text(found: re.Match[str]) -> int:
    """Return the end of the secret behind a name, or 0; of prose like `token: missing`, nothing is one."""
    if not is_credential(unquote_plus(found[1])):
        return 0
    if found[2].strip() == ":" and not LIKE_A_KEY.match(found.string, found.end()):
        return 0
    value = VALUE_IN_TEXT.match(found.string, found.end())
    return value.end() if value else 0


def _without_values(text: str, names: re.Pattern[str], end: Callable[[re.Match[str]], int]) -> str:
    """Replace what is behind some names; `end` returns where that ends, or 0 to keep it."""
    parts, done = [], 0
    for found in names.finditer(text):
        if found.start() >= done and (stop := end(found)) > found.end():
            parts += [text[done : found.end()], REDACTED]
            done = stop
    return "".join((*parts, text[done:])) if parts else text


def without_users(text: str) -> str:
    """Redact the user and the password of URLs."""
    return USER_OF_URL.sub(f"{REDACTED}@", text) if "@" in text else text


def _without_encoded(text: str) -> str:
    """Redact each percent-encoded word in which a credential stands, like a URL in the query of another."""
    return WORD.sub(_word, text) if "%" in text else text


def _word(word: re.Match[str]) -> str:
    plain = word[0]
    for _ in range(ESCAPES):
        before, plain = plain, unquote(plain)
        if plain == before:
            return word[0]
        if _without_plain(plain) != plain:
            return REDACTED
    return word[0]
