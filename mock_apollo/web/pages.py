"""What does the fake show beside Apollo's own paths? FastAPI serves it."""

from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request
from fastapi.responses import FileResponse, PlainTextResponse

from mock_apollo import __version__
from mock_apollo.contract.files import openapi_file
from mock_apollo.greeting import Greeting

DOCUMENTS = {"contract": "contract.json", "published": "update-a-contact.json"}
READ = ["GET", "HEAD"]


def pages(greeting: Greeting) -> FastAPI:
    """The application for the paths that are our own."""
    app = FastAPI(title="mock-apollo", version=__version__, openapi_url=None, docs_url=None, redoc_url=None)

    @app.api_route("/", methods=READ)
    def first_page(request: Request) -> PlainTextResponse:
        """What this is, and a line to paste."""
        return PlainTextResponse(greeting.text(str(request.base_url).rstrip("/")))

    @app.api_route("/openapi.json", methods=READ)
    def contract(as_: Annotated[Literal["contract", "published"], Query(alias="as")] = "contract") -> FileResponse:
        """The OpenAPI document: the corrected one, or the vendor's."""
        return FileResponse(openapi_file(DOCUMENTS[as_]), media_type="application/json")

    return app
