"""What is logged of a call? One line, as text or as JSON, without credentials and bodies."""

import logging
from contextlib import suppress
from typing import TextIO

import orjson

from mock_apollo.journal.journal import Entry, Listener
from mock_apollo.protocol.printable import printable
from mock_apollo.protocol.timestamps import SECOND, timestamp


def log_to(stream: TextIO, log_format: str) -> Listener:
    """Return a listener that writes a line for each entry; `log_format` is `text` or `json`."""
    line = as_json if log_format == "json" else as_text
    return lambda entry: write_line(stream, line(entry))


def write_line(stream: TextIO, line: str) -> None:
    """Write a line and flush it; ignore a stream that was closed by its reader."""
    with suppress(OSError):
        stream.write(f"{line}\n")
        stream.flush()


def as_text(entry: Entry) -> str:
    """Format an entry as `PATCH /api/v1/contacts/66e3 200 0.2 ms team-1a2b`, with a line for each finding."""
    method, path, status = entry.line
    head = f"{method} {path} {status} {entry.took_ms:.1f} ms {entry.team or '-'}"
    return "\n".join((head, *(f"  {f.severity} {f.code}: {printable(f.message)}" for f in entry.findings)))


def as_json(entry: Entry) -> str:
    """Format an entry as a JSON object; `took_us` is in microseconds."""
    method, path, status = entry.line
    document = {
        "at": timestamp(entry.at),
        "method": method,
        "path": path,
        "status": status,
        "took_us": entry.took,
        "team": entry.team,
        "operation": entry.operation_id,
        "findings": [finding.document() for finding in entry.findings],
    }
    return orjson.dumps(document).decode()


class ServerLog(logging.Handler):
    """A handler that logs warnings of the HTTP server in the same format; with `off`, only its errors."""

    def __init__(self, stream: TextIO, log_format: str) -> None:
        super().__init__(logging.ERROR if log_format == "off" else logging.WARNING)
        self._stream = stream
        self._json = log_format == "json"

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record on one line; as text, a traceback follows on more lines."""
        text = self.format(record).strip()
        if self._json:
            at = timestamp(int(record.created * SECOND))
            text = orjson.dumps({"at": at, "level": record.levelname.lower(), "message": text}).decode()
        write_line(self._stream, text)
