"""Which options does a command have for the settings? One for each, made from the fields of `Settings`."""

import inspect
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import typer
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from mock_apollo.apollo.rate_limits import RateLimit, rate_limit_text
from mock_apollo.cli.exits import fail
from mock_apollo.server.settings import Group, Settings, SettingsError, Shown, ignored_variables, load_settings

if TYPE_CHECKING:
    from mock_apollo.apollo.records import Records

GROUPS: tuple[Group, ...] = get_args(Group)
TYPES = {int: "<int>", float: "<float>", Path: "<path>", datetime: "<datetime>", AwareDatetime: "<datetime>"}


def options_of_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Replace the `**flags` of a command by one option for each setting."""
    own = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(command, eval_str=True).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    fields = sorted(Settings.model_fields.items(), key=lambda named: GROUPS.index(_shown(named[1]).group))
    options = [_option(name, field) for name, field in fields]
    command.__signature__ = inspect.Signature([*own, *options])  # type: ignore[attr-defined] # typer reads it
    return command


def _option(name: str, field: FieldInfo) -> inspect.Parameter:
    """Make the option of a setting. Its value stays text: `Settings` validates it as it does the environment."""
    shown = _shown(field)
    option = typer.Option(
        help=f"{field.description} Default: {default}." if (default := default_of(field)) else field.description,
        metavar=shown.type or type_of(field.annotation),
        rich_help_panel=shown.group,
        show_default=False,
    )
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option]
    )


def default_of(field: FieldInfo) -> str:
    """Return a default as it would be typed; nothing for a setting without one."""
    default = field.get_default()
    if isinstance(default, RateLimit):
        return rate_limit_text(default)
    return "" if default in (None, {}) else str(default)


def _shown(field: FieldInfo) -> Shown:
    """Return the group and type of a setting; those without belong to `Policy`."""
    return next((known for known in field.metadata if isinstance(known, Shown)), Shown("Behaviour of Apollo"))


def type_of(annotation: Any) -> str:
    """Return the type as shown in `--help`: `<int>`, or the choices of a Literal, `<refuse|accept>`."""
    types = get_args(annotation) or (annotation,)
    return f"<{'|'.join(types)}>" if get_origin(annotation) is Literal else TYPES[types[0]]


def settings_and_records(flags: Mapping[str, Any]) -> "tuple[Settings, Records]":
    """Return the settings and the records of a new world, or end with exit code 2."""
    from mock_apollo.apollo.seeds import SeedError  # noqa: PLC0415 - slow, and only commands that start a fake need it
    from mock_apollo.server.build import load_records  # noqa: PLC0415 - likewise

    for ignored in ignored_variables(os.environ):
        typer.echo(f"mock-apollo: {ignored}", err=True)
    try:
        settings = load_settings(flags)
        return settings, load_records(settings)
    except (SettingsError, SeedError) as error:
        fail(str(error))
