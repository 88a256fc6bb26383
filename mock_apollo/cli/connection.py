"""Which fake is steered? The options that every command of steering has."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from mock_apollo.cli.exits import fail
from mock_apollo.server.client import Remote, RemoteError
from mock_apollo.server.listen import address_of
from mock_apollo.server.settings import SettingsError, load_settings

CONNECTION = "Connection"


def here() -> str:
    """Return the URL of a fake on this machine with the settings of this environment."""
    try:
        settings = load_settings({})
    except SettingsError as error:
        fail(str(error))
    return address_of((settings.host, settings.port))


Url = Annotated[
    str,
    typer.Option(
        envvar="MOCK_APOLLO_URL",
        default_factory=here,
        metavar="<url>",
        help="URL of the fake.",
        rich_help_panel=CONNECTION,
        show_default="the address of the settings, http://127.0.0.1:27655",
    ),
]
Key = Annotated[
    str,
    typer.Option(
        envvar="MOCK_APOLLO_KEY", metavar="<key>", help="Key of the world to steer.", rich_help_panel=CONNECTION
    ),
]
Token = Annotated[
    str | None,
    typer.Option(
        envvar="MOCK_APOLLO_ADMIN_TOKEN",
        metavar="<token>",
        help="Admin token of the fake, if it has one.",
        rich_help_panel=CONNECTION,
    ),
]


def steers(command: Callable[..., None]) -> Callable[..., None]:
    """Add --url, --key and --admin-token to a command that takes a Remote; a refusal ends it with code 2."""

    def run(url: str, key: str, admin_token: str | None, **given: Any) -> None:
        try:
            command(Remote(url, key, admin_token), **given)
        except RemoteError as error:
            fail(str(error))

    own = [*inspect.signature(command, eval_str=True).parameters.values()][1:]
    named = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    run.__signature__ = inspect.Signature([*named, *OPTIONS])  # type: ignore[attr-defined]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


OPTIONS = [
    inspect.Parameter("url", inspect.Parameter.KEYWORD_ONLY, annotation=Url),
    inspect.Parameter("key", inspect.Parameter.KEYWORD_ONLY, annotation=Key, default="demo"),
    inspect.Parameter("admin_token", inspect.Parameter.KEYWORD_ONLY, annotation=Token, default=None),
]
