"""Which commands control a running fake? A table over the acts of steering."""

import shlex
from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import urlencode

import typer

from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.forms import JournalFields, WantedFields
from mock_apollo.cli.acts import AsJson, command_of, merged, pairs, words_of
from mock_apollo.cli.connection import Key, Url, steers
from mock_apollo.cli.exits import FINDINGS, fail, shown
from mock_apollo.cli.help import GroupedCommand, GroupedCommands
from mock_apollo.cli.output import show
from mock_apollo.journal.journal import read_entries
from mock_apollo.journal.log import as_text
from mock_apollo.protocol.printable import printable_lines
from mock_apollo.server.client import Remote, surroundings
from mock_apollo.server.control.acts import Do

# The commands that only do an act and show what it returns.
COMMANDS: Mapping[str, Do] = {
    "reset": Control.reset,
    "clear": Control.clear,
    "limit": Control.limit,
    "counts": Control.counts,
    "forget": Control.clear_journal,
    "clock": Control.move_clock,
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
LONGEST_WAIT = 86_400  # seconds
GROUPS = {
    "worlds": "List, create and remove worlds.",
    "state": "Export a world, and import it again.",
    "records": "List, add, replace and remove records.",
    "contacts": "Delete and hide contacts.",
    "snapshot": "Keep a world under a name, and restore it.",
    "faults": "Inject faults.",
}
app = typer.Typer(no_args_is_help=True, cls=GroupedCommands, rich_markup_mode=None)
OTHERWISE: Mapping[Do, Do] = {Control.move_clock: Control.clock}  # what a command without arguments does


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
    if not wait <= LONGEST_WAIT:
        fail(f"--wait takes from 0 to {LONGEST_WAIT} seconds.")
    if not Remote(url, "").is_ready(wait):
        typer.echo(shown(f"mock-apollo: nothing answers at {url}."), err=True)
        raise typer.Exit(FINDINGS)


WANTED = words_of((*WantedFields.__annotations__, "times"), "operation=update-a-contact")
FILTER = words_of((*JournalFields.__annotations__, "after", "wait", "form"), "status=422")


def _expect(remote: Remote, call: WANTED = None, as_json: AsJson = False) -> None:  # type: ignore[valid-type]
    """Check that a call like this was made.

    Exit code 0: it was, `times` times or at least once; 1: it was not, and the near misses are printed.
    """
    wanted = pairs(call)
    outcome = remote.act(Control.expect, wanted, wanted.pop("times", None))
    if as_json:
        show(outcome, as_json=True)
    elif not outcome["met"]:
        typer.echo(shown(outcome["text"]), err=True)
    raise typer.Exit(0 if outcome["met"] else FINDINGS)


def _journal(remote: Remote, wanted: FILTER = None, as_json: AsJson = False) -> None:  # type: ignore[valid-type]
    """Print the calls of the world, oldest first.

    They are lines as in the log, with --json the entries as lines of JSON, which `check` reads; or form=har, form=curl
    or form=pytest says how.
    """
    asked = pairs(wanted)
    if as_json:
        asked = merged(asked, {"form": "ndjson"})
    text = remote.ask("GET", f"/journal?{urlencode(asked, errors='replace')}").rstrip("\n")
    if "form" not in asked:
        text = "\n".join(map(as_text, read_entries(text)))
    typer.echo(printable_lines(text) or "none")


SPECIAL: Mapping[str, Callable[..., None]] = {"journal": _journal, "expect": _expect}


def _add_commands() -> None:
    groups = {name: typer.Typer(no_args_is_help=True, cls=GroupedCommands, help=text) for name, text in GROUPS.items()}
    for name, group in groups.items():
        app.add_typer(group, name=name)
    commands = {name: command_of(do, OTHERWISE.get(do)) for name, do in COMMANDS.items()}
    commands |= {name: steers(command) for name, command in SPECIAL.items()}
    for name, command in commands.items():
        of, _, last = name.rpartition(" ")
        groups.get(of, app).command(last, cls=GroupedCommand)(command)


_add_commands()
