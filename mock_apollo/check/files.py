"""Which format does a recording have? Its first bytes tell."""

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from mock_apollo.check.curl import read_curl
from mock_apollo.check.har import MAX_BESIDE, Beside, read_har
from mock_apollo.check.lines import read_journal, read_schemathesis
from mock_apollo.check.recording import Recording, RecordingError
from mock_apollo.check.shells import CURL
from mock_apollo.check.stubs import read_hoverfly, read_nock, read_wiremock
from mock_apollo.check.vcr import read_vcr
from mock_apollo.protocol.printable import printable

HEAD = 1 << 12  # bytes that are looked at
BOM = b"\xef\xbb\xbf"
ZIP = b"PK\x03\x04"
FORMATS = (
    "a HAR, a cassette of a VCR, schemathesis' ndjson, an export of the journal, stubs of WireMock, Hoverfly or nock, "
    "or curl lines"
)

READERS: tuple[tuple[re.Pattern[bytes], Callable[[BinaryIO], Recording]], ...] = (
    (re.compile(rb'\{"Initialize"'), read_schemathesis),
    (re.compile(rb'\{"at"'), read_journal),
    (re.compile(rb'\{[^{]*"(?:http_)?interactions"'), read_vcr),
    (re.compile(rb'\{[^{]*"log"\s*:'), read_har),
    (re.compile(rb'\{.*?"pairs"\s*:', re.DOTALL), read_hoverfly),
    (re.compile(rb'\{[^{]*"(?:mappings|request)"\s*:'), read_wiremock),
    (re.compile(rb"\{"), read_har),
    (re.compile(rb'\[\s*\{[^{]*"scope"\s*:'), read_nock),
    (re.compile(rb'(?:---\s*)?-\s+"?request"?:|\[\s*\{\s*"request"\s*:'), read_vcr),
    (re.compile(rb".*\b(?:http_)?interactions:", re.DOTALL), read_vcr),
    (re.compile(rb".*" + CURL.encode(), re.DOTALL), read_curl),
)


@contextmanager
def opened(name: str) -> Iterator[Recording]:
    """Open a recording: the name of a file, `-` for standard input, or a curl command. Raises RecordingError."""
    with _file(name) as file:
        if file.peek(len(ZIP)).startswith(ZIP):
            yield _zipped(file)
            return
        if file.peek(len(BOM)).startswith(BOM):
            file.read(len(BOM))
        reader = _reader(file)
        yield read_har(file, partial(_beside, Path(name).parent)) if reader is read_har else reader(file)


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


def _zipped(file: BinaryIO) -> Recording:
    """Read the HAR in an archive, with its bodies beside it, as Playwright writes them. Raises RecordingError."""
    try:
        archive = zipfile.ZipFile(file)
        name = next(name for name in archive.namelist() if name.endswith(".har"))
        beside: Beside = partial(_of_archive, archive)
        return read_har(io.BytesIO(archive.read(name)), beside)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, StopIteration) as error:
        raise RecordingError("this archive cannot be read, or has no .har in it. Record it again.") from error


def _of_archive(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a file of an archive; None when it is missing or too large."""
    found = archive.NameToInfo.get(name)
    return archive.read(found) if found and found.file_size <= MAX_BESIDE else None


def _beside(folder: Path, name: str) -> bytes | None:
    """Return a file of a folder, not of another one; None when it is missing or too large."""
    file = folder / name
    if Path(name).name != name or not file.is_file() or file.stat().st_size > MAX_BESIDE:
        return None
    return file.read_bytes()


def _reader(file: io.BufferedReader) -> Callable[[BinaryIO], Recording]:
    head = file.peek(HEAD)[:HEAD].lstrip()
    for pattern, reader in READERS:
        if pattern.match(head):
            return reader
    raise RecordingError(f"this is not {FORMATS}.")
