"""Which calls do curl commands make? As typed, as in a script, or as copied from a browser on any system."""

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import BinaryIO
from urllib.parse import quote_plus

from mock_apollo.check.curl_options import UsageError, parser
from mock_apollo.check.curl_urls import read_url, stands_for_several
from mock_apollo.check.recording import (
    BODY,
    CONTENT_TYPE,
    HEADERS,
    MALFORMED,
    Recorded,
    Recording,
    Skipped,
    call_of,
    recorded,
    without_media_type,
)
from mock_apollo.check.shells import VARIABLE, commands, words_of
from mock_apollo.protocol.messages import JSON

FORM = "application/x-www-form-urlencoded"
NEXT = ("--next", "-:")  # between the options of two calls

OPTION = re.compile(r"--[a-z0-9.-]+|-\w")

UNKNOWN_OPTION, KEY = "option", "header.x-api-key"
IN_THE_SHELL = "a header is in a variable or a file"
IN_A_FILE = "its body is in a file or a variable"
A_KEY = "its credential is in a variable"


def read_curl(file: BinaryIO) -> Recording:
    """Read each curl command that a shell would run; a backslash at the end of a line continues it."""
    for number, command in commands(file.read().decode("utf-8", "replace")):
        yield from _read(number, command)


def _read(number: int, command: str) -> Iterator[Recorded | Skipped]:
    """Read a command that begins on the line with that number; it may make several calls."""
    try:
        for words in _between(words_of(command)):
            yield from _calls(number, words)
    except (UsageError, *MALFORMED):
        yield Skipped(f"the curl line {number}, which curl would refuse too; is it quoted completely?")


def _between(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the words of each call: those between two `--next`."""
    start = 0
    for place, word in enumerate(words):
        if word in NEXT:
            yield words[start:place]
            start = place + 1
    yield words[start:]


def _calls(number: int, words: Sequence[str]) -> Iterator[Recorded | Skipped]:
    """Read the calls that the same options make: one for each URL."""
    options, unread = parser().parse_known_intermixed_args(words)
    named = [found[0] for word in unread if (found := OPTION.match(word))]
    urls = _urls(options, is_sure=not named)
    if not urls:
        yield Skipped(f"the curl line {number}, which has no URL, or more words than it; is it quoted completely?")
    for url in urls:
        yield _call(number, options, url, named)


def _urls(options: Namespace, *, is_sure: bool) -> list[str]:
    """Return the URLs; of several, or beside values of unknown options, those that cannot be anything else."""
    urls = [*options.url, *options.addresses]
    if is_sure and len(urls) == 1:
        return urls if "/" in urls[0] else []
    whole = [url for url in urls if "://" in url or url.startswith(f"{VARIABLE}/")]
    if is_sure:
        return whole if len(whole) == len(urls) else []
    return whole or [url for url in urls if "/" in url]


def _call(number: int, options: Namespace, url: str, named: Sequence[str]) -> Recorded | Skipped:
    """Make a call as curl would; values are not shown, since each could be a key."""
    if not options.globoff and stands_for_several(url):
        return Skipped(f"the curl line {number}, whose URL stands for several; write each of them out")
    address = read_url(url, globoff=options.globoff, path_as_is=options.path_as_is)
    if address is None:
        return Skipped(f"the curl line {number}, whose URL is in a variable; put its value into the line")
    unknown = {**_unknown(options, named), **address.unknown}
    host, call = call_of(
        _method(options), address.url(_queries(options)), _headers(options, unknown), _body(options, unknown)
    )
    return recorded(f"line {number}", number, host, call, unknown=unknown)


def _unknown(options: Namespace, named: Sequence[str]) -> dict[str, str]:
    """Return what only the shell, a file or a later curl knows of a call, each with why."""
    elsewhere = [_is_file(option, value) or VARIABLE in value for option, value in options.data]
    unknown = {BODY: IN_A_FILE} if any(elsewhere) or options.upload else {}
    if options.config or any(map(_is_elsewhere, options.header)):
        unknown[HEADERS] = IN_THE_SHELL
    if any(name.lower() == "authorization" and value[:1] == VARIABLE for name, value in map(_header, options.header)):
        unknown[KEY] = A_KEY
    if named:
        why = f"the option {named[0]} of curl is not known; taken for one that changes nothing of the call"
        unknown[UNKNOWN_OPTION] = why
    return unknown


def _queries(options: Namespace) -> list[str]:
    """Return what options add to the query."""
    data = [_data(option, value) for option, value in options.data] if options.get else []
    return ["&".join(data), *(_urlencoded(value) for value in options.url_query)]


def _method(options: Namespace) -> str:
    sends = (options.data and not options.get) or options.form
    by_options = "HEAD" if options.head else "PUT" if options.upload else "POST" if sends else "GET"
    return str(options.request or by_options)


def _body(options: Namespace, unknown: dict[str, str]) -> bytes:
    """Return the body; nothing when it is not known, or when the data is in the query."""
    if options.get or BODY in unknown:
        return b""
    joint = "" if _is_json(options) else "&"
    return joint.join(_data(option, value) for option, value in options.data).encode("utf-8", "replace")


def _headers(options: Namespace, unknown: dict[str, str]) -> list[tuple[str, str]]:
    """Return the headers, without those that are elsewhere or taken away, and with the type of the body."""
    named = [_header(header) for header in options.header if not _is_elsewhere(header)]
    headers = [(name.removesuffix(";"), value) for name, value in named if value or name.endswith(";")]
    if without_media_type(named) and ((options.data and not options.get) or options.form):
        like_json = HEADERS in unknown and bool(options.data) and options.data[0][1].lstrip().startswith("{")
        headers.append((CONTENT_TYPE, _media_type(options, is_json=_is_json(options) or like_json)))
    return headers


def _is_json(options: Namespace) -> bool:
    return any(option == "--json" for option, _ in options.data)


def _media_type(options: Namespace, *, is_json: bool) -> str:
    return JSON.decode() if is_json else "multipart/form-data" if options.form else FORM


def _is_file(option: str, value: str) -> bool:
    if option == "--data-urlencode":
        return "@" in value.partition("=")[0]
    return value.startswith("@") and option != "--data-raw"


def _data(option: str, value: str) -> str:
    """Return what a data option adds to the body."""
    return _urlencoded(value) if option == "--data-urlencode" else value


def _urlencoded(value: str) -> str:
    """Encode the text behind an equals sign; without a name, the sign is not sent."""
    name, equals, text = value.partition("=")
    if not equals:
        return quote_plus(value)
    return f"{name}={quote_plus(text)}" if name else quote_plus(text)


def _is_elsewhere(header: str) -> bool:
    """Tell whether a header, or the type of the body, is in a variable or a file."""
    name, value = _header(header)
    return VARIABLE in name or name.startswith("@") or (name.lower() == CONTENT_TYPE and VARIABLE in value)


def _header(header: str) -> tuple[str, str]:
    name, _, value = header.partition(":")
    return name.lstrip(), value.strip()
