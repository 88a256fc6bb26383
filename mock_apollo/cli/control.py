"""What can be typed to steer a fake that runs? The control API, call by call."""

import json
import shlex
from typing import Annotated, Any, NoReturn
from urllib.parse import quote, urlencode

import typer

from mock_apollo.server.client import Remote, RemoteError, surroundings
from mock_apollo.server.listen import address_of
from mock_apollo.server.settings import SettingsError, load_settings

FAILED, USAGE = 1, 2


def here() -> str:
    """Where a fake with the settings of this environment is, on this machine."""
    try:
        settings = load_settings({})
    except SettingsError as error:
        fail(str(error))
    return address_of((settings.host, settings.port))


def fail(message: str) -> NoReturn:
    """Say what is wrong and stop with exit code 2."""
    typer.echo(f"mock-apollo: {message}", err=True)
    raise typer.Exit(USAGE)


Url = Annotated[str, typer.Option(envvar="MOCK_APOLLO_URL", default_factory=here, help="Where the fake is.")]
Key = Annotated[str, typer.Option(envvar="MOCK_APOLLO_KEY", help="The key of the world that is meant.")]
Token = Annotated[str | None, typer.Option(envvar="MOCK_APOLLO_ADMIN_TOKEN", help="Its --admin-token, if it has one.")]

File = Annotated[typer.FileText, typer.Argument(help="A JSON file; - for standard input.")]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
faults = typer.Typer(no_args_is_help=True, help="Let something go wrong.")
snapshot = typer.Typer(no_args_is_help=True, help="Keep a world under a name, and bring it back.")
worlds = typer.Typer(no_args_is_help=True, help="The worlds that there are.")
state = typer.Typer(no_args_is_help=True, help="Write a world down, and read it again.")
records = typer.Typer(no_args_is_help=True, help="Add records, or take them away.")
app.add_typer(faults, name="faults")
app.add_typer(worlds, name="worlds")
app.add_typer(state, name="state")
app.add_typer(records, name="records")
app.add_typer(snapshot, name="snapshot")


def tell(remote: Remote, method: str, path: str, body: Any = None) -> None:
    """Print what a control call answers, or why it cannot be."""
    try:
        typer.echo(remote.ask(method, path, body).rstrip("\n"))
    except RemoteError as error:
        fail(str(error))


def pairs(words: list[str] | None) -> dict[str, Any]:
    """What `name=value` says, word for word; a value is JSON, or else a text."""
    split = [word.partition("=") for word in words or ()]
    for name, equals, _ in split:
        if not equals:
            fail(f"{name} says nothing; write it like status=422.")
    return {name: _value(text) for name, _, text in split}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def content(file: typer.FileText) -> Any:
    """What the JSON in a file says."""
    try:
        return json.loads(file.read())
    except ValueError as error:
        fail(f"{file.name} is not JSON: {error}.")


@app.command()
def env(url: Url, key: Key = "demo") -> None:
    """Print what a client needs in its environment: eval "$(mock-apollo env)"."""
    for name, value in surroundings(url, key).items():
        typer.echo(f"export {name}={shlex.quote(value)}")


@app.command()
def ready(url: Url, wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for it.")] = 0) -> None:
    """Exit code 0 when the fake answers, else 1."""
    if not Remote(url, "").is_ready(wait):
        typer.echo(f"mock-apollo: nothing answers at {url}.", err=True)
        raise typer.Exit(FAILED)


@app.command()
def reset(url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Back to the seed: records, ids, limits, clock, faults, snapshots, journal."""
    tell(Remote(url, key, admin_token), "POST", "reset")


@app.command()
def clear(url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """No contacts, no accounts, no lists; stages, fields and users stay."""
    tell(Remote(url, key, admin_token), "POST", "clear")


@app.command()
def limit(
    rate_limit: Annotated[str, typer.Argument(help="As --rate-limit has it: hour=1, or a plan.")],
    url: Url,
    key: Key = "demo",
    admin_token: Token = None,
) -> None:
    """Other limits, of which nothing is used, until the next reset."""
    tell(Remote(url, key, admin_token), "PUT", "limits", {"rate_limit": rate_limit})


@worlds.command("list")
def list_worlds(url: Url, admin_token: Token = None) -> None:
    """All of them, by their public names."""
    tell(Remote(url, "", admin_token), "GET", "worlds")


@worlds.command("create")
def create_world(url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """The world of a key, made when it is not there yet."""
    tell(Remote(url, key, admin_token), "POST", "worlds")


@worlds.command("remove")
def remove_world(url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Let the world of a key go."""
    tell(Remote(url, key, admin_token), "DELETE", "worlds")


@state.command("export")
def export_state(url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Print the world as JSON."""
    tell(Remote(url, key, admin_token), "GET", "state")


@state.command("import")
def import_state(file: File, url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """The world as it was printed."""
    tell(Remote(url, key, admin_token), "PUT", "state", content(file))


@records.command("put")
def put_records(file: File, url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Add the records of a seed, or change those with the same ids."""
    tell(Remote(url, key, admin_token), "POST", "records", content(file))


@records.command("replace")
def replace_records(file: File, url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """The records of a seed, and no others."""
    tell(Remote(url, key, admin_token), "PUT", "records", content(file))


@records.command("remove")
def remove_record(kind: str, record_id: str, url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Take a record away without a trace: contacts 66e34b81740c50074e3d1bd4, for example."""
    tell(Remote(url, key, admin_token), "DELETE", f"records/{quote(kind, safe='')}/{quote(record_id, safe='')}")


@app.command()
def expect(
    url: Url,
    call: Annotated[
        list[str] | None, typer.Argument(help="operation=update-a-contact status=200 body={...} finding=... times=1")
    ] = None,
    key: Key = "demo",
    admin_token: Token = None,
) -> None:
    """Exit code 0 when a call like this was made, so many times or at all; else 1, with what came near."""
    wanted = pairs(call)
    body = {"times": wanted.pop("times", None), "call": wanted}
    try:
        verdict = json.loads(Remote(url, key, admin_token).ask("POST", "journal/expect", body))
    except RemoteError as error:
        fail(str(error))
    if not verdict["met"]:
        typer.echo(verdict["text"], err=True)
        raise typer.Exit(FAILED)


@app.command()
def journal(
    url: Url,
    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            help="operation=... status=422 finding=warning since=... until=... after=7 wait=5 form=curl (har, pytest)"
        ),
    ] = None,
    key: Key = "demo",
    admin_token: Token = None,
) -> None:
    """What was said with a key, oldest first."""
    tell(Remote(url, key, admin_token), "GET", f"journal?{urlencode(pairs(wanted))}")


@app.command()
def counts(url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """How many calls were made with a key, by operation and status."""
    tell(Remote(url, key, admin_token), "GET", "journal/counts")


@app.command()
def forget(url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Forget what was said with a key; nothing else changes."""
    tell(Remote(url, key, admin_token), "DELETE", "journal")


@app.command()
def clock(
    url: Url,
    *,
    freeze: Annotated[bool, typer.Option("--freeze", help="Let time stand still.")] = False,
    set_: Annotated[str | None, typer.Option("--set", help="... at 2030-01-01T00:00:00Z, for example.")] = None,
    advance: Annotated[float, typer.Option(help="Jump so many seconds.")] = 0,
    run: Annotated[bool, typer.Option("--run", help="Let time flow again.")] = False,
    key: Key = "demo",
    admin_token: Token = None,
) -> None:
    """What time it is in a world; and let it stand still, jump, or flow."""
    move = {"freeze": freeze, "set": set_, "advance": advance, "run": run}
    remote = Remote(url, key, admin_token)
    if any(move.values()):
        tell(remote, "POST", "clock", move)
    else:
        tell(remote, "GET", "clock")


@faults.command("list")
def list_faults(url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """The rules, with how often they have struck."""
    tell(Remote(url, key, admin_token), "GET", "faults")


@faults.command("add")
def add_fault(
    url: Url,
    fault: Annotated[str, typer.Argument(help="What: 429, 502, delay, reset, lost-write, ...")],
    rule: Annotated[
        list[str] | None, typer.Argument(help="When: operation=update-a-contact times=2 after=1 delay_ms=500 ...")
    ] = None,
    key: Key = "demo",
    admin_token: Token = None,
) -> None:
    """Let something go wrong."""
    tell(Remote(url, key, admin_token), "POST", "faults", {"fault": fault, **pairs(rule)})


@faults.command("remove")
def remove_fault(fault_id: str, url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Take one rule away."""
    tell(Remote(url, key, admin_token), "DELETE", f"faults/{fault_id}")


@faults.command("clear")
def clear_faults(url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Take all rules away."""
    tell(Remote(url, key, admin_token), "DELETE", "faults")


@snapshot.command("save")
def save(name: str, url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Keep the world as it is now."""
    tell(Remote(url, key, admin_token), "PUT", f"snapshots/{quote(name, safe='')}")


@snapshot.command("restore")
def restore(name: str, url: Url, key: Key = "demo", admin_token: Token = None) -> None:
    """Bring it back."""
    tell(Remote(url, key, admin_token), "POST", f"snapshots/{quote(name, safe='')}/restore")
