"""What is wrong with the vendor's document? Its defects, the evidence, the corrections and their effects."""

from itertools import groupby
from typing import Any

import orjson
import yaml

from mock_apollo.contract.files import openapi_file

Json = Any


def actions() -> list[Json]:
    """Return the actions of the overlay, in order."""
    overlay = yaml.safe_load(openapi_file("corrections.overlay.yaml").read_bytes())
    return list(overlay["actions"])


def defects() -> list[Json]:
    """Return the defects with their actions, and with what schemathesis reports before and after correction."""
    effects = orjson.loads(openapi_file("effects.json").read_bytes())
    return [
        {
            "id": defect,
            "actions": [
                {
                    "path": action["target"],
                    "why": action["description"],
                    "evidence": action["x-evidence"],
                    **{act: action[act] for act in ("remove", "update") if act in action},
                }
                for action in same
            ],
            "schemathesis": {"before": effects["before"][defect], "after": effects["after"]},
        }
        for defect, same in groupby(actions(), lambda action: action["x-defect"])
    ]
