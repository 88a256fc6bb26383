"""Where are the bodies that a HAR has in files of their own? Beside it, in its folder or in its archive."""

import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

from mock_apollo.check.recording import RecordingError

MAX_BESIDE = 1 << 22  # bytes
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)  # of archives; encrypted ones are the last

Beside = Callable[[str], bytes | None]  # returns the content of a file beside the recording; None for what is not there


def nothing(_: str) -> None:
    """Return nothing, as beside a recording that has no folder."""


def of_folder(recording: Path) -> Beside:
    """Return what reads the files in the folder of a recording, and in no other one."""
    return partial(_of_folder, recording.parent)


def har_in(file: IO[bytes]) -> tuple[IO[bytes], Beside]:
    """Return the HAR in an archive, and what reads the files beside it. Raises RecordingError."""
    try:
        archive = zipfile.ZipFile(file)
        name = next((name for name in archive.namelist() if name.endswith(".har")), None)
        har = archive.open(name) if name else None
    except BROKEN as error:
        raise RecordingError("this archive cannot be read. Unpack it, or record it again.") from error
    if har is None:
        raise RecordingError("this archive has no .har in it. Record it as .har.zip.")
    return har, partial(_of_archive, archive)


def _of_archive(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a file of an archive; None when it is missing, broken or too large."""
    found = archive.NameToInfo.get(name)
    try:
        return archive.read(found) if found and found.file_size <= MAX_BESIDE else None
    except BROKEN:
        return None


def _of_folder(folder: Path, name: str) -> bytes | None:
    """Return a file of a folder, not one that a link leads to; None when it is missing or too large."""
    file = (folder / name).resolve()
    if file.parent != folder.resolve() or not file.is_file() or file.stat().st_size > MAX_BESIDE:
        return None
    return file.read_bytes()
