"""Which pages are there beside Apollo's paths? A FastAPI application serves them and the control API."""

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.routing import Match

from mock_apollo import __version__
from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.errors import ControlError, wrong_values
from mock_apollo.apollo.seeds import SeedError
from mock_apollo.contract.document import BASES
from mock_apollo.contract.files import openapi_file
from mock_apollo.protocol.printable import printable
from mock_apollo.protocol.statuses import NOT_ALLOWED, NOT_FOUND, UNPROCESSABLE
from mock_apollo.server.banner import Greeting
from mock_apollo.server.control.router import router
from mock_apollo.server.settings import MAX_IMPORT

DOCUMENTS = {"contract": "contract.json", "published": "update-a-contact.json"}
READ = ["GET", "HEAD"]
METHODS = [*READ, "POST", "PUT", "PATCH", "DELETE"]


def new_pages(apollo: Apollo, admin_token: str | None = None, max_import_size: int = MAX_IMPORT) -> FastAPI:
    """Return the application of the control API; `/docs` is Swagger UI for Apollo and control, without a CDN."""
    app = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        title="mock-apollo",
        version=__version__,
        openapi_url="/docs/openapi.json",
        static_url="/docs/static",
        swagger_ui_oauth2_redirect_url="/docs/oauth2-redirect",
        redirect_slashes=False,
    )
    app.state.apollo = apollo
    app.state.admin_token = admin_token
    app.state.max_import_size = max_import_size
    app.include_router(router)

    described = app.openapi
    app.openapi = lambda: beside(apollo.contract.document, described())  # type: ignore[method-assign]
    app.exception_handler(HTTPException)(told)
    app.exception_handler(RequestValidationError)(told_of_values)
    app.exception_handler(ControlError)(told_of_control)
    return app


def add_pages(app: FastAPI, greeting: Greeting) -> None:
    """Add the first page and the documents of the contract."""

    @app.api_route("/", methods=READ, include_in_schema=False)
    def first_page(request: Request) -> PlainTextResponse:
        """Return the greeting, with a curl line to paste."""
        here = request.url.replace(path=request.scope.get("root_path", ""), query="", fragment="")
        return PlainTextResponse(greeting.text(str(here).rstrip("/")))

    @app.api_route("/openapi.json", methods=READ, include_in_schema=False)
    def contract(as_: Annotated[Literal["contract", "published"], Query(alias="as")] = "contract") -> FileResponse:
        """Return the OpenAPI document: the corrected one, or the vendor's."""
        return FileResponse(openapi_file(DOCUMENTS[as_]), media_type="application/json")


def told(request: Request, error: HTTPException) -> JSONResponse:
    """Answer an HTTP error with a sentence; a 404 lists the pages that exist, a 405 the methods."""
    message, headers = error.detail, error.headers
    if error.status_code == NOT_ALLOWED:
        allow = ", ".join(methods(request))
        message, headers = f"{request.method} is not allowed here. Use {allow}.", {"allow": allow}
    if error.status_code == NOT_FOUND and message == "Not Found":
        message = f"There is no such page; there are {', '.join(paths(request.app))}."
    return JSONResponse({"error": _shown(request, message)}, error.status_code, headers)


def methods(request: Request) -> list[str]:
    """Return the methods that the path of a request has."""
    scope = {name: request.scope[name] for name in ("type", "path", "root_path", "headers")}
    routes = request.app.router.routes
    return [
        method
        for method in METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)
    ]


def told_of_control(request: Request, error: ControlError) -> JSONResponse:
    """Answer why an act of steering was refused: in a sentence; a seed in a list of them."""
    problems = [_shown(request, problem) for problem in error.problems]
    of_a_seed = isinstance(error.__cause__, SeedError)
    return JSONResponse({"error": problems if of_a_seed else problems[0]}, error.status)


def told_of_values(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer which values are wrong, and why."""
    wrong = wrong_values({**each, "loc": each["loc"][1:]} for each in error.errors())
    return JSONResponse({"error": _shown(request, wrong)}, UNPROCESSABLE)


def _shown(request: Request, message: str) -> str:
    """Return a message as it can be shown: on one line, without credentials."""
    apollo: Apollo = request.app.state.apollo
    return printable(apollo.redactor.text(message))


def beside(contract: dict[str, Any], control: dict[str, Any]) -> dict[str, Any]:
    """Merge the OpenAPI documents of Apollo and of the control API, for `/docs`."""
    components = {**control.get("components", {})}
    for kind, known in contract.get("components", {}).items():
        components[kind] = {**components.get(kind, {}), **known}
    apollos = {f"{BASES[0].rstrip('/')}{path}": operations for path, operations in contract["paths"].items()}
    both = {"paths": {**apollos, **control["paths"]}, "components": components, "servers": [{"url": "/"}]}
    return {**contract, **both}


def paths(app: FastAPI) -> list[str]:
    """List the paths of all pages."""
    control = [path for path in app.openapi()["paths"] if path.startswith("/__admin")]
    return sorted({"/", "/docs", "/openapi.json", *control})
