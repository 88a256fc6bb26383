"""What does the fake show beside Apollo's own paths? FastAPI serves it."""

from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse

from mock_apollo import __version__
from mock_apollo.contract.files import openapi_file
from mock_apollo.refusals import NotEmulated

DOCUMENTS = {"contract": "contract.json", "published": "update-a-contact.json"}

GREETING = """\
mock-apollo {version}: a local Apollo.io for tests, CI and demos.

  PATCH {base}api/v1/contacts/66e34b81740c50074e3d1bd4   Update a Contact (any non-empty x-api-key)
  {base}openapi.json                what this fake is held against
  {base}openapi.json?as=published   what Apollo published
  {base}readyz
"""


def pages() -> FastAPI:
    """The application for all paths that are not Apollo's."""
    app = FastAPI(
        title="mock-apollo",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.get("/")(greeting)
    app.get("/openapi.json")(contract)
    app.add_exception_handler(404, not_emulated)
    return app


def greeting(request: Request) -> PlainTextResponse:
    """Where everything is."""
    return PlainTextResponse(GREETING.format(version=__version__, base=request.base_url))


def contract(as_: Annotated[Literal["contract", "published"], Query(alias="as")] = "contract") -> FileResponse:
    """The OpenAPI document: the corrected one, or the vendor's."""
    return FileResponse(openapi_file(DOCUMENTS[as_]), media_type="application/json")


async def not_emulated(request: Request, _: Exception) -> Response:
    """The same words as for an unknown path of Apollo's."""
    reply = NotEmulated(request.method, request.url.path).reply()
    headers = {name.decode(): value.decode() for name, value in reply.headers}
    return Response(reply.body, reply.status, headers, reply.media_type.decode())
