"""How do these tests send control calls? As a client at some address, without a socket."""

import asyncio
from typing import Any

import httpx

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call
from mock_apollo.server.banner import Greeting
from mock_apollo.server.build import build_app
from mock_apollo.server.settings import MAX_IMPORT
from tests.calls import FYODOR, with_key

KEY = "s3cr3t-key"
JSON_HEADER = {"content-type": "application/json"}


def steer(
    apollo: Apollo,
    method: str,
    path: str,
    *,
    token: str | None = None,
    client: str = "127.0.0.1",
    most: int = MAX_IMPORT,
    raw: Any = None,
    **options: Any,
) -> httpx.Response:
    """Send a control call with a key, from a client at an address; return the response. `raw` are all its headers."""
    app = build_app(apollo, Greeting("abc", "demo"), token, most)
    transport = httpx.ASGITransport(app, client=(client, 5))
    headers = raw or {"x-api-key": KEY, **options.pop("headers", {})}

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as session:
            return await session.request(method, f"/__admin/{path}", headers=headers, **options)

    return asyncio.run(send())


def view(contact_id: str = FYODOR) -> Call:
    """Return a call that views a contact."""
    return Call("GET", f"/api/v1/contacts/{contact_id}", "", with_key(KEY))
