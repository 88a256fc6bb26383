"""What is in a YAML file with tags of other languages? Bytes where it says so; nothing is ever constructed or run."""

from base64 import b64decode
from collections.abc import Mapping
from functools import cache
from typing import Any, BinaryIO

from mock_apollo.check.recording import RecordingError

PYTHON = "tag:yaml.org,2002:python/"
BYTES_IO = f"{PYTHON}object/new:_io.BytesIO"  # how vcrpy writes the body of an uploaded file
TEXTS = (f"{PYTHON}unicode", f"{PYTHON}str", "!ruby/sym", "!ruby/symbol", "tag:yaml.org,2002:timestamp")
LISTS = (f"{PYTHON}tuple", f"{PYTHON}list")
OBJECTS = (f"{PYTHON}dict", "!ruby/hash:", "!ruby/struct:VCR::", "!map:")  # and what begins so
BYTES = ("tag:yaml.org,2002:binary", "!binary", f"{PYTHON}bytes")  # Ruby has only one mark


class UnreadError(ValueError):
    """A value is of a kind that only another program knows."""


class Tagged:
    """A value with a tag that says nothing to us. To look into it raises UnreadError."""

    def __init__(self, tag: str) -> None:
        self._tag = tag

    def __str__(self) -> str:
        raise UnreadError(self._tag)

    def __getitem__(self, _: Any) -> Any:
        raise UnreadError(self._tag)


def read_yaml(file: BinaryIO) -> Any:
    """Return the content of a YAML or JSON file. Raises RecordingError."""
    import yaml  # noqa: PLC0415 - slow to import, and only cassettes need it

    try:
        return yaml.load(file, _loader())  # noqa: S506 - a safe loader, in C
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # whose message may quote the file
        raise RecordingError(f"it begins like a cassette, but is not YAML{_place(error)}. Record it again.") from error


def _place(error: Exception) -> str:
    """Return where a file is not YAML, as far as it is known."""
    mark, position = getattr(error, "problem_mark", None), getattr(error, "position", None)
    return f" from line {mark.line + 1} on" if mark else "" if position is None else f" at character {position}"


@cache
def _loader() -> Any:
    import yaml  # noqa: PLC0415 - likewise

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """A safe loader that reads bytes, and keeps what it does not know apart."""

    for tag in TEXTS:
        Loader.add_constructor(tag, yaml.SafeLoader.construct_yaml_str)
    for tag in LISTS:
        Loader.add_constructor(tag, yaml.SafeLoader.construct_yaml_seq)
    for tag in OBJECTS:
        Loader.add_multi_constructor(tag, lambda loader, _, node: loader.construct_mapping(node, deep=True))
    for tag in BYTES:
        Loader.add_constructor(tag, _bytes)
    Loader.add_constructor(BYTES_IO, lambda loader, node: _content(loader.construct_mapping(node, deep=True)))
    Loader.add_constructor(None, lambda _, node: Tagged(node.tag))
    return Loader


def _bytes(_: Any, node: Any) -> Any:
    """Return the bytes that are written in base64."""
    try:
        return b64decode(node.value)
    except (ValueError, TypeError):
        return Tagged(node.tag)


def _content(state: Mapping[str, Any]) -> Any:
    """Return the bytes in the state of a BytesIO, which has its content first."""
    return next(iter(state.get("state") or ()), b"")
