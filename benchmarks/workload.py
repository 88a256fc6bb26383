"""What is asked of every server? Updates of the same contact, with one field and with four."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.server.build import build_apollo, load_records
from mock_apollo.server.settings import Settings

CONTACT = "66e34b81740c50074e3d1bd4"
PATH = f"/api/v1/contacts/{CONTACT}"
HEADERS = {
    "host": "127.0.0.1",
    "accept": "application/json",
    "accept-encoding": "gzip, deflate",
    "user-agent": "benchmarks",
    "content-type": "application/json",
    "x-api-key": "demo",
}
LIMITS = "minute=999999999,hour=999999999,day=999999999"

ONE_FIELD = orjson.dumps({"title": "Novelist"})  # as in the README
# Four fields, as clients that synchronise a CRM send them. Each takes another way: a text, a value that is checked and
# that others follow from, names that are looked up and become ids, and a value whose type is known from its id.
FOUR_FIELDS = orjson.dumps(
    {
        "title": "Novelist",
        "email": "fyodor@example.com",
        "label_names": ["Prospects", "Newsletter"],
        "typed_custom_fields": {"5b75f1c11dc2727d43ae3bb9": "met in Baden-Baden"},
    }
)


class Request(NamedTuple):
    """What a client asks a server for."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


UPDATE = Request("PATCH", PATH, HEADERS, ONE_FIELD)
UPDATE_OF_FOUR = UPDATE._replace(body=FOUR_FIELDS)


def call_of(request: Request) -> Call:
    """Return the request as it comes to Apollo."""
    headers = tuple((name.encode(), value.encode()) for name, value in request.headers.items())
    return Call(request.method, request.path, "", headers, request.body)


CALL = call_of(UPDATE)


def search_call(criteria: dict[str, Any]) -> Call:
    """POST /contacts/search."""
    return Call("POST", "/api/v1/contacts/search", "", CALL.headers, orjson.dumps(criteria))


def new_apollo(**more: Any) -> Apollo:
    """The fake with everything on and limits that no run reaches; `more` are other settings."""
    settings = Settings.model_validate({"rate_limit": LIMITS, **more})
    return build_apollo(settings, load_records(settings))


def sample_reply() -> Reply:
    """What the fake answers."""
    return new_apollo().answer(CALL)


def request_bytes(port: int, request: Request = UPDATE) -> bytes:
    """The request as a client puts it on the wire."""
    headers = {**request.headers, "host": f"127.0.0.1:{port}", "content-length": str(len(request.body))}
    lines = [f"{request.method} {request.path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join((*lines, "", "")).encode() + request.body
