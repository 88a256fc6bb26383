"""What is asked of every server: the same update of the same contact."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.server.build import build_apollo, load_records
from mock_apollo.server.settings import Settings

CONTACT = "66e34b81740c50074e3d1bd4"
PATH = f"/api/v1/contacts/{CONTACT}"
BODY = orjson.dumps({"title": "Novelist"})  # as in the README
HEADERS = {
    "host": "127.0.0.1",
    "accept": "application/json",
    "accept-encoding": "gzip, deflate",
    "user-agent": "benchmarks",
    "content-type": "application/json",
    "x-api-key": "demo",
}


class Request(NamedTuple):
    """What a client asks a server for."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


UPDATE = Request("PATCH", PATH, HEADERS, BODY)
CALL = Call("PATCH", PATH, "", tuple((k.encode(), v.encode()) for k, v in HEADERS.items()), BODY)
LIMITS = "minute=1000000000,hour=1000000000,day=1000000000"


def search_call(criteria: dict[str, Any]) -> Call:
    """POST /contacts/search."""
    return Call("POST", "/api/v1/contacts/search", "", CALL.headers, orjson.dumps(criteria))


def new_apollo() -> Apollo:
    """The fake with everything on and limits that no run reaches."""
    settings = Settings.model_validate({"rate_limit": LIMITS})
    return build_apollo(settings, load_records(settings))


def sample_reply() -> Reply:
    """What the fake answers."""
    return new_apollo().answer(CALL)


def request_bytes(port: int, request: Request = UPDATE) -> bytes:
    """The request as a client puts it on the wire."""
    headers = {**request.headers, "host": f"127.0.0.1:{port}", "content-length": str(len(request.body))}
    lines = [f"{request.method} {request.path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join((*lines, "", "")).encode() + request.body
