"""How are large bodies read and written? In a thread and in pieces, so that no other call waits for them.

Python switches between threads within some milliseconds, but not within one call of a parser. A full collection of
garbage looks at all records, and there is none among them; so they are put aside.
"""

import asyncio
import gc
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import orjson
from fastapi import HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from mock_apollo.server.control.guard import ControlRoute

R = TypeVar("R")
LARGE = 1 << 16  # bytes of a body that is read in a thread
PIECE = 200  # records that are written in one go
THRESHOLDS = gc.get_threshold()
NEVER = 1 << 30


@contextmanager
def _no_full_collections() -> Iterator[None]:
    gc.set_threshold(*THRESHOLDS[:2], NEVER)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)


async def beside(do: Callable[..., R], *args: Any) -> R:
    """Return what a function returns, while other calls are answered."""
    with _no_full_collections():
        return await asyncio.to_thread(do, *args)


class LargeRequest(Request):
    """A request with a body that may be large, but not larger than the setting allows."""

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Yield the parts of the body. Raises HTTPException when it is too large, and reads no more of it."""
        left: int = self.app.state.max_import_size
        stated = self.headers.get("content-length", "")
        if stated.isdigit() and int(stated) > left:
            raise too_large(left)
        async for part in super().stream():
            left -= len(part)
            if left < 0:
                raise too_large(self.app.state.max_import_size)
            yield part

    async def json(self) -> Any:
        """Return the parsed body."""
        body = await self.body()
        return json.loads(body) if len(body) < LARGE else await beside(_parsed, body)


def too_large(most: int) -> HTTPException:
    """Return why a body is not read to its end."""
    return HTTPException(413, f"The body is larger than {most} bytes; send a smaller one, or see --max-import-size.")


def _parsed(body: bytes) -> Any:
    """Parse JSON; other threads can run when an object of it is complete."""
    return json.loads(body, object_hook=lambda members: members)


class LargeRoute(ControlRoute):
    """A route whose requests may be large."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what FastAPI makes of the route."""
        handle = super().get_route_handler()

        async def handle_large(request: Request) -> Response:
            return await handle(LargeRequest(request.scope, request.receive))

        return handle_large


def response(content: Any) -> Response:
    """Return the response with this JSON: at once, or in pieces if it has many records."""
    if is_large(content):
        return StreamingResponse(_written(content), media_type="application/json")
    return Response(orjson.dumps(content), media_type="application/json")


def is_large(content: Any) -> bool:
    """Tell whether there are many records in content."""
    if isinstance(content, dict):
        return any(map(is_large, content.values()))
    return isinstance(content, list) and len(content) > PIECE


async def _written(content: Any) -> AsyncIterator[bytes]:
    for piece in pieces(content):
        yield piece
        await asyncio.sleep(0)


def pieces(content: Any) -> Iterator[bytes]:
    """Yield JSON in pieces; together they are what orjson writes at once."""
    if isinstance(content, dict):
        begin = b"{"
        for name, value in content.items():
            yield begin + orjson.dumps(name) + b":"
            yield from pieces(value)
            begin = b","
        yield b"}" if content else b"{}"
    elif isinstance(content, list) and len(content) > PIECE:
        for start in range(0, len(content), PIECE):
            yield (b"," if start else b"[") + orjson.dumps(content[start : start + PIECE])[1:-1]
        yield b"]"
    else:
        yield orjson.dumps(content)
