"""Who may use the control API, and which world does a request steer?"""

from hmac import compare_digest
from ipaddress import IPv6Address, ip_address
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.protocol.credentials import decoded

CLOSED = "Only clients on this machine that call it by its own name may use this; set --admin-token to allow others."


def allowed(request: Request) -> None:
    """Refuse requests without the admin token, or, where none is set, from other machines and sites."""
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
    """Return the Apollo of the application; as a coroutine, so that it runs on the event loop."""
    apollo: Apollo = request.app.state.apollo
    return apollo


async def control_of(request: Request) -> Control:
    """Return the control of the world whose key stands in X-Api-Key; without a key it steers no world."""
    given = (value for name, value in request.scope["headers"] if name == b"x-api-key")
    return Control(await apollo_of(request), decoded(next(given, b"")).strip())


Guarded = Depends(allowed)
TheApollo = Annotated[Apollo, Depends(apollo_of)]
TheControl = Annotated[Control, Depends(control_of)]
