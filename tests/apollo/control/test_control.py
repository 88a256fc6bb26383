"""Tests that routes, commands and fixtures offer each method of Control, with its parameters and docstring."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_type_hints

import pytest
import typer.main
from pydantic import BaseModel

from mock_apollo.apollo.control.control import Control
from mock_apollo.cli.app import app
from mock_apollo.cli.control import COMMANDS
from mock_apollo.server.app import app_of
from mock_apollo.server.banner import Greeting
from mock_apollo.server.control.acts import ACTS, Act
from mock_apollo.testing.world import ApolloWorld, Clock, Contacts, Faults, Journal, Steered
from tests.calls import new_apollo

ACTIONS = [do for name, do in vars(Control).items() if inspect.isfunction(do) and not name.startswith("_")]
DOCUMENT = app_of(new_apollo(), Greeting("", "")).openapi()
SURFACES: tuple[type[Steered], ...] = (ApolloWorld, Clock, Contacts, Faults, Journal)
SPECIAL = {Control.journal: "journal", Control.expect: "expect", Control.clock: "clock"}
# Methods of the fixtures with a signature of their own: they return entries, or raise AssertionError.
OWN_SIGNATURES: Mapping[Callable[..., Any], Callable[..., Any]] = {
    Control.journal: Journal.entries,
    Control.expect: ApolloWorld.expect,
}


def parameters(do: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """Return the parameters of a method by name, without self."""
    return {name: parameter for name, parameter in inspect.signature(do).parameters.items() if name != "self"}


def names(do: Callable[..., Any]) -> set[str]:
    """Return the names of the arguments of a method, with those that its `**kwargs` may have."""
    named: set[str] = set()
    for name, parameter in parameters(do).items():
        variable = parameter.kind is parameter.VAR_KEYWORD
        named |= get_args(get_type_hints(do)[name])[0].__annotations__.keys() if variable else {name}
    return named


def command(do: Callable[..., Any]) -> Any:
    """Return the command for a method of Control."""
    found: Any = typer.main.get_command(app)
    words = next((words for words, does in COMMANDS.items() if does is do), None) or SPECIAL[do]
    for word in words.split():
        found = found.commands[word]
    return found


def operation(act: Act) -> Any:
    """Return the OpenAPI description of the route for a method of Control."""
    return DOCUMENT["paths"][f"/__admin{act.path}"][act.method.lower()]


def test_every_method_has_a_route_and_every_route_a_method() -> None:
    """Assumed: besides the three routes that list tables."""
    assert [*ACTS] == [do for do in ACTIONS if do in ACTS]
    assert {*ACTS} == {*ACTIONS}
    control = {path for path in DOCUMENT["paths"] if path.startswith("/__admin")}
    tables = {f"/__admin/{name}" for name in ("contract", "behaviours", "findings")}
    assert control - tables == {f"/__admin{act.path}" for act in ACTS.values()}


@pytest.mark.parametrize("do", ACTIONS, ids=lambda do: do.__name__)
def test_a_route_has_the_docstring_and_parameters_of_its_method(do: Callable[..., Any]) -> None:
    """Assumed: ids stand in the path, other parameters in the query or the body, with the same defaults."""
    act = ACTS[do]
    described = operation(act)
    assert described["description"].splitlines()[0] == (do.__doc__ or "").splitlines()[0]
    in_path = {name for name in names(do) if f"{{{name}}}" in act.path}
    in_query = {each["name"] for each in described.get("parameters", []) if each["in"] == "query"}
    if act.whole:
        assert in_path | {act.whole} == names(do)
    elif act.body is None:
        extra = {"wait", "form", "body"} if do is Control.journal else set()
        assert in_path | in_query | extra == names(do) | extra
    else:
        assert issubclass(act.body, BaseModel)
        assert in_path | act.body.model_fields.keys() == names(do)
        for name, parameter in parameters(do).items():
            if parameter.default is not parameter.empty:
                assert act.body.model_fields[name].default == parameter.default, name


@pytest.mark.parametrize("do", ACTIONS, ids=lambda do: do.__name__)
def test_a_command_has_the_docstring_and_parameters_of_its_method(do: Callable[..., Any]) -> None:
    """Assumed: it also has --url, --key and --admin-token, and --json if it prints data."""
    found = command(do)
    given = {parameter.name.removesuffix("_"): parameter for parameter in found.params}
    assert {"url", "key", "admin_token"} <= given.keys()
    assert "as_json" in given
    if do in SPECIAL:
        return
    assert found.help == inspect.getdoc(do)
    own = given.keys() - {"url", "key", "admin_token", "as_json", "help"}
    assert own == parameters(do).keys()
    for name, parameter in parameters(do).items():
        required = parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        assert given[name].required == required, name
        if parameter.default is not parameter.empty:
            assert given[name].default == parameter.default, name


@pytest.mark.parametrize("do", ACTIONS, ids=lambda do: do.__name__)
def test_a_fixture_method_has_the_docstring_and_signature_of_its_method(do: Callable[..., Any]) -> None:
    """Assumed: local and remote worlds are one class, so one check holds for both."""
    methods = [method for surface in SURFACES for method in vars(surface).values() if callable(method)]
    found = [method for method in methods if getattr(method, "__wrapped__", None) is do]
    if do in OWN_SIGNATURES:
        assert not found
        assert OWN_SIGNATURES[do] in methods
        return
    (method,) = found
    assert method.__doc__ == do.__doc__
    assert inspect.signature(method) == inspect.signature(do)
