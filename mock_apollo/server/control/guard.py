"""Who may use the control API, and which world does a request steer?"""

import re
from hmac import compare_digest
from ipaddress import IPv6Address, ip_address
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from fastapi.routing import APIRoute
from starlette.routing import Match

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from mock_apollo.protocol.credentials import decoded
from mock_apollo.server.asgi import Receive, Scope, Send

CLOSED = "Only clients on this machine that call it by its own name may use this; set --admin-token to allow others."


PROXIED = "This came by a proxy, so it may be from another machine; set --admin-token, and send it."
PROXIES = re.compile(rb"forwarded|via|x-real-ip|x-forwarded-.*")  # names of headers that proxies add


class OpenRoute(APIRoute):
    """A route that answers HEAD where it answers GET."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether the route is for a request."""
        return super().matches(self._as_get(scope))

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await super().handle(self._as_get(scope), receive, send)

    def _as_get(self, scope: Scope) -> Scope:
        return {**scope, "method": "GET"} if scope["method"] == "HEAD" and "GET" in (self.methods or ()) else scope


class ControlRoute(OpenRoute):
    """A route of the control API, which refuses who may not steer before the body is read."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of somebody who may steer."""
        check(Request(scope))
        await super().handle(scope, receive, send)


def check(request: Request) -> None:
    """Refuse requests without the admin token, or, where none is set, from other machines and sites."""
    token: str | None = request.app.state.admin_token
    if token is not None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not compare_digest(given.encode(), token.encode()):
            raise HTTPException(401, "Send the admin token as Authorization: Bearer.")
        return
    if any(PROXIES.fullmatch(name) for name, _ in request.scope["headers"]):
        raise HTTPException(403, PROXIED)
    client = request.client.host if request.client else ""
    hosts = request.headers.getlist("host") or [""]
    named = [*(f"//{host}" for host in hosts), *request.headers.getlist("origin")]
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


TheApollo = Annotated[Apollo, Depends(apollo_of)]
TheControl = Annotated[Control, Depends(control_of)]
