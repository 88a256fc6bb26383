"""What can be set? Flags, `MOCK_APOLLO_*` in the environment, `mock-apollo.toml`; in that order."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from mock_apollo.apollo.policy import Policy
from mock_apollo.apollo.rate_limits import RateLimit, parse_rate_limit
from mock_apollo.contract.document import Contract
from mock_apollo.server.listen import HOST, PORT

PREFIX = "MOCK_APOLLO_"
FILE = Path("mock-apollo.toml")
OF_CLIENTS = {PREFIX + "URL", PREFIX + "KEY"}  # where a client finds the fake, and which key it sends
EPOCH, END = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


class SettingsError(Exception):
    """A setting is wrong: one sentence that says which, and what to do."""


class Settings(Policy, BaseSettings):
    """Every setting, with its default."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    host: str = Field(HOST, pattern=r"^[!-~]+$", description="Address to listen on; 0.0.0.0 opens it to the network.")
    port: int = Field(PORT, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    keys: Annotated[dict[str, str] | None, NoDecode] = Field(
        None, description="Only these keys are accepted: key=team,key2=team2; a key alone is a team of its own."
    )
    scopes: Annotated[dict[str, list[str]], NoDecode] = Field(
        {}, description="Keys that are limited to some actions: key=contacts/show+contacts/search,key2=contacts/update."
    )
    seed: Path | None = Field(None, description="JSON or YAML file with the records of a new world.")
    rate_limit: Annotated[RateLimit, NoDecode] = Field(
        RateLimit(),
        description="Calls per team and operation: minute=200,hour=600,day=6000, "
        "or free, basic, professional, organization, off.",
    )
    id_seed: int = Field(1, description="Seed of the ids of new records.")
    frozen_at: AwareDatetime | None = Field(
        None, ge=EPOCH, lt=END, description="Let time stand still, at 2024-09-12T20:14:53Z for example."
    )
    max_worlds: int = Field(1_000, ge=1, description="Worlds at a time; a call that would open one more gets 503.")
    max_records: int = Field(200_000, ge=1, description="Records of a world; a call that would add one more gets 503.")
    admin_token: str | None = Field(
        None,
        min_length=8,
        pattern=r"^[!-~]+$",
        description="Bearer token that opens /__admin to other machines too; without it, only this machine may.",
    )
    log_format: Literal["text", "json", "off"] = Field("text", description="One line for each call: text, json or off.")

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
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - not a source of ours
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor this
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags win over the environment, and that over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, FILE)


def parse_keys(text: str) -> dict[str, str]:
    """`key=team,key2`: a key without a team has one of its own."""
    pairs = (part.strip().partition("=") for part in text.split(",") if part.strip())
    return {key: team for key, _, team in pairs}


def checked_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """Keys that can be accepted, for teams that can be shown. Raises ValueError."""
    keys = {key.strip(): team.strip() for key, team in keys.items()}
    if not keys:
        raise ValueError("names no key; write key=team, or leave it out to accept any key")
    if any(not key or key.startswith("invalid") for key in keys):
        raise ValueError("an empty key, or one that begins with invalid, is never accepted; choose another")
    if not all(team.isprintable() for team in keys.values()):
        raise ValueError("the name of a team can have printable characters only")
    return keys


def checked_scopes(scopes: dict[str, list[str]]) -> dict[str, list[str]]:
    """Scopes of actions that there are. Raises ValueError."""
    known = {operation.action for operation in Contract.load().operations.values() if operation.scoped}
    unknown = sorted({action for scope in scopes.values() for action in scope} - known)
    if unknown:
        raise ValueError(f"{unknown[0]} is no action; they are {', '.join(sorted(known))}")
    return scopes


def load_settings(flags: Mapping[str, Any]) -> Settings:
    """The settings; flags that are None were not given. Raises SettingsError."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | OF_CLIENTS
    unknown = [name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known]
    if unknown:
        raise SettingsError(f"{unknown[0]} in the environment is no setting; `mock-apollo serve --help` lists them.")
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{FILE} cannot be read: {error}") from error


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    flag, message = name.replace("_", "-"), first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        return f"{name} in {FILE} is no setting; `mock-apollo serve --help` lists them."
    return f"--{flag} ({PREFIX}{name.upper()}, or {name} in {FILE}): {message}"
