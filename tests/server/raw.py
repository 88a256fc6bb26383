"""How do tests talk HTTP by hand? A connection that sends bytes and reads replies one after the other."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from tests.calls import FYODOR

PATH = f"/api/v1/contacts/{FYODOR}"
TITLE = b'{"title": "Novelist"}'


def request(
    method: str = "PATCH",
    target: str = PATH,
    *headers: str,
    key: str = "demo",
    body: bytes = TITLE,
    version: str = "1.1",
) -> bytes:
    """Return a request as it goes over the wire; its length is stated unless `headers` frame the body."""
    lines = [f"{method} {target} HTTP/{version}", "host: x", f"x-api-key: {key}", "content-type: application/json"]
    if not any(header.lower().startswith(("transfer-encoding", "content-length")) for header in headers):
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, *headers, "", ""]).encode("latin-1") + body


class Answered(NamedTuple):
    """A reply that was read from a connection; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """A connection to a server."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._read = b""

    def send(self, *parts: bytes) -> Self:
        """Send bytes, each part in a segment of its own."""
        for part in parts:
            self.connection.sendall(part)
        return self

    def reply(self, *, to_head: bool = False) -> Answered:
        """Return the next reply; one to HEAD has no body. Raises EOFError when the connection ends before."""
        while b"\r\n\r\n" not in self._read:
            self._read += self._more()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = 0 if to_head else int(headers.get("content-length", 0))
        while len(self._read) < size:
            self._read += self._more()
        body, self._read = self._read[:size], self._read[size:]
        return Answered(int(status.split()[1]), headers, body)

    def _more(self) -> bytes:
        more = self.connection.recv(65_536)
        if not more:
            raise EOFError(self._read)
        return more

    def end_sending(self) -> Self:
        """Close the sending half."""
        self.connection.shutdown(socket.SHUT_WR)
        return self

    def ends(self) -> bool:
        """Wait for the end of the connection; tell whether nothing more came."""
        try:
            return self._read == b"" and self.connection.recv(1) == b""
        except ConnectionResetError:
            return True

    def breaks_off(self) -> bool:
        """Read until the connection ends; tell whether it was in the middle of a reply, or before it."""
        try:
            while True:
                self.reply()
        except ConnectionResetError:
            return True
        except EOFError as end:
            return bool(end.args[0])


@contextmanager
def wire(url: str) -> Iterator[Wire]:
    """Open a connection to the server at a URL."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Wire(connection)
