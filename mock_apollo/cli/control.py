"""What can be typed to steer a fake that runs? A table of commands over the acts of steering."""

import inspect
import json
import shlex
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

import typer
from typing_extensions import Doc, is_typeddict

from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.forms import WantedFields
from mock_apollo.cli.connection import Key, Url, steers
from mock_apollo.cli.exits import FINDINGS, fail
from mock_apollo.cli.help import GroupedCommand, GroupedCommands
from mock_apollo.cli.output import show
from mock_apollo.server.client import Remote, surroundings
from mock_apollo.server.control.acts import Do

# The commands that only do an act and show what it returns.
COMMANDS: Mapping[str, Do] = {
    "reset": Control.reset,
    "clear": Control.clear,
    "limit": Control.limit,
    "counts": Control.counts,
    "forget": Control.clear_journal,
    "worlds list": Control.worlds,
    "worlds create": Control.create_world,
    "worlds remove": Control.remove_world,
    "state export": Control.export,
    "state import": Control.load,
    "records list": Control.records,
    "records show": Control.record,
    "records put": Control.put,
    "records replace": Control.replace,
    "records remove": Control.remove,
    "contacts delete": Control.delete_contact,
    "contacts hide": Control.hide_contact,
    "snapshot save": Control.snapshot,
    "snapshot restore": Control.restore,
    "faults list": Control.faults,
    "faults add": Control.add_fault,
    "faults remove": Control.remove_fault,
    "faults clear": Control.clear_faults,
}
GROUPS = {
    "worlds": "List, create and remove worlds.",
    "state": "Export a world, and import it again.",
    "records": "List, add, replace and remove records.",
    "contacts": "Delete and hide contacts.",
    "snapshot": "Keep a world under a name, and restore it.",
    "faults": "Inject faults.",
}
DOCUMENTS = {Control.export}  # what they return is a file for other commands


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.", rich_help_panel="Output")]
File = Annotated[typer.FileText, typer.Argument(metavar="FILE", help="A JSON file; - for standard input.")]

MOVE = "Move the clock"

app = typer.Typer(no_args_is_help=True, cls=GroupedCommands, rich_markup_mode=None)


def command_of(do: Do) -> Callable[..., None]:
    """Return the command that does an act with the arguments of its method, and shows what it returns."""
    hints = get_type_hints(do, include_extras=True)
    parameters = {name: parameter for name, parameter in inspect.signature(do).parameters.items() if name != "self"}

    def command(remote: Remote, *, as_json: bool, **given: Any) -> None:
        arguments: dict[str, Any] = {}
        for name, value in given.items():
            arguments |= (
                pairs(value) if parameters[name].kind is inspect.Parameter.VAR_KEYWORD else {name: _read(value)}
            )
        show(remote.act(do, **arguments), as_json=as_json or do in DOCUMENTS)

    own = [_parameter(parameter, hints[name]) for name, parameter in parameters.items()]
    remote = inspect.Parameter("remote", inspect.Parameter.POSITIONAL_ONLY, annotation=Remote)
    as_json = inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, annotation=AsJson, default=False)
    command.__signature__ = inspect.Signature([remote, *own, as_json])  # type: ignore[attr-defined]
    command.__name__, command.__doc__ = do.__name__, do.__doc__
    return steers(command)


def _parameter(parameter: inspect.Parameter, hint: Any) -> inspect.Parameter:
    """Return how an argument of an act is typed: members of an object as NAME=VALUE, objects as files."""
    kind, plain = inspect.Parameter.KEYWORD_ONLY, get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if parameter.kind is inspect.Parameter.VAR_KEYWORD:
        names = ", ".join(get_type_hints(get_args(hint)[0] if not is_typeddict(hint) else hint))
        words = Annotated[list[str] | None, typer.Argument(metavar="NAME=VALUE", help=f"Of {names}.")]
        return parameter.replace(kind=kind, annotation=words, default=None)
    if get_origin(plain) is not None and get_origin(plain) is not Literal:
        return parameter.replace(kind=kind, annotation=File)
    text = next((note.documentation for note in get_args(hint)[1:] if isinstance(note, Doc)), "")
    if get_origin(plain) is Literal:
        text, plain = f"{text} One of {', '.join(get_args(plain))}.", str
    argument = typer.Argument(metavar=parameter.name.upper(), help=text)
    return parameter.replace(kind=kind, annotation=Annotated[plain, argument])


def _read(value: Any) -> Any:
    """Return the JSON of a file, or the value itself."""
    if not hasattr(value, "read"):
        return value
    try:
        return json.loads(value.read())
    except ValueError as error:
        fail(f"{value.name} is not JSON: {error}.")


def pairs(words: list[str] | None) -> dict[str, Any]:
    """Return the members that words such as `status=422` give; a value is JSON, or else a text."""
    split = [word.partition("=") for word in words or ()]
    for name, equals, _ in split:
        if not equals:
            fail(f"{name} has no value; write it like status=422.")
    return {name: _value(text) for name, _, text in split}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


@app.command(cls=GroupedCommand)
def env(url: Url, key: Key = "demo", as_json: AsJson = False) -> None:
    """Print the environment variables of a client.

    For a shell: eval "$(mock-apollo env)".
    """
    if as_json:
        show(surroundings(url, key), as_json=True)
        return
    for name, value in surroundings(url, key).items():
        typer.echo(f"export {name}={shlex.quote(value)}")


@app.command(cls=GroupedCommand)
def ready(
    url: Url,
    wait: Annotated[
        float, typer.Option(min=0, metavar="<seconds>", help="Time to wait for it.", rich_help_panel="Wait")
    ] = 0,
) -> None:
    """Exit with code 0 when the fake answers, else with 1."""
    if not Remote(url, "").is_ready(wait):
        typer.echo(f"mock-apollo: nothing answers at {url}.", err=True)
        raise typer.Exit(FINDINGS)


WANTED = f"{', '.join(WantedFields.__annotations__)}"


def _expect(
    remote: Remote,
    call: Annotated[list[str] | None, typer.Argument(metavar="NAME=VALUE", help=f"Of {WANTED}, times.")] = None,
) -> None:
    """Check that a call like this was made.

    Exit code 0: it was, so many times or at least once; 1: it was not, and the near misses are printed.
    """
    wanted = pairs(call)
    times = wanted.pop("times", None)
    outcome = remote.act(Control.expect, wanted, times)
    if not outcome["met"]:
        typer.echo(outcome["text"], err=True)
        raise typer.Exit(FINDINGS)


def _journal(
    remote: Remote,
    wanted: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME=VALUE", help=f"Of {WANTED.removesuffix(', body')}, after, wait, form."),
    ] = None,
    as_json: AsJson = False,  # noqa: ARG001 - lines of JSON are what is printed without it
) -> None:
    """Print the calls of the world, oldest first.

    They are lines of JSON, or what form=har, form=curl or form=pytest says.
    """
    typer.echo(remote.ask("GET", f"/journal?{urlencode(pairs(wanted))}").rstrip("\n"))


def _clock(
    remote: Remote,
    *,
    freeze: Annotated[bool, typer.Option("--freeze", help="Freeze the clock.", rich_help_panel=MOVE)] = False,
    set_: Annotated[
        str | None,
        typer.Option("--set", metavar="<datetime>", help="Freeze it at 2030-01-01T00:00:00Z.", rich_help_panel=MOVE),
    ] = None,
    advance: Annotated[
        float, typer.Option(metavar="<seconds>", help="Advance it by seconds.", rich_help_panel=MOVE)
    ] = 0,
    run: Annotated[bool, typer.Option("--run", help="Run the clock again.", rich_help_panel=MOVE)] = False,
    as_json: AsJson = False,
) -> None:
    """Show or move the clock of the world."""
    move: dict[str, Any] = {"freeze": freeze, "set": set_, "advance": advance, "run": run}
    moved = remote.act(Control.move_clock, **move) if any(move.values()) else remote.act(Control.clock)
    show(moved, as_json=as_json)


SPECIAL: Mapping[str, Callable[..., None]] = {"journal": _journal, "expect": _expect, "clock": _clock}


def _add_commands() -> None:
    groups = {name: typer.Typer(no_args_is_help=True, cls=GroupedCommands, help=text) for name, text in GROUPS.items()}
    for name, group in groups.items():
        app.add_typer(group, name=name)
    commands = {name: command_of(do) for name, do in COMMANDS.items()}
    commands |= {name: steers(command) for name, command in SPECIAL.items()}
    for name, command in commands.items():
        of, _, last = name.rpartition(" ")
        groups.get(of, app).command(last, cls=GroupedCommand)(command)


_add_commands()
