"""What may stand in a seed? Its form, and reading it from a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from pydantic import ConfigDict, TypeAdapter, ValidationError, create_model

from mock_apollo.apollo.records import KINDS
from mock_apollo.protocol.json_path import json_path


class SeedError(Exception):
    """The seed is refused; `problems` has one sentence for each problem."""

    def __init__(self, source: str, problems: list[str]) -> None:
        self.problems = [f"{source}: {problem}" for problem in problems]
        super().__init__("\n".join(self.problems))


Given = dict[str, list[Any]]  # the records of a seed by kind, without what the seed leaves out
_STRICT = ConfigDict(extra="forbid")
_Form = create_model(
    "Seed",
    __config__=_STRICT,
    **{name: (list[Any], []) for name in KINDS},  # type: ignore[call-overload]
)
_RECORDS = {name: TypeAdapter(list[kind.record], config=_STRICT) for name, kind in KINDS.items()}  # type: ignore[name-defined]
SOME = 100  # records that are validated in one go, in which no other thread can run


def validated(content: Any, source: str) -> Given:
    """Return the records of a seed for each kind, with the members that it gives. Raises SeedError."""
    if content is None:
        raise SeedError(source, ["is empty; write {} for a world without records"])
    problems: list[str] = []
    try:
        given: Given = dict(_Form.model_validate(content))
    except ValidationError as error:
        problems += _problems(error)
        parts = content if isinstance(content, dict) else {}
        given = {kind: parts[kind] for kind in KINDS if isinstance(parts.get(kind), list)}
    for kind, records in given.items():
        given[kind] = [*_validated(kind, records, problems)]
    refuse(source, problems)
    return given


def _validated(kind: str, records: list[Any], problems: list[str]) -> Iterator[Any]:
    """Yield the records of a kind as they are stored; what is wrong with them is added to the problems."""
    for start in range(0, len(records), SOME):
        try:
            yield from _RECORDS[kind].validate_python(records[start : start + SOME])
        except ValidationError as error:
            problems += _problems(error, kind, start)
        except RecursionError:
            problems += ["is nested too deep"]


def refuse(source: str, problems: list[str]) -> None:
    """Raise SeedError if there are problems."""
    if problems:
        raise SeedError(source, problems)


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
    except (yaml.YAMLError, RecursionError) as error:  # whose message may quote the file
        mark = getattr(error, "problem_mark", None)
        where = f" from line {mark.line + 1} on" if mark else ""
        raise ValueError(f"it is not YAML{where}; correct it there") from error


def _problems(error: ValidationError, kind: str = "", start: int = 0) -> Iterator[str]:
    """Yield a sentence for each error; those of some records of a kind are counted from `start`."""
    for each in error.errors(include_url=False):
        place = (kind, start + int(each["loc"][0]), *each["loc"][1:]) if kind else each["loc"]
        hint = " (YAML reads it as something else: quote it)" if each["type"] == "string_type" else ""
        yield f"{json_path(place) or 'the seed'}: {each['msg']}{hint}"
