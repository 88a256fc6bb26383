"""What does the fake show beside Apollo's own paths? FastAPI serves it."""

from typing import Annotated, Literal

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline

from mock_apollo import __version__
from mock_apollo.apollo import Apollo
from mock_apollo.contract.files import openapi_file
from mock_apollo.greeting import Greeting
from mock_apollo.web.control import router

DOCUMENTS = {"contract": "contract.json", "published": "update-a-contact.json"}
READ = ["GET", "HEAD"]


def pages(apollo: Apollo, greeting: Greeting) -> FastAPI:
    """The application for the paths that are our own; `/docs` is Swagger UI on Apollo's contract, without a CDN."""
    app = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        title="mock-apollo",
        version=__version__,
        openapi_url="/docs/openapi.json",
        static_url="/docs/static",
        swagger_ui_oauth2_redirect_url="/docs/oauth2-redirect",
    )
    app.openapi = lambda: apollo.contract.document  # type: ignore[method-assign]
    app.state.apollo = apollo
    app.include_router(router)

    @app.api_route("/", methods=READ)
    def first_page(request: Request) -> PlainTextResponse:
        """What this is, and a line to paste."""
        return PlainTextResponse(greeting.text(str(request.base_url).rstrip("/")))

    @app.api_route("/openapi.json", methods=READ)
    def contract(as_: Annotated[Literal["contract", "published"], Query(alias="as")] = "contract") -> FileResponse:
        """The OpenAPI document: the corrected one, or the vendor's."""
        return FileResponse(openapi_file(DOCUMENTS[as_]), media_type="application/json")

    @app.exception_handler(404)
    def nothing_here(_: Request, __: HTTPException) -> JSONResponse:
        """Where to look instead."""
        return JSONResponse({"error": f"There is no such page; there are {', '.join(paths(app))}."}, 404)

    return app


def paths(app: FastAPI) -> list[str]:
    """The pages that there are."""
    known = {route.path for route in (*app.routes, *router.routes) if isinstance(route, APIRoute)}
    return sorted(path for path in known if not path.startswith("/docs/"))
