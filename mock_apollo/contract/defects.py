"""What is wrong with the vendor's document? Each defect, how we know, what mends it, what it does to schemathesis."""

from itertools import groupby
from typing import Any

import orjson
import yaml

from mock_apollo.contract.files import openapi_file

Json = Any


def actions() -> list[Json]:
    """The actions of the overlay, in order."""
    overlay = yaml.safe_load(openapi_file("corrections.overlay.yaml").read_bytes())
    return list(overlay["actions"])


def defects() -> list[Json]:
    """The defects, each with its actions, and with what schemathesis finds while it is there, and when it is mended."""
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
