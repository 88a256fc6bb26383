"""How does requests call the fake without a port?"""

import time
from io import BytesIO
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

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
        timeout = options.get("timeout")
        headers = [(_bytes(name), _bytes(value)) for name, value in request.headers.items()]
        reply = answer(self._apollo, str(request.method), str(request.url), headers, _body(request.body))
        try:
            late = lateness(reply, timeout[1] if isinstance(timeout, tuple) else timeout)
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


def _body(body: Any) -> bytes:
    """Return a body given as text, bytes, a file, or pieces of bytes."""
    if isinstance(body, str):
        return body.encode()
    if hasattr(body, "read"):
        return bytes(body.read())
    return body if isinstance(body, bytes) else b"".join(body or ())


def _raw(reply: Reply, method: str) -> HTTPResponse:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers_of(reply)}
    return HTTPResponse(BytesIO(body_of(reply, method)), headers=headers, status=reply.status, preload_content=False)
