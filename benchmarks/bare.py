"""A peer: a bare ASGI application on the same uvicorn that answers the same bytes, whatever it is asked."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from benchmarks.workload import sample_reply

Message = MutableMapping[str, Any]

REPLY = sample_reply()
HEADERS = [
    (b"content-type", REPLY.media_type),
    (b"content-length", b"%d" % len(REPLY.body)),
    *REPLY.headers,
]


async def app(
    _: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Read the body, write the reply."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": REPLY.status, "headers": HEADERS})
    await send({"type": "http.response.body", "body": REPLY.body})
