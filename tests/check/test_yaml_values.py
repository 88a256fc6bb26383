"""YAML with tags of other languages."""

import io
from typing import Any

import pytest

from mock_apollo.check.recording import RecordingError
from mock_apollo.check.yaml_values import Tagged, read_yaml

READ: dict[str, Any] = {
    "!!python/unicode 'a'": "a",
    "!!python/str a": "a",
    "!!python/bytes YQ==": b"a",
    "!!binary YQ==": b"a",
    "!binary YQ==": b"a",
    "!!python/tuple [1, a]": [1, "a"],
    "!!python/dict {a: 1}": {"a": 1},
    "!!python/object/new:_io.BytesIO {state: !!python/tuple [!!binary YQ==, 0, null]}": b"a",
    "! 'a'": "a",
    "!ruby/sym a": "a",
    "!ruby/hash:ActiveSupport::HashWithIndifferentAccess {a: {b: 1}}": {"a": {"b": 1}},
    "!ruby/struct:VCR::Request {a: 1}": {"a": 1},
    "2026-13-45": "2026-13-45",
}


def read(text: str) -> Any:
    """The value of a file."""
    return read_yaml(io.BytesIO(text.encode()))


@pytest.mark.parametrize(("text", "value"), READ.items(), ids=READ)
def test_tags_of_texts_bytes_lists_and_objects_are_read(text: str, value: object) -> None:
    """Observed: as Python 2, PyYAML and versions of Ruby write them; a date stays a text, as it may be none."""
    assert read(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['exit 1']",
        "!!python/name:os.system ''",
        "!!python/object/new:builtins.exec ['1']",
        "!ruby/object:Gem::Installer {a: 1}",
        "!binary 'a'",
        "!binary [1]",
    ],
)
def test_what_says_nothing_is_kept_apart_and_not_constructed(text: str) -> None:
    """Assumed: a value with another tag is unknown; the others of its file are read."""
    value, other = read(f"- {text}\n- 1")
    assert (type(value), other) == (Tagged, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\nb: *s3cr3t", "YAML from line 2 on"),
        ("a: 1\n? {s3cr3t: 1}\n: 2", "YAML from line 2 on"),
        ("a: s3cr3t\x07", "YAML at character 9"),
        ("[" * 9_999, "not YAML"),
    ],
    ids=lambda text: text[:20],
)
def test_a_file_that_is_no_yaml_is_not_quoted(text: str, place: str) -> None:
    """Assumed: errors of a parser may quote a credential; the place says enough."""
    with pytest.raises(RecordingError, match=place) as refused:
        read(text)
    assert "s3cr3t" not in str(refused.value)
