"""How do the acts of steering become routes? One for each row of the table, with the types of its method."""

import inspect
import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, get_type_hints

from fastapi import APIRouter, Body, Path, Response
from pydantic import BaseModel

from mock_apollo.apollo.control.control import Control
from mock_apollo.server.control.acts import ACTS, Act, description
from mock_apollo.server.control.guard import TheControl
from mock_apollo.server.control.large import LargeRoute, beside, is_large, response

router = APIRouter(route_class=LargeRoute)
ID = re.compile(r"\{(\w*id|name)\}")  # it may have a slash, or be empty: Control refuses it in its words


def add_routes() -> None:
    """Add a route for each act but the journal, which can wait and has forms of its own."""
    for act in ACTS.values():
        if act.do is not Control.journal:
            path = ID.sub(r"{\1:path}", act.path)
            returned = get_type_hints(act.do, include_extras=True)["return"]
            router.add_api_route(path, _endpoint(act), methods=[act.method], response_model=returned)


def _endpoint(act: Act) -> Callable[..., Awaitable[Response]]:
    async def steer(control: Control, body: Any = None, **ids: str) -> Response:
        if act.first and is_large(getattr(body, "records", body)):
            body = await beside(act.first, body, control.clock()["now"])
        return response(act.do(control, **ids, **_arguments(act, body)))

    steer.__name__, steer.__doc__ = act.do.__name__, act.do.__doc__
    steer.__signature__ = inspect.Signature(_parameters(act))  # type: ignore[attr-defined]
    return steer


def _arguments(act: Act, body: Any) -> dict[str, Any]:
    """Return the arguments in a body: itself, or those of its members that were sent."""
    if act.whole:
        return {act.whole: body}
    return {name: getattr(body, name) for name in body.model_fields_set} if isinstance(body, BaseModel) else {}


def _parameters(act: Act) -> list[inspect.Parameter]:
    """Return what FastAPI is to read: the control, the ids in the path, the body."""
    hints = get_type_hints(act.do, include_extras=True)
    wanted: dict[str, Any] = {"control": TheControl}
    for name, hint in hints.items():
        if f"{{{name}}}" in act.path:
            wanted[name] = Annotated[str, Path(description=description(hint))]
    if act.body is not None:
        wanted["body"] = Annotated[act.body, Body()]
    return [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=hint) for name, hint in wanted.items()]


add_routes()
