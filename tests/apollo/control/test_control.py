"""Every act of steering is one method of Control, and the same over HTTP, on the command line and in the fixtures."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_type_hints

import pytest
import typer.main
from pydantic import BaseModel

from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.forms import FaultFields, WantedFields
from mock_apollo.apollo.faults import FaultRule
from mock_apollo.cli.app import app
from mock_apollo.cli.control import COMMANDS
from mock_apollo.journal.query import Wanted
from mock_apollo.server.banner import Greeting
from mock_apollo.server.control.acts import ACTS, Act
from mock_apollo.server.pages import pages
from mock_apollo.testing.world import ApolloWorld, Clock, Contacts, Faults, Journal, Steered
from tests.calls import new_apollo

DOS = [do for name, do in vars(Control).items() if inspect.isfunction(do) and not name.startswith("_")]
DOCUMENT = pages(new_apollo(), Greeting("", "")).openapi()
SURFACES: tuple[type[Steered], ...] = (ApolloWorld, Clock, Contacts, Faults, Journal)
SPECIAL = {Control.journal: "journal", Control.expect: "expect", Control.clock: "clock", Control.move_clock: "clock"}
# What a fixture says in words of its own: the entries without their forms, an assertion instead of an outcome.
WORDED: Mapping[Callable[..., Any], Callable[..., Any]] = {
    Control.journal: Journal.entries,
    Control.expect: ApolloWorld.expect,
}


def parameters(do: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The parameters of an act by name."""
    return {name: parameter for name, parameter in inspect.signature(do).parameters.items() if name != "self"}


def names(do: Callable[..., Any]) -> set[str]:
    """The names of the arguments of an act, with those that `**kwargs` may have."""
    named: set[str] = set()
    for name, parameter in parameters(do).items():
        variable = parameter.kind is parameter.VAR_KEYWORD
        named |= get_args(get_type_hints(do)[name])[0].__annotations__.keys() if variable else {name}
    return named


def command(do: Callable[..., Any]) -> Any:
    """The command that does an act."""
    found: Any = typer.main.get_command(app)
    words = next((words for words, does in COMMANDS.items() if does is do), None) or SPECIAL[do]
    for word in words.split():
        found = found.commands[word]
    return found


def operation(act: Act) -> Any:
    """The description of an act in the OpenAPI document."""
    return DOCUMENT["paths"][f"/__admin{act.path}"][act.method.lower()]


def test_every_act_has_a_call() -> None:
    """Assumed: and no call does what is no act."""
    assert [*ACTS] == [do for do in DOS if do in ACTS]
    assert {*ACTS} == {*DOS}
    control = {path for path in DOCUMENT["paths"] if path.startswith("/__admin")}
    tables = {f"/__admin/{name}" for name in ("contract", "behaviours", "findings")}
    assert control - tables == {f"/__admin{act.path}" for act in ACTS.values()}


@pytest.mark.parametrize("do", DOS, ids=lambda do: do.__name__)
def test_over_http_an_act_has_the_same_words_and_parameters(do: Callable[..., Any]) -> None:
    """Assumed: members of the body, and ids in the path."""
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


@pytest.mark.parametrize("do", DOS, ids=lambda do: do.__name__)
def test_a_command_has_the_same_words_and_parameters(do: Callable[..., Any]) -> None:
    """Assumed: with the options that say which fake is meant, and a way to get JSON from all that print data."""
    found = command(do)
    given = {parameter.name.removesuffix("_"): parameter for parameter in found.params}
    assert {"url", "key", "admin_token"} <= given.keys()
    assert ("as_json" in given) == (do is not Control.expect)
    if do in SPECIAL:
        return
    assert found.help == do.__doc__
    own = given.keys() - {"url", "key", "admin_token", "as_json", "help"}
    assert own == parameters(do).keys()
    for name, parameter in parameters(do).items():
        required = parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        assert given[name].required == required, name
        if parameter.default is not parameter.empty:
            assert given[name].default == parameter.default, name


@pytest.mark.parametrize("do", DOS, ids=lambda do: do.__name__)
def test_a_fixture_has_the_same_words_and_parameters(do: Callable[..., Any]) -> None:
    """Assumed: near and far, as both are one class."""
    methods = [method for surface in SURFACES for method in vars(surface).values() if callable(method)]
    found = [method for method in methods if getattr(method, "__wrapped__", None) is do]
    if do in WORDED:
        assert not found
        assert WORDED[do] in methods
        return
    (method,) = found
    assert method.__doc__ == do.__doc__
    assert inspect.signature(method) == inspect.signature(do)


@pytest.mark.parametrize(
    ("fields", "form", "besides"),
    [(FaultFields, FaultRule, {"fault"}), (WantedFields, Wanted, set())],
    ids=["faults", "wanted"],
)
def test_typed_keywords_are_those_that_are_checked(fields: Any, form: type[BaseModel], besides: set[str]) -> None:
    """Assumed: a keyword that a type checker allows is allowed when it runs, with the same type."""
    hints = get_type_hints(form)
    assert get_type_hints(fields).keys() == form.model_fields.keys() - besides
    for name, hint in get_type_hints(fields).items():
        assert hint == hints[name], name
