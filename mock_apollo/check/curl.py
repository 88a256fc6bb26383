"""Which calls do curl commands make? As typed, as in a script, or as copied from a browser on any system."""

import argparse
import re
import shlex
from collections.abc import Sequence
from typing import Any, BinaryIO, NoReturn
from urllib.parse import quote_plus

from mock_apollo.check.curl_options import FLAGS, WITH_A_VALUE
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
from mock_apollo.protocol.messages import JSON

CURL = r"(?:^|[\s/;|&(!])curl(?:\.exe)?\s"
ANSI_C = r"\$'(?:[^'\\]|\\.)*'"
ENDS = r"\s\d?[<>]|\s#|[\n;|&()<>]"  # where a command ends, outside of quotes
WORDS = rf"""(?:{ANSI_C}|'[^']*'|"(?:[^"\\]|\\.)*"|\$\([^()]*\)|\\.|(?!{ENDS})[^'"\\])*"""
COMMAND = re.compile(rf"{CURL}({WORDS})", re.MULTILINE | re.DOTALL)
UNEXPANDED = re.compile(rf"({ANSI_C}|'[^']*'|\\.)|\$\([^()]*\)|\$\{{[^}}]*\}}|\$\w+|`[^`]*`", re.DOTALL)
VARIABLE = "\ue000"  # in place of a variable or a command substitution
OPTION = "option"  # an unknown part of a call that no finding is about
FORM = "application/x-www-form-urlencoded"

OF_CMD = re.compile(r"\^(\"|(?<=\s\^)\n)")  # how a line that was copied for cmd goes on, or quotes
OF_POWERSHELL = re.compile(r"\s`\n")
CARET = re.compile(r"\^(.)", re.DOTALL)
TWO_QUOTES = re.compile(r'(?<!\s)""|""(?!\s)')  # one in a text, as older browsers write it for cmd
BACKTICK = re.compile(r"('(?:[^']|'')*')|`(.)", re.DOTALL)  # escapes, but not in single quotes
ESCAPED_BRACKET = re.compile(r"\\([\[\]{}])")  # curl takes the backslash away, unless --globoff says not to

IN_THE_SHELL = "a header is in a variable or a file"
IN_A_FILE = "its body is in a file or a variable"


class _UsageError(Exception):
    """An option lacks its value."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _UsageError(message)


class _Data(argparse.Action):
    """Collects the data options in their order, each with its name."""

    def __call__(self, _: Any, namespace: argparse.Namespace, value: Any, option: str | None = None) -> None:
        namespace.data.append((option, value))


def read_curl(file: BinaryIO) -> Recording:
    """Read each curl command that a shell would run; a backslash at the end of a line continues it."""
    text = file.read().decode("utf-8", "replace").replace("\r\n", "\n")
    if OF_CMD.search(text):
        text = _from_cmd(text)
    elif OF_POWERSHELL.search(text):
        text = BACKTICK.sub(_from_powershell, text)
    for found in COMMAND.finditer(text):
        yield _read(text.count("\n", 0, found.start(1)) + 1, found[1].replace("\\\n", " "))


def _from_cmd(text: str) -> str:
    """Rewrite lines for cmd as a shell of Unix reads them: as browsers write them now, or as they did without `^"`."""
    if '^"' in text:
        return CARET.sub(lambda found: "\\\n" if found[1] == "\n" else found[1], text)
    return TWO_QUOTES.sub(r"\"", text.replace("^\n", "\\\n"))


def _from_powershell(found: re.Match[str]) -> str:
    """Rewrite a text in single quotes, or an escaped character, as a shell of Unix reads it."""
    return shlex.quote(found[1][1:-1].replace("''", "'")) if found[1] else f"\\{found[2]}"


def _read(number: int, words: str) -> Recorded | Skipped:
    """Read the words of a command that begins on the line with that number."""
    try:
        options, unknown = _parser().parse_known_args(shlex.split(UNEXPANDED.sub(_expanded, words)))
        named = [found[0] for word in unknown if (found := re.match(r"--[a-z0-9.-]+|-\w", word))]
        addresses = [options.url] if options.url else [word for word in options.address if not named or "/" in word]
        options.url = addresses[0] if addresses else ""
        is_one = len(addresses) == 1 and len(unknown) <= 2 * len(named)
        return _skipped(number, options, is_one=is_one) or _recorded(number, options, named)
    except (_UsageError, *MALFORMED):
        return Skipped(f"the curl line {number}, which curl would refuse too; is it quoted completely?")


def _skipped(number: int, options: argparse.Namespace, *, is_one: bool) -> Skipped | None:
    """Return why a command is not judged, or None; values are not shown, since each could be a key."""
    if not is_one or "/" not in options.url:
        return Skipped(f"the curl line {number}, which has no URL, or more words than it; is it quoted completely?")
    if VARIABLE in options.url:
        return Skipped(f"the curl line {number}, whose URL is in a variable; put its value into the line")
    return None


def _unknown(options: argparse.Namespace, named: Sequence[str]) -> dict[str, str]:
    """Return what only the shell, a file or a later curl knows of a call, each with why."""
    elsewhere = [_is_file(option, value) or VARIABLE in value for option, value in options.data]
    unknown = {BODY: IN_A_FILE} if any(elsewhere) or options.upload else {}
    if options.config or any(VARIABLE in name or name.startswith("@") for name, _ in map(_header, options.header)):
        unknown[HEADERS] = IN_THE_SHELL
    if named:
        unknown[OPTION] = f"the option {named[0]} of curl is not known; taken for one that changes nothing of the call"
    return unknown


def _recorded(number: int, options: argparse.Namespace, named: Sequence[str]) -> Recorded:
    """Make the call as curl would."""
    unknown = _unknown(options, named)
    is_json = any(option == "--json" for option, _ in options.data)
    body = ("" if is_json else "&").join(_data(option, value) for option, value in options.data)
    headers = [
        (name, value) for name, value in map(_header, options.header) if VARIABLE not in name and name[:1] != "@"
    ]
    url = options.url if "://" in options.url else f"http://{options.url}"
    url = url if options.globoff else ESCAPED_BRACKET.sub(r"\1", url)
    if options.get and body:
        url, body = f"{url}{'&' if '?' in url else '?'}{body}", ""
    if (body or options.form) and without_media_type(headers):
        like_json = HEADERS in unknown and body.lstrip().startswith("{")
        headers.append((CONTENT_TYPE, _media_type(options, is_json=is_json or like_json)))
    sends = (options.data and not options.get) or options.form
    method = options.request or ("HEAD" if options.head else "PUT" if options.upload else "POST" if sends else "GET")
    sent = b"" if BODY in unknown else body.encode("utf-8", "replace")
    host, call = call_of(method, url, headers, sent)
    return recorded(f"line {number}", number, host, call, unknown=unknown)


def _media_type(options: argparse.Namespace, *, is_json: bool) -> str:
    return JSON.decode() if is_json else "multipart/form-data" if options.form else FORM


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.set_defaults(data=[])
    parser.add_argument("address", nargs="*", default=[])
    parser.add_argument("--url")
    parser.add_argument("-X", "--request")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("--oauth2-bearer", dest="header", action="append", type="Authorization: Bearer {}".format)
    parser.add_argument("-G", "--get", action="store_true")
    parser.add_argument("-I", "--head", action="store_true")
    parser.add_argument("-F", "--form", action="append")
    parser.add_argument("-T", "--upload-file", dest="upload")
    names = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json")
    parser.add_argument(*names, action=_Data)
    parser.add_argument("-K", "--config")
    parser.add_argument("-g", "--globoff", action="store_true")
    parser.add_argument(*{*FLAGS} - {"-g", "--globoff"}, action="store_true", dest="_")
    parser.add_argument(*WITH_A_VALUE, dest="_")
    return parser


def _is_file(option: str, value: str) -> bool:
    if option == "--data-urlencode":
        return "@" in value.partition("=")[0]
    return value.startswith("@") and option != "--data-raw"


def _data(option: str, value: str) -> str:
    """Return what a data option adds to the body."""
    if option != "--data-urlencode":
        return value
    name, equals, text = value.partition("=")
    return f"{name}{equals}{quote_plus(text)}" if equals else quote_plus(value)


def _header(header: str) -> tuple[str, str]:
    name, _, value = header.partition(":")
    return name, value.strip()


def _expanded(found: re.Match[str]) -> str:
    """Expand the escapes in `$'...'`, and mark what only a shell can expand."""
    text = found[1]
    if text is None:
        return VARIABLE
    if not text.startswith("$'"):
        return text
    return shlex.quote(text[2:-1].encode("latin-1", "backslashreplace").decode("unicode_escape"))
