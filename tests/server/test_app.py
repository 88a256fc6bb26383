"""The FastAPI application: the same status, headers and bytes whatever is in front of it."""

import asyncio
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import httpx
import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

import mock_apollo
from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.document import Contract, Operation
from mock_apollo.server.app import ApolloRoute, app_of, create_app
from mock_apollo.server.background import running
from mock_apollo.server.banner import Greeting
from mock_apollo.server.build import build_apollo, load_records
from mock_apollo.server.listen import listen
from mock_apollo.server.settings import Settings, SettingsError
from mock_apollo.testing.transports.httpx_transport import Transport
from tests.calls import FYODOR, NOON

OPERATIONS = Contract.load().operations
JSON = {"content-type": "application/json"}
KEY = {"x-api-key": "mine"}
OF_THE_SERVER = {b"date", b"server", b"connection"}
SETTINGS: dict[str, Any] = {
    "frozen_at": NOON,
    "keys": {"mine": "", "limited": ""},
    "scopes": {"limited": ["contacts/show"]},
}


class Asked(NamedTuple):
    """A request."""

    method: str
    path: str
    headers: Mapping[str, str] = KEY
    body: bytes = b""


def path_of(operation: Operation, value: str = FYODOR, base: str = "/api/v1") -> str:
    """The path of an operation, with the same id wherever it has one."""
    return base + re.sub(r"\{\w+\}", value, operation.path)


def requests_of(operation: Operation) -> Iterator[Asked]:
    """Requests of one operation: granted, refused for each reason, odd in method, path and body."""
    path, method, sent = path_of(operation), operation.method, KEY | JSON
    yield Asked(method, path, sent, b"{}")
    yield Asked(method, path, JSON, b"{}")
    yield Asked(method, path, {"authorization": "Bearer mine"} | JSON, b'{"name": "x", "label_names": ["a"]}')
    yield Asked(method, path, {"x-api-key": "invalid"}, b"{")
    yield Asked(method, path, {"x-api-key": "limited"}, b"{")
    yield Asked(method, path, sent, b'{"id": ')
    yield Asked(method, path_of(operation, "5234234", "/v1"), sent, b"[]")


ODD = (
    Asked("TRACE", f"/api/v1/contacts/{FYODOR}"),
    Asked("DELETE", f"/api/v1/contacts/{FYODOR}"),
    Asked("HEAD", f"/api/v1/contacts/{FYODOR}"),
    Asked("OPTIONS", "/api/v1/contacts"),
    Asked("PROPFIND", "/api/v1/contacts"),
    Asked("PATCH", f"/api/v1/contacts/{FYODOR}/", KEY | JSON, b'{"title": "slash"}'),
    Asked("PATCH", "/api/v1/contacts/a%2Fb", KEY | JSON, b"{}"),
    Asked("PATCH", "/api/v1/contacts/%ff%00", KEY | JSON, b"{}"),
    Asked("PATCH", f"/api/v1/contacts/{FYODOR}?title=q&label_names[]=a", KEY | JSON),
    Asked("PATCH", f"/api/v1/contacts/{FYODOR}", KEY | {"content-type": "text/csv"}, b"a,b"),
    Asked("PATCH", f"/api/v1/contacts/{FYODOR}", KEY | JSON, b'{"title": "' + b"x" * (1 << 20) + b'"}'),
    Asked("PATCH", f"/api/v1/contacts/{FYODOR}", KEY | JSON, b"\xff\xfe"),
    Asked("GET", "/api/v1/opportunities/search"),
    Asked("GET", "/api/v2/contacts"),
    Asked("GET", "/api/v1"),
    Asked("GET", "//api/v1/contacts"),
    Asked("GET", "/nowhere"),
    Asked("GET", "/livez"),
    Asked("GET", "/readyz"),
    Asked("GET", "/__admin/nothing"),
    Asked("GET", "/openapi.json"),
)
REQUESTS = [*(asked for operation in OPERATIONS.values() for asked in requests_of(operation)), *ODD]
Got = tuple[int, list[tuple[bytes, bytes]], bytes]


RECORDS = load_records(Settings(**SETTINGS))  # once, as they have the time at which they were read


def new_fake() -> Apollo:
    """A fake whose clock stands still, with two keys."""
    return build_apollo(Settings(**SETTINGS), RECORDS)


def new_app() -> FastAPI:
    """The application around such a fake."""
    return app_of(new_fake(), Greeting(FYODOR, "mine"))


@contextmanager
def plain_uvicorn(app: FastAPI) -> Iterator[str]:
    """The URL of uvicorn as it is, without our protocol, around an application."""
    listener: socket.socket = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module")
def clients() -> Iterator[dict[str, Any]]:
    """A client for each way to the application, each with a fake of its own."""
    with ExitStack() as stack:
        uvicorns = stack.enter_context(plain_uvicorn(new_app()))
        served = stack.enter_context(running(new_fake())).url
        in_process = httpx.Client(transport=Transport(new_fake()), base_url="http://apollo.test")
        yield {
            "serve": stack.enter_context(httpx.Client(base_url=served)),
            "uvicorn": stack.enter_context(httpx.Client(base_url=uvicorns)),
            "TestClient": stack.enter_context(TestClient(new_app())),
            "in process": stack.enter_context(in_process),
        }


def got(client: Any, asked: Asked) -> Got:
    """Status, headers and body, without the headers of the HTTP server."""
    reply = client.request(asked.method, asked.path, headers=asked.headers, content=asked.body)
    headers = sorted((name.lower(), value) for name, value in reply.headers.raw)
    return reply.status_code, [header for header in headers if header[0] not in OF_THE_SERVER], reply.content


def test_there_are_two_hundred_requests_of_every_status() -> None:
    """Assumed: every operation, and odd methods, paths and bodies."""
    assert len(REQUESTS) >= 200


def test_every_way_to_the_application_gives_the_same_bytes(clients: dict[str, Any]) -> None:
    """Assumed: one truth; without a port there are no pages, so there only Apollo's paths are asked for."""
    statuses = set()
    for asked in REQUESTS:
        expected = got(clients["serve"], asked)
        statuses.add(expected[0])
        for name in ("uvicorn", "TestClient"):
            assert got(clients[name], asked) == expected, (name, asked)
        if asked.path.startswith(("/api/", "/v1/")):
            assert got(clients["in process"], asked) == expected, asked
    assert {200, 401, 403, 404, 405, 413, 422} <= statuses


def test_every_operation_is_a_route_with_its_name() -> None:
    """Assumed: under both bases."""
    routes = [route for route in new_app().routes if isinstance(route, ApolloRoute)]
    assert {route.name for route in routes} == OPERATIONS.keys()
    assert len(routes) == 2 * len(OPERATIONS)
    assert {route.path.split("/")[1] for route in routes} == {"api", "v1"}


def test_it_can_be_mounted_in_another_application() -> None:
    """Assumed: paths, pages and control below the mount."""
    outer = FastAPI()
    outer.mount("/apollo", create_app(frozen_at=NOON))
    transport = httpx.ASGITransport(outer)

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost/apollo", headers=KEY) as client:
            body = {"title": "Mounted"}
            return [
                await client.patch(f"/api/v1/contacts/{FYODOR}", json=body),
                await client.get("/__admin/worlds"),
                await client.get("/"),
                await client.get("/nowhere"),
            ]

    updated, worlds, first, nowhere = asyncio.run(ask())
    assert updated.json()["contact"]["title"] == "Mounted"
    assert worlds.json()[0]["calls"] == 1
    assert "curl -X PATCH http://localhost/apollo/api/v1/contacts/" in first.text
    assert nowhere.headers["x-mock-apollo"] == "not-emulated"


def test_the_public_application_is_made_once_and_its_settings_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Assumed: for `uvicorn mock_apollo:app` and `uvicorn --factory mock_apollo:create_app`."""
    monkeypatch.setenv("MOCK_APOLLO_ADMIN_TOKEN", "let-me-steer")
    assert mock_apollo.app is mock_apollo.app
    assert mock_apollo.create_app().state.admin_token == "let-me-steer"
    assert mock_apollo.create_app(admin_token="another-one").state.admin_token == "another-one"
    with pytest.raises(SettingsError, match="port"):
        create_app(port="x")


def test_schemathesis_takes_the_application() -> None:
    """Assumed: by the contract that it serves."""
    schema: Any = schemathesis.openapi.from_asgi("/openapi.json", create_app())
    assert len([*schema.get_all_operations()]) == len(OPERATIONS)


@pytest.mark.parametrize("fault", ["delay", "truncated", "malformed"])
def test_faults_that_need_no_socket_work_with_any_server(fault: str) -> None:
    """Assumed: `reset` and `cut` need `mock-apollo serve` or a fixture."""
    transport = httpx.ASGITransport(new_app())
    rule: dict[str, Any] = {"fault": fault, "times": 1} | ({"delay_ms": 1} if fault == "delay" else {})

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=KEY) as client:
            assert (await client.post("/__admin/faults", json=rule)).status_code == 200
            return await client.get(f"/api/v1/contacts/{FYODOR}")

    assert asyncio.run(ask()).headers["x-mock-apollo-fault"] == f"1 {fault}"
