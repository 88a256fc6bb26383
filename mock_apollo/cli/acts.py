"""How does an act become a command? Its parameters become arguments, options, files and NAME=VALUE words."""

import inspect
import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer

from mock_apollo.apollo.control.control import Control
from mock_apollo.cli.connection import steers
from mock_apollo.cli.exits import fail
from mock_apollo.cli.output import show
from mock_apollo.server.client import Remote
from mock_apollo.server.control.acts import Do, description

DOCUMENTS = {Control.export}  # always printed as JSON, since `state import` reads it
TYPES = {float: "<seconds>", datetime: "<datetime>"}

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.", rich_help_panel="Output")]
AS_JSON = inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, annotation=AsJson, default=False)
REMOTE = inspect.Parameter("remote", inspect.Parameter.POSITIONAL_ONLY, annotation=Remote)
File = Annotated[typer.FileText, typer.Argument(metavar="FILE", help="A JSON file; - for standard input.")]


def command_of(do: Do, otherwise: Do | None = None) -> Callable[..., None]:
    """Return the command that does an act with the arguments of its method, and shows what it returns.

    Without any argument it does the act `otherwise`, if there is one.
    """
    hints = get_type_hints(do, include_extras=True)
    signature = inspect.signature(do)
    _, *own_names = signature.parameters
    parameters = {name: signature.parameters[name] for name in own_names}

    def command(remote: Remote, *, as_json: bool, **given: Any) -> None:
        if otherwise and not any(given.values()):
            show(remote.act(otherwise), as_json=as_json)
            return
        arguments: dict[str, Any] = {}
        for name, value in given.items():
            words = parameters[name].kind is inspect.Parameter.VAR_KEYWORD
            arguments = merged(arguments, pairs(value) if words else {name: _read(value)})
        _check(signature, arguments)
        show(remote.act(do, **arguments), as_json=as_json or do in DOCUMENTS)

    own = [_parameter(parameter, hints[name]) for name, parameter in parameters.items()]
    command.__signature__ = inspect.Signature([REMOTE, *own, AS_JSON])  # type: ignore[attr-defined]
    command.__name__, command.__doc__ = do.__name__, do.__doc__
    return steers(command)


def _check(signature: inspect.Signature, arguments: dict[str, Any]) -> None:
    """End the command unless the act takes these arguments beside its object."""
    try:
        signature.bind(None, **arguments)
    except TypeError as error:
        fail(f"{error}; see --help.")


def _parameter(parameter: inspect.Parameter, hint: Any) -> inspect.Parameter:
    """Return the parameter of the command for one of an act."""
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    text = description(hint)
    if parameter.kind is inspect.Parameter.VAR_KEYWORD:
        typed: Any = words_of(get_type_hints(get_args(hint)[0]), "times=1")
        parameter = parameter.replace(default=None, kind=inspect.Parameter.KEYWORD_ONLY)
    elif parameter.kind is inspect.Parameter.KEYWORD_ONLY:
        typed = _option(parameter.name, plain, text)
    elif get_origin(plain) not in (None, Literal):
        typed = File
    else:
        typed = _argument(parameter.name, plain, text)
    return parameter.replace(annotation=typed, kind=inspect.Parameter.KEYWORD_ONLY)


def _option(name: str, plain: Any, text: str) -> Any:
    """Return the type of an option; a datetime stays text, which the fake reads."""
    kind = next((kind for kind in (plain, *get_args(plain)) if kind in TYPES), None)
    option = typer.Option(f"--{name}", metavar=TYPES.get(kind) if kind else None, help=text, rich_help_panel="Values")
    return Annotated[str | None if kind is datetime else plain, option]


def _argument(name: str, plain: Any, text: str) -> Any:
    if get_origin(plain) is Literal:
        text, plain = f"{text} One of {', '.join(get_args(plain))}.", str
    return Annotated[plain, typer.Argument(metavar=name.upper(), help=text)]


def words_of(names: Any, example: str) -> Any:
    """Return the type of NAME=VALUE words with these names."""
    text = f"One or more of {', '.join(names)}; for example {example}."
    return Annotated[list[str] | None, typer.Argument(metavar="NAME=VALUE", help=text)]


def _read(value: Any) -> Any:
    """Return the JSON of a file, or the value itself."""
    if not hasattr(value, "read"):
        return value
    try:
        return json.loads(value.read())
    except ValueError as error:
        fail(f"{value.name} is not JSON: {error}.")


def pairs(words: list[str] | None) -> dict[str, Any]:
    """Return the members that words such as `status=422` give; a value is read as JSON, or else as text."""
    members: dict[str, Any] = {}
    for word in words or ():
        name, equals, text = word.partition("=")
        if not equals:
            fail(f"{name} has no value; write it like status=422.")
        members = merged(members, {name: _value(text)})
    return members


def merged(members: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return both together; a name that both have ends the command."""
    for name in members.keys() & more.keys():
        fail(f"{name} is given twice; give it once.")
    return {**members, **more}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
