"""How does the vendor's document become the contract? An overlay corrects it, and our neighbours are merged in.

`python -m mock_apollo.contract.build` writes `openapi/contract.json`; a server reads only that file.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonpath
import yaml

from mock_apollo.contract.defects import Json, actions
from mock_apollo.contract.files import openapi_file


class OverlayError(Exception):
    """An action of the overlay cannot be applied."""


def build(without: str = "") -> Json:
    """Build the contract: the vendor's document, corrected and merged with the neighbours. Raises OverlayError.

    `without` names a defect to leave uncorrected, to measure its effect; references of the neighbours are
    resolved against the fully corrected document all the same.
    """
    neighbours = yaml.safe_load(openapi_file("neighbours.yaml").read_bytes())
    return resolved(merge(_corrected(without), neighbours), merge(_corrected(), neighbours))


def _corrected(without: str = "") -> Json:
    """Apply the overlay to the vendor's document."""
    document = published()
    for action in actions():
        if action["x-defect"] != without:
            document = apply(action, document)
    return document


def published() -> Json:
    """Return the vendor's document as published."""
    return json.loads(openapi_file("update-a-contact.json").read_bytes())


def apply(action: Json, document: Json) -> Json:
    """Apply an action to a copy of the document (OpenAPI Overlay 1.0). Raises OverlayError when nothing matches."""
    document = deepcopy(document)
    matches = list(jsonpath.finditer(action["target"], document))
    if not matches:
        raise OverlayError(f"{action['x-defect']}: nothing matches {action['target']}")
    for match in matches:
        if action.get("remove"):
            _remove(match)
        else:
            _replace(document, match, merge(match.obj, action["update"]))
    return document


def merge(old: Json, new: Json) -> Json:
    """Merge objects member by member, append to lists, and replace anything else."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: merge(old[key], value) if key in old else value for key, value in new.items()}}
    if isinstance(old, list):
        return [*old, *(new if isinstance(new, list) else [new])]
    return new


def resolved(node: Json, document: Json) -> Json:
    """Replace every reference into `#/paths` by its target."""
    if isinstance(node, list):
        return [resolved(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref", "")
    if reference.startswith("#/paths/"):
        return resolved(_target(document, reference), document)
    return {key: resolved(value, document) for key, value in node.items()}


def _target(document: Json, reference: str) -> Json:
    """Return what a local JSON reference points to."""
    node = document
    for step in reference.removeprefix("#/").split("/"):
        key = step.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


def _remove(match: Any) -> None:
    del match.parent.obj[match.parts[-1]]


def _replace(document: Json, match: Any, value: Json) -> None:
    if match.parent is None:
        document.clear()
        document.update(value)
    else:
        match.parent.obj[match.parts[-1]] = value


def main(file: Path) -> None:
    """Write the contract to a file."""
    file.write_text(json.dumps(build(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(openapi_file("update-a-contact.json").with_name("contract.json"))
