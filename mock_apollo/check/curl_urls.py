"""Which URL does curl call? As it writes brackets and dots, and as far as no variable of a shell is in it."""

import re
from typing import NamedTuple

from mock_apollo.check.shells import VARIABLE
from mock_apollo.contract.document import BASES

PARTS = re.compile(r"(\w+://)?([^/?#]*)([^?#]*)\??([^#]*)", re.DOTALL)  # scheme, host, path, query
ESCAPED_BRACKET = re.compile(r"\\([\[\]{}])")  # curl takes the backslash away, unless --globoff says not to
SEVERAL = re.compile(r"\{[^{}]*,[^{}]*\}|\[\w+-\w+(?::\d+)?\]")  # what curl writes out, unless it says not to
IN_BRACES = "{variable}"  # how a part that is in a variable is shown
APOLLO = "api.apollo.io"

PATH, METHOD, QUERY, HOST = "path", "method", "query", "host"  # where the paths of findings begin
A_PATH = "a part of its path is in a variable"
A_QUERY = "a part of its query is in a variable"
A_HOST = "its host is in a variable; taken for Apollo's"


class Address(NamedTuple):
    """The parts of a URL, and what is not known of them, each with why."""

    scheme: str
    host: str
    path: str
    query: str
    unknown: dict[str, str]

    def url(self, more_query: list[str]) -> str:
        """Return the URL with more in its query."""
        query = "&".join([part for part in (self.query, *more_query) if part])
        return f"{self.scheme}{self.host}{self.path}?{query}".replace(VARIABLE, IN_BRACES)


def read_url(url: str, *, globoff: bool, path_as_is: bool) -> Address | None:
    """Read a URL as curl does with these options; None when nothing of its path is known."""
    parts = PARTS.match(url if globoff else ESCAPED_BRACKET.sub(r"\1", url))
    scheme, host, path, query = parts.groups("") if parts else ("", "", "", "")
    is_known = VARIABLE not in host
    if not is_known and not path.strip("/"):
        return None
    unknown = _unknown(host, path, query)
    path = path if path_as_is else _without_dots(path)
    if is_known or path.startswith(BASES):
        return Address(scheme or "http://", host if is_known else APOLLO, path, query, unknown)
    return Address(scheme or "http://", APOLLO, BASES[0] + path.lstrip("/"), query, unknown)


def stands_for_several(url: str) -> bool:
    """Tell whether curl makes several URLs of one."""
    return SEVERAL.search(url) is not None


def _unknown(host: str, path: str, query: str) -> dict[str, str]:
    """Return what is not known; of a path it includes the method, since it is the path that says which are declared."""
    unknown = {HOST: A_HOST} if VARIABLE in host else {}
    if VARIABLE in path:
        unknown |= {PATH: A_PATH, METHOD: A_PATH}
    elif unknown and not path.startswith(BASES):  # which may be in the variable
        unknown |= {PATH: A_HOST, METHOD: A_HOST}
    return {**unknown, QUERY: A_QUERY} if VARIABLE in query else unknown


def _without_dots(path: str) -> str:
    """Return a path without `.` and `..`, as curl sends it."""
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            kept = kept[:-1] or kept
        elif step != ".":
            kept.append(step)
    return "/".join([*kept, ""] if steps[-1] in (".", "..") else kept)
