"""The floor: a bare ASGI application on the same uvicorn that answers the same bytes, whatever it is asked."""

from benchmarks.workload import sample_reply
from mock_apollo.server.asgi import Receive, Scope, Send, read_body, write

REPLY = sample_reply()


async def app(_: Scope, receive: Receive, send: Send) -> None:
    """Read the body, write the reply."""
    await read_body(receive)
    await write(REPLY, send)
