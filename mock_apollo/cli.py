"""What can be typed? The command `mock-apollo`."""

import inspect
import sys
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer

from mock_apollo import __version__
from mock_apollo.build import build_apollo, build_app, load_records
from mock_apollo.calls_log import log_to
from mock_apollo.doorstep import take
from mock_apollo.seeds import SeedError
from mock_apollo.settings import Settings, SettingsError, load_settings
from mock_apollo.web.server import serve

USAGE = 2
REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where one's own machine answers

app = typer.Typer(add_completion=True, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def flags_of_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one flag for each setting, so that there is one list of them."""
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    flags = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[str | None, typer.Option(help=field.description, show_default=False)],
        )
        for name, field in Settings.model_fields.items()
    ]
    command.__signature__ = inspect.Signature([context, *flags])  # type: ignore[attr-defined]
    return command


@app.callback(invoke_without_command=True)
def mock_apollo(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """A local Apollo.io for tests, CI and demos."""
    if version:
        typer.echo(f"mock-apollo {__version__}")
        raise typer.Exit


@app.command("serve")
@flags_of_settings
def serve_command(context: typer.Context, **flags: Any) -> None:
    """Answer as Apollo until a signal comes.

    Each flag is also MOCK_APOLLO_<NAME> in the environment, and <name> in mock-apollo.toml.
    """
    try:
        settings = load_settings(flags)
        records = load_records(settings)
        listener = take(context.obj or {}, settings.host, settings.port)
    except (SettingsError, SeedError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}. Choose another --port, or 0.")
    apollo = build_apollo(settings, records)
    if settings.log_format != "off":
        apollo.journal.listen(log_to(sys.stderr, settings.log_format))
    typer.echo(banner(listener.getsockname(), settings, next(iter(records.contacts), "<contact_id>")))
    serve(build_app(apollo), listener)


def banner(address: tuple[str, int], settings: Settings, contact_id: str) -> str:
    """Where the fake is, and a line to paste."""
    host = REACHABLE.get(address[0], address[0])
    url = f"http://{f'[{host}]' if ':' in host else host}:{address[1]}"
    key = "demo" if settings.keys is None else "<one of your keys>"
    return f"""\
mock-apollo {__version__} answers as Apollo on {url}

  curl -X PATCH {url}/api/v1/contacts/{contact_id} \\
    -H 'x-api-key: {key}' -H 'content-type: application/json' -d '{{"title": "Novelist"}}'
"""


def fail(message: str) -> NoReturn:
    """Say what is wrong and stop with exit code 2."""
    typer.echo(f"mock-apollo: {message}", err=True)
    raise typer.Exit(USAGE)
