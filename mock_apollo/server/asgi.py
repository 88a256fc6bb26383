"""Who answers a request? Apollo; and for the few paths that are our own, the pages, loaded when first asked for.

This is plain ASGI, because the reply path is the product: a framework in front of it costs twice
the time of the answer itself, and would answer broken JSON before Apollo could say 401.
"""

import asyncio
from asyncio import Future
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any, Literal

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.document import BASES
from mock_apollo.contract.request_fields import MAX_BODY
from mock_apollo.protocol.messages import DRIPS, TEXT, Call, Reply, Wire
from mock_apollo.protocol.own_paths import is_ours
from mock_apollo.protocol.timestamps import SECOND

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
Answer = Callable[[Call], Reply]

APOLLOS = tuple(base.encode() for base in BASES)
PROBES = {b"/livez", b"/readyz"}
OK = Reply(200, b"ok", TEXT)
WIRE = "mock_apollo.wire"  # what the server knows of a connection, in the state of a scope
MOST_BODY = 64 * MAX_BODY  # bytes that are read of a body that is too large


class ClientLeftError(Exception):
    """The connection ended before the body did."""


class Front:
    """The ASGI application: Apollo's paths, probes, and pages; `load_pages` makes the application of the pages."""

    def __init__(self, apollo: Apollo, load_pages: Callable[[], Asgi]) -> None:
        self.apollo = apollo
        self._load_pages = load_pages
        self._pages: Asgi | None = None

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Coroutine[None, None, None]:
        path: bytes = scope["raw_path"]
        if path.startswith(APOLLOS) or not is_ours(path):
            return respond(self.apollo.answer, path, scope, receive, send)
        return self._ours(path, scope, receive, send)

    async def _ours(self, path: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        if path in PROBES:
            await write(OK, send)
        else:
            await (await self.pages())(scope, receive, send)

    async def pages(self) -> Asgi:
        """Return the application of the pages, loaded at first use, in a thread, since that takes a moment."""
        if self._pages is None:
            self._pages = await asyncio.to_thread(self._load_pages)
        return self._pages


async def respond(answer: Answer, path: bytes, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request for a raw path as Apollo; one that is cut off is not carried out."""
    try:
        body = await read_body(receive)
    except ClientLeftError:
        return
    query: bytes = scope["query_string"]
    reply = answer(Call(scope["method"], path.decode("latin-1"), query.decode("latin-1"), scope["headers"], body))
    if reply.wire is None:
        await write(reply, send)
    else:
        await suffer(reply, reply.wire, scope, receive, send)


async def read_body(receive: Receive) -> bytes:
    """Read the body of a request, or a little more than MAX_BODY bytes of it. Raises ClientLeftError.

    The rest of a large one is read and dropped, since a client that still writes would lose the reply.
    """
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= MOST_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeftError
        body, more = message.get("body", b""), message.get("more_body", False)
        if size <= MAX_BODY:
            parts.append(body)
        size += len(body)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def write(reply: Reply, send: Send) -> None:
    """Send a reply."""
    await send(_start(reply))
    await send({"type": "http.response.body", "body": reply.body})


def _start(reply: Reply) -> Message:
    headers = [
        (b"content-type", reply.media_type),
        (b"content-length", b"%d" % len(reply.body)),
        *reply.headers,
    ]
    return {"type": "http.response.start", "status": reply.status, "headers": headers}


async def suffer(reply: Reply, wire: Wire, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a reply as its wire says: late, in pieces, or broken off."""
    await wait(Future(), wire.delay / SECOND, scope)
    if wire.reset:
        await _break_off(reply, wire, scope, receive, send)
        return
    await send(_start(reply))
    pieces = _pieces(reply.body) if wire.drip else [reply.body]
    for piece in pieces:
        await wait(Future(), wire.drip / SECOND / len(pieces), scope)
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def wait(
    awaited: Future[Any], seconds: float, scope: Scope, until: Literal["closed", "ended"] = "closed"
) -> None:
    """Wait for something, so many seconds at most, and no longer than until the client leaves or the server stops.

    With `until` as "ended", until the client sends no more, by which one that has left is known at once.
    """
    closed: Future[None] = scope.get("state", {}).get(WIRE, {}).get(until) or Future()
    await asyncio.wait((awaited, closed), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)


def _pieces(body: bytes) -> list[bytes]:
    size = -(-len(body) // DRIPS) or 1
    return [body[place : place + size] for place in range(0, len(body), size)] or [b""]


async def _break_off(reply: Reply, wire: Wire, scope: Scope, receive: Receive, send: Send) -> None:
    """Reset the connection, so that the client cannot take a part of the body for the whole."""
    if wire.reset == "half":
        await send(_start(reply))
        await send({"type": "http.response.body", "body": reply.body[: len(reply.body) // 2], "more_body": True})
    wire_of_server = scope.get("state", {}).get(WIRE)
    if wire_of_server is None:
        raise ConnectionResetError(
            "this fault breaks a connection, which only `mock-apollo serve` and the fixtures can"
        )
    wire_of_server["reset"]()
    while (await receive())["type"] != "http.disconnect":  # which comes when the connection is closed
        pass
