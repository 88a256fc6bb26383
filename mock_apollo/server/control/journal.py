"""What was said to the fake, and what did it say?"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from mock_apollo.journal.export import as_curl, as_har, as_pytest
from mock_apollo.journal.journal import Entry, Journal
from mock_apollo.journal.query import Wanted, chosen, counted, expect
from mock_apollo.server.asgi import PIECE, is_closing
from mock_apollo.server.control.guard import Guarded, TheApollo, TheWorld, world_of

router = APIRouter(prefix="/journal", dependencies=[Guarded])

LONGEST_WAIT = 60  # seconds
Form = Literal["ndjson", "har", "curl", "pytest"]
MEDIA_TYPES: dict[Form, str] = {
    "ndjson": "application/x-ndjson",
    "har": "application/json",
    "curl": "text/plain",
    "pytest": "text/x-python",
}


class Asked(Wanted):
    """Which entries, and how: behind the number `after`, and as soon as there is one, for `wait` seconds at most."""

    body: None = None  # what a body must have is asked by /expect
    after: Annotated[int, Field(ge=0)] = 0
    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0
    form: Form = "ndjson"
    team: str | None = None


class Expected(BaseModel):
    """What must have been said, and how often; at all, when `times` is left out."""

    model_config = ConfigDict(extra="forbid")

    call: Wanted
    times: int | None = Field(None, ge=0)


class Outcome(BaseModel):
    """Whether it was, and if not, what came near."""

    met: bool
    seen: int
    text: str


@router.get("")
async def journal(request: Request, apollo: TheApollo, asked: Annotated[Asked, Query()]) -> Response:
    """What was said: by the key in X-Api-Key, or by everybody, oldest first; `mock-apollo check` reads it."""
    team = (await world_of(request)).team if "x-api-key" in request.headers else asked.team
    entries = await _entries(request, apollo.journal, team, asked)
    return Response(_told(entries, asked.form), media_type=MEDIA_TYPES[asked.form])


@router.delete("")
async def forget(apollo: TheApollo, world: TheWorld) -> dict[str, int]:
    """Forget what the clients of a world have said; nothing else changes."""
    count = len(apollo.journal.entries(world.team))
    apollo.journal.forget(world.team)
    return {"removed": count}


@router.get("/counts")
async def counts(apollo: TheApollo, world: TheWorld) -> dict[str, dict[str, int]]:
    """How many calls there were, by operation and status."""
    return counted(apollo.journal.entries(world.team))


@router.post("/expect")
async def check(apollo: TheApollo, world: TheWorld, expected: Expected) -> Outcome:
    """Whether a call like that was made; if not, what came near, and in what it differs."""
    verdict = expect(apollo.journal.entries(world.team), expected.call, expected.times)
    return Outcome(**verdict._asdict())


async def _entries(request: Request, journal: Journal, team: str | None, asked: Asked) -> Sequence[Entry]:
    """The entries that are asked for; when there is none, those of the next calls, as long as somebody waits."""
    news = asyncio.Event()

    def hear(_: Entry) -> None:
        news.set()

    until = asyncio.get_running_loop().time() + asked.wait
    journal.listen(hear)
    try:
        while not (found := _found(journal, team, asked)):
            left = until - asyncio.get_running_loop().time()
            if left <= 0 or is_closing(request.scope):
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), min(left, PIECE))
            news.clear()
    finally:
        journal.unlisten(hear)
    return found


def _found(journal: Journal, team: str | None, asked: Asked) -> list[Entry]:
    entries = journal.all_entries() if team is None else journal.entries(team)
    return [entry for entry in chosen(entries, asked) if entry.number > asked.after]


def _told(entries: Sequence[Entry], form: Form) -> bytes:
    if form == "har":
        return orjson.dumps(as_har(entries))
    if form == "ndjson":
        return b"".join(orjson.dumps(entry.document()) + b"\n" for entry in entries)
    return (as_pytest(entries) if form == "pytest" else "\n".join(map(as_curl, entries))).encode()
