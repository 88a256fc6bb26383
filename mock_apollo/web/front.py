"""Who answers a request? Apollo; and for the few paths that are our own, the pages, loaded when first asked for.

This is plain ASGI, because the reply path is the product: a framework in front of it costs twice
the time of the answer itself, and would answer broken JSON before Apollo could say 401.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mock_apollo.apollo import Apollo
from mock_apollo.contract.fields import MAX_BODY
from mock_apollo.messages import TEXT, Call, Reply

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

PAGES = {b"/", b"/openapi.json"}
PROBES = {b"/livez", b"/readyz"}
OK = Reply(200, b"ok", TEXT)
MOST_BODY = 64 * MAX_BODY  # bytes; nobody reads on behind that


class ClientLeftError(Exception):
    """The connection ended before the body did, so nobody waits for an answer."""


class Front:
    """The ASGI application. `load_pages` makes the one for the pages."""

    def __init__(self, apollo: Apollo, load_pages: Callable[[], Asgi]) -> None:
        self._answer = apollo.answer
        self._load_pages = load_pages
        self._pages: Asgi | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: bytes = scope["raw_path"]
        if path in PROBES:
            await write(OK, send)
        elif path in PAGES:
            await (await self.pages())(scope, receive, send)
        else:
            await self.apollo(scope, receive, send)

    async def apollo(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the call, let Apollo answer, write the reply; a call that was cut off is not carried out."""
        try:
            body = await read_body(receive)
        except ClientLeftError:
            return
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        await write(self._answer(Call(scope["method"], path, query, scope["headers"], body)), send)

    async def pages(self) -> Asgi:
        """The application behind the pages; its first use takes a moment, in a thread of its own."""
        if self._pages is None:
            self._pages = await asyncio.to_thread(self._load_pages)
        return self._pages


async def read_body(receive: Receive) -> bytes:
    """The body, or as much of it as shows that it is too large. Raises ClientLeftError.

    The rest of a large one is read and dropped, since a client that still writes would lose the reply.
    """
    body, more = await _part(receive)
    if not more:
        return body
    parts, size = [body], len(body)
    while more and size <= MOST_BODY:
        body, more = await _part(receive)
        if size <= MAX_BODY:
            parts.append(body)
        size += len(body)
    return b"".join(parts)


async def _part(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientLeftError
    return message.get("body", b""), message.get("more_body", False)


async def write(reply: Reply, send: Send) -> None:
    """Put the reply on the wire."""
    headers = [
        (b"content-type", reply.media_type),
        (b"content-length", b"%d" % len(reply.body)),
        *reply.headers,
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
