"""What does the log say of a call? One line, as text or as JSON; never a credential, never a body."""

from typing import TextIO

import orjson

from mock_apollo.clock import timestamp
from mock_apollo.journal import Entry, Listener


def log_to(stream: TextIO, log_format: str) -> Listener:
    """A listener that writes a line for each entry."""
    line = as_json if log_format == "json" else as_text

    def write(entry: Entry) -> None:
        stream.write(line(entry) + "\n")

    return write


def as_text(entry: Entry) -> str:
    """`PATCH /api/v1/contacts/66e3 200 0.2 ms team-1a2b`, and a line for each finding."""
    head = f"{entry.call.method} {entry.call.path} {entry.reply.status} {entry.took / 1_000:.1f} ms {entry.team or '-'}"
    return "\n".join((head, *(f"  {f.severity} {f.code}: {f.message}" for f in entry.findings)))


def as_json(entry: Entry) -> str:
    """The same, for machines; `took_us` is in microseconds."""
    document = {
        "at": timestamp(entry.at),
        "method": entry.call.method,
        "path": entry.call.path,
        "status": entry.reply.status,
        "took_us": entry.took,
        "team": entry.team,
        "operation": entry.operation_id,
        "findings": [finding._asdict() for finding in entry.findings],
    }
    return orjson.dumps(document).decode()
