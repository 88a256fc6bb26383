"""How does requests call the fake without a port?"""

import time
from io import BytesIO
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse, Timeout

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


class Adapter(HTTPAdapter):
    """An adapter for a session; faults are raised as requests' own errors."""

    def __init__(self, apollo: Answers) -> None:
        super().__init__()
        self._apollo = apollo

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        headers = [(_bytes(name), _bytes(value)) for name, value in request.headers.items()]
        reply = answer(self._apollo, str(request.method), str(request.url), headers, _body(request.body))
        try:
            late = lateness(reply, _seconds(options.get("timeout")))
            if late:
                time.sleep(late)
            check_wire(reply)
        except BrokenOffError as error:
            raise requests.ConnectionError(error, request=request) from error
        except TooLateError as error:
            raise requests.ReadTimeout(error, request=request) from error
        return self.build_response(request, _raw(reply, str(request.method)))


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


def _seconds(timeout: Any) -> float | None:
    """Return the time-out for reading: of a number, of a pair with the one for connecting, or of one of urllib3's."""
    if isinstance(timeout, Timeout):
        running = timeout.clone()
        running.start_connect()
        return running.read_timeout
    seconds: float | None = timeout[1] if isinstance(timeout, tuple) else timeout
    return seconds


def _body(body: Any) -> bytes:
    """Return a body given as text or bytes, a file of either, or pieces of either."""
    if hasattr(body, "read"):
        body = body.read()
    return _sent(body) if isinstance(body, str | bytes | bytearray) else b"".join(map(_sent, body or ()))


def _sent(part: str | bytes | bytearray) -> bytes:
    """Return a part of a body as it goes over the wire."""
    return part.encode() if isinstance(part, str) else bytes(part)


def _raw(reply: Reply, method: str) -> HTTPResponse:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers_of(reply)}
    return HTTPResponse(BytesIO(body_of(reply, method)), headers=headers, status=reply.status, preload_content=False)
