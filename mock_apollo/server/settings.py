"""Which settings are there? Flags win over `MOCK_APOLLO_*` in the environment, and those over `mock-apollo.toml`."""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AwareDatetime, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from mock_apollo.apollo.policy import Policy
from mock_apollo.apollo.rate_limits import PLANS, RateLimit, parse_rate_limit
from mock_apollo.contract.document import Contract
from mock_apollo.protocol.credentials import is_invalid
from mock_apollo.server.listen import HOST, PORT

PREFIX = "MOCK_APOLLO_"
MAX_IMPORT = 64 << 20  # bytes
FILE = Path("mock-apollo.toml")
LINK = re.compile(f"{PREFIX}(SERVICE_|PORT_|ENV_|NAME$)")  # what Kubernetes and links of containers set for a service
CLIENT_VARIABLES = {PREFIX + "URL", PREFIX + "KEY"}  # set for clients of the fake, not for the fake
EPOCH, END = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)

Group = Literal["Network", "Worlds", "Limits", "Clock and ids", "Behaviour of Apollo", "Log and control"]


class SettingsError(Exception):
    """A wrong setting; the message is one sentence that names it and says what to do."""


class Shown(NamedTuple):
    """How `--help` shows a setting: its group, and its type if the annotation is not enough."""

    group: Group
    type: str = ""


class Settings(Policy, BaseSettings):
    """All settings, with their defaults."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    host: Annotated[str, Shown("Network", "<address>")] = Field(
        HOST, pattern=r"^[!-~]+$", description="Address to listen on; 0.0.0.0 accepts connections from other machines."
    )
    port: Annotated[int, Shown("Network")] = Field(
        PORT, ge=0, le=65535, description="Port to listen on; 0 picks a free one."
    )
    keys: Annotated[dict[str, str] | None, NoDecode, Shown("Worlds", "<key=team,...>")] = Field(
        None,
        description="API keys to accept, each with the name of its team; a key without a team gets its own. "
        "Default: any key is accepted.",
    )
    scopes: Annotated[dict[str, list[str]], NoDecode, Shown("Worlds", "<key=action+action,...>")] = Field(
        {},
        description="Keys that may call only some actions, for example key=contacts/show+contacts/search. "
        "Other calls get 403.",
    )
    seed: Annotated[Path | None, Shown("Worlds")] = Field(
        None, description="JSON or YAML file with the records of each new world. Default: the demo records."
    )
    rate_limit: Annotated[RateLimit, NoDecode, Shown("Limits", f"<{'|'.join(PLANS)}|window=calls,...>")] = Field(
        RateLimit(),
        description="Calls per team and operation: a plan, or limits such as minute=200,hour=600,day=6000.",
    )
    id_seed: Annotated[int, Shown("Clock and ids")] = Field(
        1, description="Seed of the generated ids; the same seed gives the same ids."
    )
    frozen_at: Annotated[AwareDatetime | None, Shown("Clock and ids")] = Field(
        None, ge=EPOCH, lt=END, description="Freeze the clock at this time, for example 2024-09-12T20:14:53Z."
    )
    max_worlds: Annotated[int, Shown("Limits")] = Field(
        1_000, ge=1, description="Maximum number of worlds; a call that would create one more gets 503."
    )
    max_records: Annotated[int, Shown("Limits")] = Field(
        200_000, ge=1, description="Maximum number of records in a world; a call that would add one more gets 503."
    )
    request_timeout: Annotated[float, Shown("Limits", "<seconds>")] = Field(
        10, ge=1, le=3600, description="Seconds that a client may need to send a request; then it gets 408."
    )
    max_header_size: Annotated[int, Shown("Limits", "<bytes>")] = Field(
        65_536, ge=1_024, le=1 << 24, description="Maximum size of all headers of a request; larger ones get 431."
    )
    max_import_size: Annotated[int, Shown("Limits", "<bytes>")] = Field(
        MAX_IMPORT, ge=1_024, le=1 << 32, description="Maximum size of the body of a control call; larger ones get 413."
    )
    admin_token: Annotated[str | None, Shown("Log and control", "<token>")] = Field(
        None,
        min_length=8,
        pattern=r"^[!-~]+$",
        description="Bearer token that calls of /__admin must send. Default: none, and only this machine may call it.",
    )
    log_format: Annotated[Literal["text", "json", "off"], Shown("Log and control")] = Field(
        "text", description="Format of the log, one line for each call."
    )

    @field_validator("rate_limit", mode="before")
    @classmethod
    def _parse_rate_limit(cls, value: Any) -> Any:
        return value if isinstance(value, RateLimit) else parse_rate_limit(str(value))

    @field_validator("keys", mode="before")
    @classmethod
    def _parse_keys(cls, value: Any) -> Any:
        return parse_keys(value) if isinstance(value, str) else value

    @field_validator("keys")
    @classmethod
    def _check_keys(cls, keys: dict[str, str] | None) -> dict[str, str] | None:
        return None if keys is None else checked_keys(keys)

    @field_validator("scopes", mode="before")
    @classmethod
    def _parse_scopes(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return {key: [action for action in scope.split("+") if action] for key, scope in parse_keys(value).items()}

    @field_validator("scopes")
    @classmethod
    def _check_scopes(cls, scopes: dict[str, list[str]]) -> dict[str, list[str]]:
        return checked_scopes(scopes) if scopes else scopes

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - it would read what others have set
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - not used as a source
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read flags first, then the environment, then the file."""
        environment = InitSettingsSource(settings_cls, settings_in(os.environ))
        return init_settings, environment, TomlConfigSettingsSource(settings_cls, FILE)


def settings_in(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings among variables: those that are not empty and were not set for another purpose."""
    named = {name.upper(): value for name, value in environment.items() if value}
    found = {field: named.get(PREFIX + field.upper(), "") for field in Settings.model_fields}
    return {field: value for field, value in found.items() if value and not _is_link(field, value)}


def ignored_variables(environment: Mapping[str, str]) -> list[str]:
    """Return a sentence for each variable that looks like a setting and is none."""
    known = [PREFIX + field.upper() for field in Settings.model_fields]
    ignored = []
    for name, value in environment.items():
        variable = name.upper()
        if variable in known and _is_link(variable.removeprefix(PREFIX).lower(), value):
            ignored.append(f"{name} is ignored: it is the address of a service of this name. See --port.")
        elif variable.startswith(PREFIX) and variable not in {*known, *CLIENT_VARIABLES} and not LINK.match(variable):
            near = get_close_matches(variable.removeprefix(PREFIX), [each.upper() for each in Settings.model_fields], 1)
            hint = f"; did you mean {PREFIX}{near[0]}?" if near else "."
            ignored.append(f"{name} is ignored: it is no setting{hint}")
    return ignored


def _is_link(field: str, value: str) -> bool:
    """Tell whether Kubernetes or a link of containers has set a port, as `tcp://10.96.0.7:27655`."""
    return field == "port" and "://" in value


def parse_keys(text: str) -> dict[str, str]:
    """Parse `key=team,key2` into a mapping of keys to teams; a key without a team maps to an empty name."""
    pairs = (part.strip().partition("=") for part in text.split(",") if part.strip())
    return {key: team for key, _, team in pairs}


def checked_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """Return the keys and teams without surrounding spaces. Raises ValueError when one cannot be used."""
    keys = {key.strip(): team.strip() for key, team in keys.items()}
    if not keys:
        raise ValueError("contains no key; write key=team, or omit the setting to accept any key")
    if any(not key or is_invalid(key) for key in keys):
        raise ValueError("a key must not be empty or begin with 'invalid' or 'schemathesis-invalid'; choose another")
    if not all(team.isprintable() for team in keys.values()):
        raise ValueError("the name of a team must consist of printable characters")
    return keys


def checked_scopes(scopes: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the scopes if the contract has all of their actions. Raises ValueError."""
    known = {operation.action for operation in Contract.load().operations.values() if operation.scoped}
    unknown = sorted({action for scope in scopes.values() for action in scope} - known)
    if unknown:
        raise ValueError(f"{unknown[0]} is not an action; the actions are {', '.join(sorted(known))}")
    return scopes


def load_settings(flags: Mapping[str, Any]) -> Settings:
    """Return the settings from flags, environment and file; a flag that is None was not given. Raises SettingsError."""
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from error
    except TOMLDecodeError as error:  # whose message may quote a key
        place = re.search(r"\((at [^()]*)\)$", str(error))
        raise SettingsError(
            f"{FILE} cannot be read: it is not TOML {place[1] if place else ''}; correct it."
        ) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{FILE} cannot be read: {error}") from error


def _sentence(error: ValidationError) -> str:
    """Describe the first invalid setting and the three places where it can be set."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    flag, message = name.replace("_", "-"), first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        return f"{name} in {FILE} is not a setting; see `mock-apollo serve --help`."
    return f"--{flag} ({PREFIX}{name.upper()}, or {name} in {FILE}): {message}"
