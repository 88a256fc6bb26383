"""Who answers a request? Apollo, for Apollo's paths; for all others the pages, loaded when first asked for.

This is plain ASGI, because the reply path is the product: a framework in front of it costs twice
the time of the answer itself, and would answer broken JSON before Apollo could say 401.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mock_apollo.apollo import Apollo
from mock_apollo.contract.document import BASES
from mock_apollo.contract.fields import MAX_BODY
from mock_apollo.messages import TEXT, Call, Reply

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

APOLLO = tuple(base.encode() for base in BASES)
MOST_BODY = 64 * MAX_BODY  # bytes; nobody reads on behind that
OK = Reply(200, b"ok", TEXT)
PROBES = {b"/livez": OK, b"/readyz": OK}


class Front:
    """The ASGI application. `load_pages` makes the one for what is not Apollo's."""

    def __init__(self, apollo: Apollo, load_pages: Callable[[], Asgi]) -> None:
        self._answer = apollo.answer
        self._load_pages = load_pages
        self._pages: Asgi | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: bytes = scope["raw_path"]
        if path.startswith(APOLLO):
            body = await read_body(receive)
            query = scope["query_string"].decode("latin-1")
            call = Call(scope["method"], path.decode("latin-1"), query, scope["headers"], body)
            await write(self._answer(call), send)
        elif path in PROBES:
            await write(PROBES[path], send)
        else:
            await (await self.pages())(scope, receive, send)

    async def pages(self) -> Asgi:
        """The application behind all other paths; its first use takes a moment, in a thread of its own."""
        if self._pages is None:
            self._pages = await asyncio.to_thread(self._load_pages)
        return self._pages


async def read_body(receive: Receive) -> bytes:
    """The body, or as much of it as shows that it is too large.

    The rest of a large one is read and dropped, since a client that still writes would lose the reply.
    """
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    size = len(body)
    while message.get("more_body") and size <= MOST_BODY:
        message = await receive()
        body = message.get("body", b"")
        if size <= MAX_BODY:
            parts.append(body)
        size += len(body)
    return b"".join(parts)


async def write(reply: Reply, send: Send) -> None:
    """Put the reply on the wire."""
    headers = [
        (b"content-type", reply.media_type),
        (b"content-length", b"%d" % len(reply.body)),
        *reply.headers,
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
