"""Which format does a recording have? Its first bytes tell."""

import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mock_apollo.check.beside import har_in, nothing, of_folder
from mock_apollo.check.curl import read_curl
from mock_apollo.check.har import read_har
from mock_apollo.check.hoverfly import read_hoverfly
from mock_apollo.check.lines import read_journal, read_schemathesis
from mock_apollo.check.nock import read_nock
from mock_apollo.check.recording import Recording, RecordingError
from mock_apollo.check.shells import CURL
from mock_apollo.check.vcr import read_vcr
from mock_apollo.check.wiremock import read_wiremock
from mock_apollo.protocol.printable import printable

HEAD = 1 << 12  # bytes that are looked at
BOM = b"\xef\xbb\xbf"
ZIP = b"PK\x03\x04"
FORMATS = (
    "a HAR, a cassette of a VCR, schemathesis' ndjson, an export of the journal, stubs of WireMock, Hoverfly or nock, "
    "or curl lines"
)

Reader = Callable[[BinaryIO], Recording]


def _refuses(why: str) -> Reader:
    """Return a reader of what is no recording, or cannot be read."""

    def refuse(_: BinaryIO) -> Recording:
        raise RecordingError(why)

    return refuse


READERS: tuple[tuple[re.Pattern[bytes], Reader], ...] = (
    (re.compile(rb"(?s)\xff\xfe|\xfe\xff|(?:.\x00){2}|(?:\x00.){2}"), _refuses("it is in UTF-16. Save it as UTF-8.")),
    (re.compile(rb"\x1f\x8b"), _refuses("it is compressed. Unpack it first.")),
    (re.compile(rb'\{"Initialize"'), read_schemathesis),
    (re.compile(rb'\{"at"'), read_journal),
    (re.compile(rb'\{[^{]*"(?:http_)?interactions"'), read_vcr),
    (re.compile(rb'\{[^{]*"log"\s*:'), read_har),
    (
        re.compile(rb'(?s)\{.*?"(?:openapi|swagger)"\s*:\s*"\d|(?:openapi|swagger):'),
        _refuses("it is an OpenAPI document, which has no calls. Record some."),
    ),
    (
        re.compile(rb'(?s)\{.*?"https://schema\.getpostman\.com'),
        _refuses("it is a collection of Postman, which has no calls. Record some."),
    ),
    (re.compile(rb'(?s)\{.*?"pairs"\s*:'), read_hoverfly),
    (re.compile(rb'(?s)\{.*?"(?:mappings|request)"\s*:'), read_wiremock),
    (re.compile(rb"\{"), read_har),
    (re.compile(rb'(?s)\[\s*\{.*?"scope"\s*:'), read_nock),
    (re.compile(rb'(?:---\s*)?-\s+(?:!\S+\s+)?"?request"?:|\[\s*\{\s*"request"\s*:'), read_vcr),
    (re.compile(rb"(?s).*\b(?:http_)?interactions:"), read_vcr),
    (re.compile(rb"(?s).*" + CURL.encode()), read_curl),
    (
        re.compile(rb"(?s).*\b(?:Invoke-(?:WebRequest|RestMethod)\b|fetch\(\"http)"),
        _refuses("it is a call for PowerShell or JavaScript. Copy it as cURL."),
    ),
)


@contextmanager
def opened(name: str) -> Iterator[Recording]:
    """Open a recording: the name of a file, `-` for standard input, or a curl command. Raises RecordingError."""
    with _file(name) as file:
        if file.peek(len(ZIP)).startswith(ZIP):
            yield read_har(*har_in(file))
            return
        if file.peek(len(BOM)).startswith(BOM):
            file.read(len(BOM))
        reader = _reader(file)
        beside = nothing if name == "-" else of_folder(Path(name))
        yield read_har(file, beside) if reader is read_har else reader(file)


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


def _reader(file: io.BufferedReader) -> Reader:
    head = file.peek(HEAD)[:HEAD].lstrip()
    for pattern, reader in READERS:
        if pattern.match(head):
            return reader
    raise RecordingError(f"this is not {FORMATS}.")
