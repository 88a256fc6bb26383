"""What may stand in a seed? Its form, and reading it from a file."""

from pathlib import Path
from typing import Any

import orjson
from pydantic import ConfigDict, ValidationError, create_model

from mock_apollo.apollo.records import KINDS
from mock_apollo.protocol.json_path import json_path


class SeedError(Exception):
    """The seed is refused; `problems` has one sentence for each problem."""

    def __init__(self, source: str, problems: list[str]) -> None:
        self.problems = [f"{source}: {problem}" for problem in problems]
        super().__init__("\n".join(self.problems))


Given = dict[str, list[Any]]  # the records of a seed by kind, without what the seed leaves out
_Form = create_model(
    "Seed",
    __config__=ConfigDict(extra="forbid"),
    **{name: (list[kind.record], []) for name, kind in KINDS.items()},  # type: ignore[call-overload, name-defined]
)


def validated(content: Any, source: str) -> Given:
    """Return the records of a seed for each kind, with the members that it gives. Raises SeedError."""
    if content is None:
        raise SeedError(source, ["is empty; write {} for a world without records"])
    try:
        return dict(_Form.model_validate(content))
    except ValidationError as error:
        raise SeedError(source, [_problem(e) for e in error.errors(include_url=False)]) from error
    except RecursionError as error:
        raise SeedError(source, ["is nested too deep"]) from error


def read_file(file: Path) -> Any:
    """Return the content of a JSON or YAML file. Raises SeedError."""
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
    return f"{json_path(error['loc']) or 'the seed'}: {error['msg']}{hint}"
