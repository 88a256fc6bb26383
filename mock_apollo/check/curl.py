"""Which calls do curl commands make? As typed, as in a script, or as copied from a browser."""

import argparse
import re
import shlex
from collections.abc import Sequence
from typing import Any, BinaryIO, NoReturn
from urllib.parse import quote_plus

from mock_apollo.check.recording import MALFORMED, Recorded, Recording, Skipped, call_of, recorded
from mock_apollo.protocol.messages import JSON

CURL = r"(?:^|[\s/;|&(!])curl(?:\.exe)?\s"
ANSI_C = r"\$'(?:[^'\\]|\\.)*'"
ENDS = r"\s\d?[<>]|\s#|[\n;|&()<>]"  # where a command ends, outside of quotes
WORDS = rf"""(?:{ANSI_C}|'[^']*'|"(?:[^"\\]|\\.)*"|\$\([^()]*\)|\\.|(?!{ENDS})[^'"\\])*"""
COMMAND = re.compile(rf"{CURL}({WORDS})", re.MULTILINE | re.DOTALL)
UNEXPANDED = re.compile(rf"({ANSI_C}|'[^']*'|\\.)|\$\([^()]*\)|\$\{{[^}}]*\}}|\$\w+|`[^`]*`", re.DOTALL)
VARIABLE = "\ue000"  # in place of a variable or a command substitution
FORM = "application/x-www-form-urlencoded"

WITHOUT_EFFECT: tuple[str, ...] = ("-s", "-S", "-i", "-v", "-k", "-L", "-f", "-g", "-N", "-#", "-4", "-6", "-q", "-O")
WITHOUT_EFFECT += ("--silent", "--show-error", "--include", "--verbose", "--insecure", "--location", "--fail")
WITHOUT_EFFECT += ("--fail-with-body", "--globoff", "--compressed", "--http1.1", "--http2", "--http2-prior-knowledge")
WITHOUT_EFFECT += ("--no-buffer", "--progress-bar", "--path-as-is", "--no-progress-meter", "--remote-name")
WITH_A_VALUE: tuple[str, ...] = ("-o", "--output", "-w", "--write-out", "-m", "--max-time", "--connect-timeout")
WITH_A_VALUE += ("--retry", "--retry-delay", "--cacert", "-x", "--proxy", "--resolve", "-e", "--referer", "-b")
WITH_A_VALUE += ("--cookie", "-D", "--dump-header", "-A", "--user-agent", "-u", "--user", "-c", "--cookie-jar")


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
    for found in COMMAND.finditer(text):
        yield _read(text.count("\n", 0, found.start(1)) + 1, found[1].replace("\\\n", " "))


def _read(number: int, words: str) -> Recorded | Skipped:
    """Read the words of a command that begins on the line with that number."""
    try:
        options, unknown = _parser().parse_known_args(shlex.split(UNEXPANDED.sub(_expanded, words)))
        options.url = options.url or options.address
        return _skipped(number, options, unknown) or _recorded(number, options)
    except (_UsageError, *MALFORMED):
        return Skipped(f"the curl line {number}, which curl would refuse too; is it quoted completely?")


def _skipped(number: int, options: argparse.Namespace, unknown: Sequence[str]) -> Skipped | None:
    """Return why a command is not judged, or None; values are not shown, since each could be a key."""
    named = [found[0] for word in unknown if (found := re.match(r"--[a-z0-9.-]+|-\w", word))]
    files = [value for option, value in options.data if option != "--data-raw" and _is_file(option, value)]
    if named:
        return Skipped(f"the curl line {number}, whose option {named[0]} is not supported")
    if unknown or "/" not in options.url:
        return Skipped(f"the curl line {number}, which has no URL, or more words than it; is it quoted completely?")
    if files or options.upload:
        return Skipped(f"the curl line {number}, whose body is in a file; put it into the line")
    if VARIABLE in options.url or any(VARIABLE in value for _, value in options.data):
        return Skipped(f"the curl line {number}, whose URL or body is in a variable; put its value into the line")
    return None


def _recorded(number: int, options: argparse.Namespace) -> Recorded:
    """Make the call as curl would."""
    is_json = any(option == "--json" for option, _ in options.data)
    body = ("" if is_json else "&").join(_data(option, value) for option, value in options.data)
    headers = [_header(header) for header in options.header]
    url = options.url if "://" in options.url else f"http://{options.url}"
    if options.get and body:
        url, body = f"{url}{'&' if '?' in url else '?'}{body}", ""
    if (body or options.form) and "content-type" not in (name.lower() for name, _ in headers):
        headers.append(("content-type", _media_type(options, is_json=is_json)))
    sends = (options.data and not options.get) or options.form
    method = options.request or ("HEAD" if options.head else "POST" if sends else "GET")
    host, call = call_of(method, url, headers, body.encode("utf-8", "replace"))
    return recorded(f"line {number}", number, host, call)


def _media_type(options: argparse.Namespace, *, is_json: bool) -> str:
    return JSON.decode() if is_json else "multipart/form-data" if options.form else FORM


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.set_defaults(data=[])
    parser.add_argument("address", nargs="?", default="")
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
    parser.add_argument(*WITHOUT_EFFECT, action="store_true", dest="_")
    parser.add_argument(*WITH_A_VALUE, dest="_")
    return parser


def _is_file(option: str, value: str) -> bool:
    return value.startswith("@") or (option == "--data-urlencode" and "@" in value.partition("=")[0])


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
