"""What does a curl line say? As it was typed, or as a browser copied it."""

import argparse
import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, BinaryIO, NoReturn
from urllib.parse import quote_plus

from mock_apollo.check.recording import Recorded, Recording, Skipped, call_of, recorded

WORDS = r"""(?:\$'(?:[^'\\]|\\.)*'|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^'"\\\n])*"""
COMMAND = re.compile(rf"^[ \t]*(?:\$ )?(curl\s{WORDS})", re.MULTILINE | re.DOTALL)
ANSI_C = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
ENDS = {"|", ">", ">>", "2>", "&&", "||", ";", "&"}
FORM = ("content-type", "application/x-www-form-urlencoded")

WITHOUT_EFFECT: tuple[str, ...] = (
    "-s",
    "-S",
    "-i",
    "-v",
    "-k",
    "-L",
    "-f",
    "-g",
    "-N",
    "-#",
    "--silent",
    "--show-error",
    "--include",
)
WITHOUT_EFFECT += ("--verbose", "--insecure", "--location", "--fail", "--fail-with-body", "--globoff", "--compressed")
WITHOUT_EFFECT += ("--http1.1", "--http2", "--no-buffer", "--progress-bar", "--path-as-is", "-4", "-6", "-q")
WITH_A_VALUE: tuple[str, ...] = (
    "-o",
    "--output",
    "-w",
    "--write-out",
    "-m",
    "--max-time",
    "--connect-timeout",
    "--retry",
    "--cacert",
)
WITH_A_VALUE += ("-x", "--proxy", "--resolve", "--retry-delay", "-e", "--referer", "-b", "--cookie", "-D")
WITH_A_VALUE += ("-A", "--user-agent", "-u", "--user")


class _UnknownOptionError(Exception):
    """The line has an option that is not understood."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _UnknownOptionError(message)


def read_curl(file: BinaryIO) -> Recording:
    """A call for each line that begins with `curl`; a backslash at its end continues it."""
    for number, line in _lines(file.read().decode("utf-8", "replace")):
        yield _recorded(number, line)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The commands, each with the number of the line on which it begins."""
    for found in COMMAND.finditer(text):
        yield text.count("\n", 0, found.start(1)) + 1, found[1]


def _recorded(number: int, line: str) -> Recorded | Skipped:
    try:
        words = shlex.split(ANSI_C.sub(_plainly_quoted, line.replace("\\\n", " ")))[1:]
        options = _parser().parse_args(list(takewhile(lambda word: word not in ENDS, words)))
    except (_UnknownOptionError, ValueError, argparse.ArgumentError):
        return Skipped("a curl line with an option that is not understood")
    data = [_data(*given) for given in options.data]
    if None in data:
        return Skipped("a curl line whose body is in a file; put it into the line")
    body = ("" if options.json else "&").join(part for part in data if part)
    headers = [_header(header) for header in options.header]
    url = options.url or options.address or ""
    if options.get and body:
        url, body = f"{url}{'&' if '?' in url else '?'}{body}", ""
    if body and "content-type" not in (name.lower() for name, _ in headers):
        headers.append(("content-type", "application/json") if options.json else FORM)
    method = options.request or ("POST" if body else "GET")
    url = url if "://" in url else f"http://{url}"
    host, call = call_of(method, url, headers, body.encode("utf-8", "surrogateescape"))
    return recorded(f"line {number}", number, host, call)


class _Data(argparse.Action):
    """Keeps data options in their order, each with what it was called."""

    def __call__(self, _: Any, namespace: argparse.Namespace, value: Any, option: str | None = None) -> None:
        namespace.data.append((option, value))
        namespace.json |= option == "--json"


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.set_defaults(data=[], json=False)
    parser.add_argument("address", nargs="?")
    parser.add_argument("--url")
    parser.add_argument("-X", "--request")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-G", "--get", action="store_true")
    names = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json")
    parser.add_argument(*names, action=_Data)
    parser.add_argument(*WITHOUT_EFFECT, action="store_true", dest="_")
    parser.add_argument(*WITH_A_VALUE, dest="_")
    return parser


def _data(option: str, value: str) -> str | None:
    """What a data option adds to the body; None when that is in a file."""
    if option == "--data-urlencode":
        name, equals, text = value.partition("=")
        return f"{name}{equals}{quote_plus(text)}" if equals else quote_plus(value)
    return None if value.startswith("@") and option != "--data-raw" else value


def _header(header: str) -> tuple[str, str]:
    name, _, value = header.partition(":")
    return name, value.strip()


def _plainly_quoted(found: re.Match[str]) -> str:
    """`$'...'`, as browsers write what has an apostrophe or a line break in it."""
    return shlex.quote(found[1].encode("latin-1", "backslashreplace").decode("unicode_escape"))
