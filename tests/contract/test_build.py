"""The overlay, and the contract that comes of it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema_rs import Draft202012Validator

from mock_apollo.contract import build, defects
from mock_apollo.contract.files import openapi_file

VENDOR = "17fc5b70c9cb002243bae87e83eba952"


def nodes(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a document, but for the examples."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in children:
        if key not in ("example", "examples"):
            yield from nodes(value, f"{where}/{key}")
    if isinstance(node, dict):
        yield where, node


def examples(document: Any) -> Iterator[tuple[str, Any, Any]]:
    """Every example in a document, with the schema that it is one of."""
    for where, node in nodes(document):
        if "example" in node and not where.endswith("/properties"):
            yield where, node["example"], node.get("schema", node)
        for name, example in node.get("examples", {}).items():
            yield f"{where}/{name}", example["value"], node.get("schema", {})


def test_the_vendors_document_is_untouched() -> None:
    """Documented: byte for byte as it was supplied."""
    assert hashlib.blake2b(openapi_file("update-a-contact.json").read_bytes(), digest_size=16).hexdigest() == VENDOR


def test_the_committed_contract_is_fresh(tmp_path: Path) -> None:
    """Assumed: `make contract` was run after the last change."""
    build.main(tmp_path / "contract.json")
    assert openapi_file("contract.json").read_text() == (tmp_path / "contract.json").read_text()


def test_every_action_says_what_it_mends_why_and_how_we_know() -> None:
    """Assumed: a correction without a reason is an opinion."""
    for action in defects.actions():
        assert action.keys() >= {"x-defect", "target", "description", "x-evidence"}
        assert ("update" in action) != ("remove" in action)


@pytest.mark.parametrize("action", defects.actions(), ids=lambda action: action["x-defect"])
def test_every_action_still_matches_the_vendors_document(action: Any) -> None:
    """Documented: an action that matches nothing is how a repaired document is noticed."""
    document = orjson.loads(openapi_file("update-a-contact.json").read_bytes())
    for earlier in defects.actions():
        if earlier == action:
            break
        document = build.apply(earlier, document)
    assert build.apply(action, document) != document


def test_an_action_that_matches_nothing_is_an_error() -> None:
    """Assumed: rather than silence."""
    action = {"x-defect": "gone", "target": "$.nothing", "remove": True}
    with pytest.raises(build.OverlayError, match=r"gone: nothing matches \$\.nothing"):
        build.apply(action, {})


def test_lists_grow_objects_merge_and_the_rest_is_replaced() -> None:
    """Documented: OpenAPI Overlay 1.0."""
    old = {"a": [1], "b": {"c": 1, "d": 2}, "e": 1}
    assert build.merge(old, {"a": [2, 3], "b": {"c": 9}, "e": [1]}) == {
        "a": [1, 2, 3],
        "b": {"c": 9, "d": 2},
        "e": [1],
    }
    assert build.apply({"target": "$.a", "update": 2}, old)["a"] == [1, 2]


def test_references_into_paths_are_replaced_and_others_are_kept() -> None:
    """Assumed: so that tools that know only components can read the contract."""
    document = {
        "paths": {"/a": {"get": [{"x": 1}]}, "/b": {"$ref": "#/paths/~1a/get/0"}, "/c": {"$ref": "#/components/y"}}
    }
    resolved = build.resolved(document, document)
    assert resolved["paths"]["/b"] == {"x": 1}
    assert resolved["paths"]["/c"] == {"$ref": "#/components/y"}


def test_every_documented_example_is_valid_in_the_contract() -> None:
    """Documented: as published, none of the 422 bodies could conform."""
    found = list(examples(orjson.loads(openapi_file("contract.json").read_bytes())))
    broken = [where for where, value, schema in found if not Draft202012Validator(schema).is_valid(value)]
    assert len(found) > 100
    assert broken == []


def test_as_published_the_examples_break_their_schemas() -> None:
    """Documented: the defects are there, so the corrections are needed."""
    found = examples(orjson.loads(openapi_file("update-a-contact.json").read_bytes()))
    broken = [where for where, value, schema in found if not Draft202012Validator(schema).is_valid(value)]
    assert len([where for where in broken if "/422/" in where]) == 3
    assert len([where for where in broken if "/429/" in where]) == 1
