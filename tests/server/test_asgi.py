"""The ASGI application in front of Apollo."""

import asyncio
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import httpx
import pytest

from mock_apollo import __version__
from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.files import openapi_file
from mock_apollo.contract.request_fields import MAX_BODY
from mock_apollo.server.asgi import WIRE, ClientLeftError, read_body, wait
from mock_apollo.server.banner import Greeting
from mock_apollo.server.build import build_app
from tests.calls import FYODOR

GREETING = Greeting("abc", "sesame")
PATH = f"/api/v1/contacts/{FYODOR}"


@pytest.fixture
def client(apollo: Apollo) -> httpx.AsyncClient:
    """A client without a socket."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(build_app(apollo, GREETING)), base_url="http://mock-apollo")


def get(client: httpx.AsyncClient, method: str, path: str, **request: Any) -> httpx.Response:
    """One request."""

    async def send() -> httpx.Response:
        async with client:
            return await client.request(method, path, **request)

    return asyncio.run(send())


def test_a_call_reaches_apollo_and_its_reply_comes_back(client: httpx.AsyncClient) -> None:
    """Documented: an update."""
    reply = get(client, "PATCH", PATH, json={"title": "Novelist"}, headers={"X-Api-Key": "demo"})
    assert reply.status_code == 200
    assert reply.json()["contact"]["title"] == "Novelist"
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-hourly-requests-left"] == "599"


def test_a_401_is_plain_text(client: httpx.AsyncClient) -> None:
    """Documented: exactly text/plain."""
    reply = get(client, "PATCH", PATH, content=b"{")
    assert (reply.status_code, reply.headers["content-type"], reply.text) == (
        401,
        "text/plain",
        "Invalid access credentials.",
    )


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_probes_are_answered_without_a_key(client: httpx.AsyncClient, path: str) -> None:
    """Assumed: our own paths."""
    assert get(client, "GET", path).text == "ok"


def test_the_contract_and_the_vendors_document_can_be_read(apollo: Apollo, client: httpx.AsyncClient) -> None:
    """Assumed: our own paths; the pages are loaded once, when the first is asked for."""

    async def both() -> tuple[httpx.Response, httpx.Response]:
        async with client:
            return await client.get("/openapi.json"), await client.get("/openapi.json?as=published")

    contract, published = asyncio.run(both())
    assert contract.json() == apollo.contract.document
    assert published.content == openapi_file("update-a-contact.json").read_bytes()


def test_the_first_page_says_what_this_is(client: httpx.AsyncClient) -> None:
    """Assumed: our own page, with a line to paste that fits the seed and the keys of this server."""
    said = get(client, "GET", "/").text
    assert f"mock-apollo {__version__} answers as Apollo on http://mock-apollo\n" in said
    assert "curl -X PATCH http://mock-apollo/api/v1/contacts/abc " in said
    assert "-H 'x-api-key: sesame'" in said


@pytest.mark.parametrize(
    "path", ["/x", "/contacts/66e34b81740c50074e3d1bd4", "/api/v2/contacts", "/openapi.json/", "/%61pi/v1/contacts"]
)
def test_whatever_else_is_asked_for_is_not_emulated(apollo: Apollo, client: httpx.AsyncClient, path: str) -> None:
    """Assumed: unmistakably so, and noted in the journal: a wrong base URL is the likeliest mistake."""
    reply = get(client, "GET", path)
    assert (reply.status_code, reply.headers["x-mock-apollo"]) == (404, "not-emulated")
    assert f"does not emulate GET {path}" in reply.json()["error"]
    assert apollo.journal.entries()[-1].line == ("GET", path, 404)


def test_a_body_is_read_until_it_is_seen_to_be_too_large() -> None:
    """Assumed: the rest is dropped, and at some point not even waited for."""
    chunks = repeat({"type": "http.request", "body": b"x" * MAX_BODY, "more_body": True}, 65)

    async def receive() -> dict[str, Any]:
        return next(chunks)

    assert len(asyncio.run(read_body(receive))) == 2 * MAX_BODY
    assert next(chunks, None) is None


def test_a_body_in_chunks_is_put_together() -> None:
    """Assumed: as HTTP has it."""
    chunks: Iterator[dict[str, Any]] = iter(
        [
            {"type": "http.request", "body": b"{", "more_body": True},
            {"type": "http.request", "body": b"}", "more_body": False},
        ]
    )

    async def receive() -> dict[str, Any]:
        return next(chunks)

    assert asyncio.run(read_body(receive)) == b"{}"


def test_a_body_that_is_cut_off_is_no_body() -> None:
    """Assumed: what the client did not finish to say is not carried out."""
    chunks: Iterator[dict[str, Any]] = iter(
        [{"type": "http.request", "body": b"{}", "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> dict[str, Any]:
        return next(chunks)

    with pytest.raises(ClientLeftError):
        asyncio.run(read_body(receive))


@pytest.mark.parametrize(
    ("end", "done"), [("it comes", True), ("it is there", True), ("the client leaves", False), ("the time", False)]
)
def test_a_wait_ends_with_what_comes_first(end: str, done: bool) -> None:  # noqa: FBT001
    """Assumed: at once, and without looking in between."""

    async def waited() -> bool:
        loop = asyncio.get_running_loop()
        awaited, closed = loop.create_future(), loop.create_future()
        ends = {"it comes": awaited, "the client leaves": closed}
        if end in ends:
            loop.call_soon(ends[end].set_result, None)
        if end == "it is there":
            awaited.set_result(None)
        await wait(awaited, 0.01 if end == "the time" else 60, {"state": {WIRE: {"closed": closed}}})
        return awaited.done()

    assert asyncio.run(waited()) is done


def test_without_a_server_of_ours_a_wait_takes_its_time() -> None:
    """Assumed: other servers do not say that a client has left."""

    async def waited() -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await wait(loop.create_future(), 0.01, {})
        return loop.time() - began

    assert asyncio.run(waited()) >= 0.01
