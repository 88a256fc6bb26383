"""The floor of this stack: a protocol on httptools and uvloop that parses a request and writes fixed bytes."""

import asyncio
import sys

import httptools
import uvloop

from benchmarks.workload import sample_reply


class Fixed(asyncio.Protocol):
    """Answers every request with the same bytes."""

    def __init__(self, reply: bytes) -> None:
        self._reply = reply
        self._parser = httptools.HttpRequestParser(self)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Write the reply; the parser calls it."""
        self._transport.write(self._reply)


def fixed_bytes() -> bytes:
    """The reply of the fake as it stands on the wire."""
    reply = sample_reply()
    headers = [(b"content-type", reply.media_type), (b"content-length", b"%d" % len(reply.body)), *reply.headers]
    return b"\r\n".join((b"HTTP/1.1 200 OK", *map(b": ".join, headers), b"", reply.body))


async def serve(port: int) -> None:
    """Answer on a port, for ever."""
    reply = fixed_bytes()
    server = await asyncio.get_running_loop().create_server(lambda: Fixed(reply), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
