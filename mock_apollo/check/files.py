"""Which format does a recording have? Its first bytes tell."""

import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mock_apollo.check.curl import CURL, read_curl
from mock_apollo.check.har import read_har
from mock_apollo.check.lines import read_journal, read_schemathesis
from mock_apollo.check.recording import Recording, RecordingError
from mock_apollo.check.vcr import read_vcr
from mock_apollo.protocol.printable import printable

HEAD = 1 << 12  # bytes that are looked at
BOM = b"\xef\xbb\xbf"
FORMATS = "a HAR, a VCR cassette, schemathesis' ndjson, an export of the journal, or curl lines"

READERS: tuple[tuple[re.Pattern[bytes], Callable[[BinaryIO], Recording]], ...] = (
    (re.compile(rb'\{"Initialize"'), read_schemathesis),
    (re.compile(rb'\{"at"'), read_journal),
    (re.compile(rb'\{[^{]*"(?:http_)?interactions"'), read_vcr),
    (re.compile(rb"\{"), read_har),
    (re.compile(rb".*\b(?:http_)?interactions:", re.DOTALL), read_vcr),
    (re.compile(rb".*" + CURL.encode(), re.DOTALL), read_curl),
)


@contextmanager
def opened(name: str) -> Iterator[Recording]:
    """Open a recording: the name of a file, `-` for standard input, or a curl command. Raises RecordingError."""
    with _file(name) as file:
        if file.peek(len(BOM)).startswith(BOM):
            file.read(len(BOM))
        yield _reader(file)(file)


def shown(name: str) -> str:
    """Return a printable name of a recording; a curl command is not shown, as it may contain a key."""
    return {"-": "standard input"}.get(name, "the curl line" if _is_curl(name) else printable(name))


def _is_curl(name: str) -> bool:
    return re.search(CURL, name) is not None


def _file(name: str) -> io.BufferedReader:
    if _is_curl(name):
        return io.BufferedReader(io.BytesIO(name.encode("utf-8", "surrogateescape")))
    if name == "-":
        return io.BufferedReader(sys.stdin.buffer)  # type: ignore[arg-type]
    try:
        return Path(name).open("rb")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "the name is not valid"
        raise RecordingError(f"it cannot be read: {why}.") from error


def _reader(file: io.BufferedReader) -> Callable[[BinaryIO], Recording]:
    head = file.peek(HEAD)[:HEAD].lstrip()
    for pattern, reader in READERS:
        if pattern.match(head):
            return reader
    raise RecordingError(f"this is not {FORMATS}.")
