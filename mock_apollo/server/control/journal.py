"""How is the journal read over HTTP? In four forms, and as soon as there is something to read."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.waiting import found_or_coming
from mock_apollo.journal.export import as_curl, as_har, as_pytest
from mock_apollo.journal.journal import Entry
from mock_apollo.journal.query import Wanted
from mock_apollo.protocol.printable import printable_lines
from mock_apollo.server.asgi import wait
from mock_apollo.server.control.guard import ControlRoute, TheApollo, TheControl

router = APIRouter(prefix="/journal", route_class=ControlRoute)

LONGEST_WAIT = 60  # seconds
Form = Literal["ndjson", "har", "curl", "pytest"]
MEDIA_TYPES: dict[Form, str] = {
    "ndjson": "application/x-ndjson",
    "har": "application/json",
    "curl": "text/plain",
    "pytest": "text/x-python",
}


class Asked(Wanted):
    """Filters, form and waiting time of a request for the journal."""

    body: None = None  # what a body must have is asked by /expect
    after: Annotated[int, Field(ge=0, lt=2**53)] = 0
    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0
    form: Form = "ndjson"
    team: str | None = None


@router.get("", description=Control.journal.__doc__)
async def journal(
    request: Request, apollo: TheApollo, control: TheControl, asked: Annotated[Asked, Query()]
) -> Response:
    """Answer with the journal; with `wait`, as soon as there is an entry, or after so many seconds."""
    entries = await _entries(request, apollo, control, asked)
    return Response(_told(entries, asked.form), media_type=MEDIA_TYPES[asked.form])


async def _entries(request: Request, apollo: Apollo, control: Control, asked: Asked) -> Sequence[Entry]:
    found = found_or_coming(apollo, control, asked.after, asked, asked.team)
    if not isinstance(found, Future):
        return found
    try:
        if asked.wait:
            await wait(asyncio.wrap_future(found), asked.wait, request.scope, "ended")
        return [found.result()] if found.done() else ()
    finally:
        found.cancel()


def _told(entries: Sequence[Entry], form: Form) -> bytes:
    if form == "har":
        return _as_text(orjson.dumps(as_har(entries)))
    if form == "ndjson":
        return _as_text(b"".join(orjson.dumps(entry.document()) + b"\n" for entry in entries))
    return (as_pytest(entries) if form == "pytest" else "\n".join(map(as_curl, entries))).encode()


def _as_text(document: bytes) -> bytes:
    """Return a document that a terminal can show, with the same values."""
    return printable_lines(document.decode()).encode()
