"""What can be typed to steer a fake that runs? The control API, call by call."""

import json
import shlex
from typing import Annotated, Any, NoReturn

import typer

from mock_apollo.execution import surroundings
from mock_apollo.remote import Remote, RemoteError

HERE = "http://127.0.0.1:27655"
FAILED, USAGE = 1, 2

Url = Annotated[str, typer.Option(envvar="MOCK_APOLLO_URL", help="Where the fake is.")]
Key = Annotated[str, typer.Option(envvar="MOCK_APOLLO_KEY", help="The key of the world that is meant.")]
Token = Annotated[str | None, typer.Option(envvar="MOCK_APOLLO_ADMIN_TOKEN", help="Its --admin-token, if it has one.")]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
faults = typer.Typer(no_args_is_help=True, help="Let something go wrong.")
snapshot = typer.Typer(no_args_is_help=True, help="Keep a world under a name, and bring it back.")
app.add_typer(faults, name="faults")
app.add_typer(snapshot, name="snapshot")


def tell(remote: Remote, method: str, path: str, body: Any = None) -> None:
    """Print what a control call answers, or why it cannot be."""
    try:
        typer.echo(remote.ask(method, path, body).rstrip("\n"))
    except RemoteError as error:
        fail(str(error))


def fail(message: str) -> NoReturn:
    """Say what is wrong and stop with exit code 2."""
    typer.echo(f"mock-apollo: {message}", err=True)
    raise typer.Exit(USAGE)


@app.command()
def env(url: Url = HERE, key: Key = "demo") -> None:
    """Print what a client needs in its environment: eval "$(mock-apollo env)"."""
    for name, value in surroundings(url, key).items():
        typer.echo(f"export {name}={shlex.quote(value)}")


@app.command()
def ready(url: Url = HERE, wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for it.")] = 0) -> None:
    """Exit code 0 when the fake answers, else 1."""
    if not Remote(url, "").is_ready(wait):
        typer.echo(f"mock-apollo: nothing answers at {url}.", err=True)
        raise typer.Exit(FAILED)


@app.command()
def reset(url: Url = HERE, key: Key = "demo", admin_token: Token = None) -> None:
    """Back to the seed: records, ids, limits, clock, faults, snapshots, journal."""
    tell(Remote(url, key, admin_token), "POST", "reset")


@app.command()
def journal(
    *,
    form: Annotated[str, typer.Option(help="ndjson, har, curl or pytest.")] = "ndjson",
    operation: Annotated[str | None, typer.Option(help="Only calls of this operation.")] = None,
    status: Annotated[int | None, typer.Option(help="Only replies with this status.")] = None,
    finding: Annotated[str | None, typer.Option(help="Only calls with this finding: a code, or a severity.")] = None,
    url: Url = HERE,
    key: Key = "demo",
    admin_token: Token = None,
) -> None:
    """What was said with a key, oldest first."""
    asked = {"form": form, "operation": operation, "status": status, "finding": finding}
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value is not None)
    tell(Remote(url, key, admin_token), "GET", f"journal?{query}")


@app.command()
def clock(
    *,
    freeze: Annotated[bool, typer.Option("--freeze", help="Let time stand still.")] = False,
    set_: Annotated[str | None, typer.Option("--set", help="... at 2030-01-01T00:00:00Z, for example.")] = None,
    advance: Annotated[float, typer.Option(help="Jump so many seconds.")] = 0,
    run: Annotated[bool, typer.Option("--run", help="Let time flow again.")] = False,
    url: Url = HERE,
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
def list_faults(url: Url = HERE, key: Key = "demo", admin_token: Token = None) -> None:
    """The rules, with how often they have struck."""
    tell(Remote(url, key, admin_token), "GET", "faults")


@faults.command("add")
def add_fault(
    fault: Annotated[str, typer.Argument(help="What: 429, 502, delay, reset, lost-write, ...")],
    rule: Annotated[
        list[str] | None, typer.Argument(help="When: operation=update-a-contact times=2 after=1 delay_ms=500 ...")
    ] = None,
    url: Url = HERE,
    key: Key = "demo",
    admin_token: Token = None,
) -> None:
    """Let something go wrong."""
    pairs = [part.partition("=") for part in rule or ()]
    wrong = [name for name, equals, _ in pairs if not equals]
    if wrong:
        fail(f"{wrong[0]} is no rule; write it like times=2.")
    tell(Remote(url, key, admin_token), "POST", "faults", {"fault": fault, **{n: _read(v) for n, _, v in pairs}})


@faults.command("remove")
def remove_fault(fault_id: str, url: Url = HERE, key: Key = "demo", admin_token: Token = None) -> None:
    """Take one rule away."""
    tell(Remote(url, key, admin_token), "DELETE", f"faults/{fault_id}")


@faults.command("clear")
def clear_faults(url: Url = HERE, key: Key = "demo", admin_token: Token = None) -> None:
    """Take all rules away."""
    tell(Remote(url, key, admin_token), "DELETE", "faults")


@snapshot.command("save")
def save(name: str, url: Url = HERE, key: Key = "demo", admin_token: Token = None) -> None:
    """Keep the world as it is now."""
    tell(Remote(url, key, admin_token), "PUT", f"snapshots/{name}")


@snapshot.command("restore")
def restore(name: str, url: Url = HERE, key: Key = "demo", admin_token: Token = None) -> None:
    """Bring it back."""
    tell(Remote(url, key, admin_token), "POST", f"snapshots/{name}/restore")


def _read(text: str) -> Any:
    """A number, a list of two, or a text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
