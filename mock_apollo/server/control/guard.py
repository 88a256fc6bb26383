"""Who may steer the fake, and which world is meant?"""

from hmac import compare_digest
from ipaddress import IPv6Address, ip_address
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.world.world import World
from mock_apollo.protocol.credentials import decoded

CLOSED = "This is for clients on the same machine only, by its own name; set --admin-token to open it to others."
KEYLESS = "Send the key of the world in the X-Api-Key header."


def allowed(request: Request) -> None:
    """Refuses whoever has no token, if there is one, and else other machines, and pages of other sites."""
    token: str | None = request.app.state.admin_token
    if token is not None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not compare_digest(given.encode(), token.encode()):
            raise HTTPException(401, "Send the admin token as Authorization: Bearer.")
        return
    client = request.client.host if request.client else ""
    named = [f"//{request.headers.get('host', '')}", *request.headers.getlist("origin")]
    if not all(map(_is_this_machine, [client, *map(_host_of, named)])):
        raise HTTPException(403, CLOSED)


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_this_machine(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


async def apollo_of(request: Request) -> Apollo:
    """The Apollo that is steered, on its own thread."""
    apollo: Apollo = request.app.state.apollo
    return apollo


async def world_of(request: Request) -> World:
    """The world of the key in the header."""
    given = (value for name, value in request.scope["headers"] if name == b"x-api-key")
    key = decoded(next(given, b"")).strip()
    if not key:
        raise HTTPException(422, KEYLESS)
    return (await apollo_of(request)).open(key)


Guarded = Depends(allowed)
TheApollo = Annotated[Apollo, Depends(apollo_of)]
TheWorld = Annotated[World, Depends(world_of)]
