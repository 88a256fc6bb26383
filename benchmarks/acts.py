"""Which big acts are there, that one client does while others work?"""

import http.client
from collections.abc import Callable
from typing import NamedTuple

import orjson

from benchmarks.crowd import contact_id
from benchmarks.workload import HEADERS, Request

BIG = {**HEADERS, "x-api-key": "big"}

NewRequest = Callable[[int], Request]  # makes the request of a number


class Act(NamedTuple):
    """Something big: what is sent again and again, and how much CPU it may take."""

    name: str
    request: NewRequest
    most_cpu: float | None = None  # ms


def added(number: int) -> Request:
    """A contact that is put into the world by its tests."""
    contact = {"id": contact_id(number), "first_name": "Leo", "email": f"leo-{number}@example.com"}
    return Request("POST", "/__admin/records", BIG, orjson.dumps({"contacts": [contact]}))


def created(number: int) -> Request:
    """A contact that Apollo creates unless it is there."""
    contact = {"first_name": "Leo", "last_name": f"No {number}", "email": f"new-{number}@example.com"}
    return Request("POST", "/api/v1/contacts", BIG, orjson.dumps({**contact, "run_dedupe": True}))


def found(_: int) -> Request:
    """A search; the first one finds nothing prepared."""
    return Request("POST", "/api/v1/contacts/search", BIG, orjson.dumps({"q_keywords": "77", "per_page": 100}))


def polled(wait: int) -> Request:
    """An entry of the journal that nobody makes, waited for."""
    return Request("GET", f"/__admin/journal?wait={wait}&status=299", BIG)


def exported(_: int) -> Request:
    """The whole world."""
    return Request("GET", "/__admin/state", BIG)


def listed(_: int) -> Request:
    """All lists with their sizes."""
    return Request("GET", "/api/v1/labels", BIG)


ACTS = (
    Act("searches, the first one too", found),
    Act("one contact added by a test", added, most_cpu=2),
    Act("one contact created with run_dedupe", created, most_cpu=5),
    Act("export of the world", exported),
    Act("all lists, with their sizes", listed),
)


def send(connection: http.client.HTTPConnection, request: Request) -> None:
    """Send a request and read its reply, which must be granted."""
    connection.request(request.method, request.path, request.body or None, dict(request.headers))
    reply = connection.getresponse()
    body = reply.read()
    if reply.status != http.client.OK:
        raise RuntimeError(body.decode())
