"""What can be asked of the fake about itself? Everything under `/__admin`."""

from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

import orjson
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import StreamingResponse

from mock_apollo.behaviours import behaviours
from mock_apollo.contract.corrections import defects
from mock_apollo.contract.findings import RULES
from mock_apollo.journal import Journal

NDJSON = "application/x-ndjson"

router = APIRouter(prefix="/__admin")


def only_this_machine(request: Request) -> None:
    """Refuses others with 403, and pages of other sites: what clients said is nobody else's business."""
    client = request.client.host if request.client else ""
    named = [f"//{request.headers.get('host', '')}", *request.headers.getlist("origin")]
    hosts = [client, *(urlsplit(name).hostname or "" for name in named)]
    if not all(map(_is_this_machine, hosts)):
        raise HTTPException(403, "The journal is shown to clients on the same machine only, by its own name.")


def _is_this_machine(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


@router.get("/contract")
def contract() -> dict[str, Any]:
    """The defects of the vendor's document, what mends each, and what schemathesis makes of it."""
    return {"defects": defects()}


@router.get("/behaviours")
def all_behaviours() -> dict[str, Any]:
    """The rules of the fake, how each is known, and the test that pins it."""
    return {"behaviours": [behaviour.model_dump() for behaviour in behaviours()]}


@router.get("/findings")
def all_findings() -> dict[str, Any]:
    """The codes of what the judge can find."""
    return {"findings": [{"code": code, **rule._asdict()} for code, rule in RULES.items()]}


@router.get("/journal", dependencies=[Depends(only_this_machine)])
def journal(request: Request, team: str | None = None) -> StreamingResponse:
    """What was said, an entry a line, oldest first; `mock-apollo check` reads it."""
    return StreamingResponse(_lines(request.app.state.apollo.journal, team), media_type=NDJSON)


def _lines(journal: Journal, team: str | None) -> Iterator[bytes]:
    for entry in journal.all_entries() if team is None else journal.entries(team):
        yield orjson.dumps(entry.document()) + b"\n"
