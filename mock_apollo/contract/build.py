"""How does the vendor's document become the contract? By an overlay, and by our own description of the rest.

`python -m mock_apollo.contract.build` writes `openapi/contract.json`; a server has no need of it.
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
    """The contract: the vendor's document, corrected, with the neighbours. Raises OverlayError.

    `without` names a defect that is left as it is, to see what comes of it; the neighbours do without it all the same.
    """
    neighbours = yaml.safe_load(openapi_file("neighbours.yaml").read_bytes())
    return resolved(merge(_mended(without), neighbours), merge(_mended(), neighbours))


def _mended(without: str = "") -> Json:
    document = published()
    for action in actions():
        if action["x-defect"] != without:
            document = apply(action, document)
    return document


def published() -> Json:
    """The vendor's document."""
    return json.loads(openapi_file("update-a-contact.json").read_bytes())


def apply(action: Json, document: Json) -> Json:
    """The document after one action (OpenAPI Overlay 1.0). Raises OverlayError when its target matches nothing."""
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
    """Objects merge member by member, a list grows at its end, anything else is replaced."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: merge(old[key], value) if key in old else value for key, value in new.items()}}
    if isinstance(old, list):
        return [*old, *(new if isinstance(new, list) else [new])]
    return new


def resolved(node: Json, document: Json) -> Json:
    """The node with every reference into `#/paths` replaced by what it points to."""
    if isinstance(node, list):
        return [resolved(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref", "")
    if reference.startswith("#/paths/"):
        return resolved(_pointed_to(document, reference), document)
    return {key: resolved(value, document) for key, value in node.items()}


def _pointed_to(document: Json, reference: str) -> Json:
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
    """Write the contract."""
    file.write_text(json.dumps(build(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(openapi_file("update-a-contact.json").with_name("contract.json"))
