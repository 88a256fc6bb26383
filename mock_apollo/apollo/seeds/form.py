"""What can a seed say? Its form, and where it is read from."""

from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from mock_apollo.apollo.records import Account, AccountStage, Contact, CustomField, Label, Stage, User
from mock_apollo.protocol.json_path import json_path


class SeedError(Exception):
    """The seed cannot be used; `problems` has a sentence for each thing wrong in it."""

    def __init__(self, source: str, problems: list[str]) -> None:
        self.problems = [f"{source}: {problem}" for problem in problems]
        super().__init__("\n".join(self.problems))


class Seed(BaseModel):
    """The form of a seed."""

    model_config = ConfigDict(extra="forbid")

    users: list[User] = []
    contact_stages: list[Stage] = []
    account_stages: list[AccountStage] = []
    accounts: list[Account] = []
    labels: list[Label] = []
    typed_custom_fields: list[CustomField] = []
    contacts: list[Contact] = []
    deleted_contacts: list[Contact] = []
    hidden_contacts: list[Contact] = []

    def all_contacts(self) -> list[Contact]:
        """Whoever may see them."""
        return self.contacts + self.deleted_contacts + self.hidden_contacts


def validated(content: Any, source: str) -> Seed:
    """The content in its form. Raises SeedError."""
    if content is None:
        raise SeedError(source, ["is empty; it needs contacts, at least"])
    try:
        return Seed.model_validate(content)
    except ValidationError as error:
        raise SeedError(source, [_problem(e) for e in error.errors(include_url=False)]) from error
    except RecursionError as error:
        raise SeedError(source, ["is nested too deep"]) from error


def read_file(file: Path) -> Any:
    """The content of a JSON or YAML file. Raises SeedError."""
    try:
        content = file.read_bytes()
        if file.suffix in (".yaml", ".yml"):
            return _read_yaml(content)
        return orjson.loads(content)
    except (OSError, ValueError) as error:
        raise SeedError(str(file), [f"cannot be read: {error}"]) from error


def _read_yaml(content: bytes) -> Any:
    import yaml  # noqa: PLC0415 - only for those who write YAML

    try:
        return yaml.safe_load(content)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(error) from error


def _problem(error: Any) -> str:
    hint = " (YAML reads it as something else: quote it)" if error["type"] == "string_type" else ""
    return f"{json_path(error['loc']) or 'the whole'}: {error['msg']}{hint}"
