"""What is in a YAML file with tags of other languages? Bytes where it says so; nothing is ever constructed or run."""

from collections.abc import Mapping
from functools import cache
from typing import Any, BinaryIO

from mock_apollo.check.recording import RecordingError

BYTES_IO = "tag:yaml.org,2002:python/object/new:_io.BytesIO"  # how vcrpy writes the body of an uploaded file
TUPLE = "tag:yaml.org,2002:python/tuple"
BINARY = ("tag:yaml.org,2002:binary", "!binary")  # Ruby has only one mark


class UnreadError(ValueError):
    """A value is of a kind that only another program knows."""


class Tagged:
    """A value with a tag that says nothing to us."""

    def __init__(self, tag: str) -> None:
        self._tag = tag

    def __str__(self) -> str:
        raise UnreadError(self._tag)


def read_yaml(file: BinaryIO) -> Any:
    """Return the content of a YAML or JSON file. Raises RecordingError."""
    import yaml  # noqa: PLC0415 - slow to import, and only cassettes need it

    try:
        return yaml.load(file, _loader())  # noqa: S506 - a safe loader, in C
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # whose message may quote the file
        mark = getattr(error, "problem_mark", None)
        where = f" from line {mark.line + 1} on" if mark else ""
        raise RecordingError(f"it begins like a cassette, but is not YAML{where}. Record it again.") from error


@cache
def _loader() -> Any:
    import yaml  # noqa: PLC0415 - likewise

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """A safe loader that reads bytes, and keeps what it does not know apart."""

    for tag in BINARY:
        Loader.add_constructor(tag, yaml.SafeLoader.construct_yaml_binary)
    Loader.add_constructor(TUPLE, yaml.SafeLoader.construct_yaml_seq)
    Loader.add_constructor(BYTES_IO, lambda loader, node: _content(loader.construct_mapping(node, deep=True)))
    Loader.add_constructor(None, lambda _, node: Tagged(node.tag))
    return Loader


def _content(state: Mapping[str, Any]) -> Any:
    """Return the bytes in the state of a BytesIO, which has its content first."""
    return next(iter(state.get("state") or ()), b"")
