"""How does Apollo become a FastAPI application? Each operation is a route that hands the raw request to Apollo.

FastAPI would decode a body before it runs dependencies, and answer broken JSON before Apollo could say 401; so the
routes override `handle`.
"""

from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.document import BASES, Operation
from mock_apollo.protocol.own_paths import is_ours
from mock_apollo.server.asgi import OK, PROBES, Asgi, Receive, Scope, Send, respond, write
from mock_apollo.server.banner import Greeting
from mock_apollo.server.build import build_apollo, build_greeting, load_records
from mock_apollo.server.pages import add_pages, new_pages
from mock_apollo.server.settings import MAX_IMPORT, Settings, load_settings


def create_app(settings: Settings | None = None, **keywords: Any) -> FastAPI:
    """Return the application with a world for each key; `keywords` are settings, as the command line has them.

    What is not given comes from the environment and `mock-apollo.toml`. Raises SettingsError, SeedError.
    """
    settings = settings or load_settings(keywords)
    records = load_records(settings)
    apollo, greeting = build_apollo(settings, records), build_greeting(settings, records)
    return app_of(apollo, greeting, settings.admin_token, settings.max_import_size)


def app_of(
    apollo: Apollo, greeting: Greeting, admin_token: str | None = None, max_import_size: int = MAX_IMPORT
) -> FastAPI:
    """Return the application around an Apollo: its operations, probes, pages and the control API."""
    app = new_pages(apollo, admin_token, max_import_size)
    literal_first = sorted(apollo.contract.operations.values(), key=lambda operation: "{" in operation.path)
    app.router.routes += [ApolloRoute(base, operation, apollo) for base in BASES for operation in literal_first]
    app.router.routes += [Route(path.decode(), _Probe()) for path in sorted(PROBES)]
    add_pages(app, greeting)
    app.router.default = _Fallback(apollo, app.router.default)
    return app


class ApolloRoute(APIRoute):
    """The route of an operation: FastAPI finds and lists it, Apollo answers."""

    def __init__(self, base: str, operation: Operation, apollo: Apollo) -> None:
        super().__init__(
            base.rstrip("/") + operation.path,
            _answered_by_apollo,
            name=operation.operation_id,
            operation_id=operation.operation_id,
            methods=[operation.method],
            include_in_schema=False,  # the contract describes it
        )
        self._apollo = apollo

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await respond(self._apollo.answer, raw_path(scope), scope, receive, send)


async def _answered_by_apollo() -> None:
    """Stand for an operation in the list of routes; `ApolloRoute.handle` answers."""


class _Probe:
    """Answers that the application runs, whatever the method."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - an ASGI application
        await write(OK, send)


class _Fallback:
    """Answers what no route matches: Apollo, or, for our own paths, the application that lists the pages."""

    def __init__(self, apollo: Apollo, pages: Asgi) -> None:
        self._apollo = apollo
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = raw_path(scope)
        if scope["type"] != "http" or is_ours(path):
            await self._pages(scope, receive, send)
        else:
            await respond(self._apollo.answer, path, scope, receive, send)


def raw_path(scope: Scope) -> bytes:
    """Return the percent-encoded path of a request, without the path at which the application is mounted."""
    path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    root = quote(scope.get("root_path", "")).encode()
    return path.removeprefix(root) or b"/"
