"""How does httpx call the fake without a port?"""

import asyncio
import time

import httpx

from mock_apollo.protocol.messages import Reply
from mock_apollo.testing.transports.wire import (
    Answers,
    BrokenOffError,
    TooLateError,
    answer,
    body_of,
    check_wire,
    headers_of,
    lateness,
)


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for synchronous and asynchronous clients; faults are raised as httpx's own errors."""

    def __init__(self, apollo: Answers) -> None:
        self._apollo = apollo

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        reply, late = self._answered(request)
        if late:
            time.sleep(late)
        return _arrived(reply, request.method)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        reply, late = self._answered(request)
        await asyncio.sleep(late)
        return _arrived(reply, request.method)

    def _answered(self, request: httpx.Request) -> tuple[Reply, float]:
        """Return the reply, and how many seconds it takes."""
        reply = answer(self._apollo, request.method, str(request.url), request.headers.raw, request.content)
        try:
            return reply, lateness(reply, request.extensions.get("timeout", {}).get("read"))
        except TooLateError as error:
            raise httpx.ReadTimeout(str(error)) from error


def _arrived(reply: Reply, method: str) -> httpx.Response:
    try:
        check_wire(reply)
    except BrokenOffError as error:
        raise (httpx.RemoteProtocolError if error.half else httpx.ReadError)(str(error)) from error
    return httpx.Response(reply.status, headers=[*headers_of(reply)], content=body_of(reply, method))
