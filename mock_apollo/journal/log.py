"""What is logged of a call? One line, as text or as JSON, without credentials and bodies."""

import logging
from functools import partial
from typing import TextIO

import orjson

from mock_apollo.journal.journal import Entry, Listener
from mock_apollo.journal.line_writer import MAX_WAITING, LineWriter
from mock_apollo.protocol.printable import printable, printable_lines
from mock_apollo.protocol.redaction import BY_PLACE, Redactor
from mock_apollo.protocol.timestamps import SECOND, timestamp


class Log:
    """The log of a server on a stream; `log_format` is `text`, `json`, or `off`, which logs errors of the server only.

    Lines are made and written by a thread: a call never waits for the reader of the log. `redactor` hides the keys in
    lines of text.
    """

    def __init__(
        self, stream: TextIO, log_format: str, redactor: Redactor = BY_PLACE, max_waiting: int = MAX_WAITING
    ) -> None:
        self.is_json = log_format == "json"
        if self.is_json:
            self._writer = LineWriter(stream, _dropped_json, max_waiting=max_waiting)
        else:
            self._writer = LineWriter(stream, _dropped_text, partial(_without_keys, redactor), max_waiting)
        self.hear: Listener = partial(self._writer.put, as_json if self.is_json else _as_text_with_keys)

    def say(self, line: str) -> None:
        """Log a line."""
        self._writer.put(str, line)

    def close(self) -> None:
        """Write what is waiting, for a second at most."""
        self._writer.close()


def _dropped_text(count: int) -> str:
    return f"{count} {'line' if count == 1 else 'lines'} dropped: the log was not read"


def _dropped_json(count: int) -> str:
    return orjson.dumps({"level": "warning", "message": _dropped_text(count), "dropped": count}).decode()


def _without_keys(redactor: Redactor, text: str) -> str:
    """Return lines without keys; most have none, which one look at all of them tells."""
    shown = redactor.without_keys(text)
    return text if shown is text else "\n".join(map(redactor.without_keys, text.split("\n")))


def as_text(entry: Entry) -> str:
    """Format an entry as `PATCH /api/v1/contacts/66e3 200 0.2 ms team-1a2b`, with a line for each finding."""
    return _as_text(entry, entry.line)


def _as_text_with_keys(entry: Entry) -> str:
    return _as_text(entry, entry.line_with_keys)


def _as_text(entry: Entry, line: tuple[str, str, int]) -> str:
    method, path, status = line
    head = f"{method} {printable(path)} {status} {entry.took_ms:.1f} ms {entry.team or '-'}"
    findings = entry.findings
    if not findings:
        return head
    return "\n".join((head, *(f"  {f.severity} {f.code}: {printable(f.message)}" for f in findings)))


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
    return printable_lines(orjson.dumps(document).decode())


class ServerLog(logging.Handler):
    """A handler that logs warnings of the HTTP server in the same format; with `off`, only its errors."""

    def __init__(self, log: Log, log_format: str) -> None:
        super().__init__(logging.ERROR if log_format == "off" else logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record on one line; as text, a traceback follows on more lines."""
        text = printable_lines(BY_PLACE.text(self.format(record).strip()))
        if self._log.is_json:
            at = timestamp(int(record.created * SECOND))
            text = orjson.dumps({"at": at, "level": record.levelname.lower(), "message": text}).decode()
        self._log.say(text)
