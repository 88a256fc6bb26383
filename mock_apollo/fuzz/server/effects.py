"""What does schemathesis make of each defect? It tries the contract with that one left in it, and then without any.

`python -m mock_apollo.fuzz.server.effects` writes `openapi/effects.json`.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import orjson

from mock_apollo.contract.build import build, published
from mock_apollo.contract.defects import actions
from mock_apollo.contract.files import openapi_file
from mock_apollo.fuzz.server.rounds import LAWFUL, live_ids
from mock_apollo.fuzz.server.schemathesis_run import configuration, run
from mock_apollo.fuzz.server.target import KEY, narrowed, watched_fake

SEED, EXAMPLES = 1, 20


def effects() -> dict[str, Any]:
    """Failed checks by name, with each of the defects left in, and with all of them mended."""
    names = dict.fromkeys(action["x-defect"] for action in actions())
    before = {name: failed(build(without=name)) for name in names}
    return {"seed": SEED, "max_examples": EXAMPLES, "before": before, "after": failed(build())}


def failed(document: dict[str, Any]) -> dict[str, int]:
    """How often each check fails on the path of the vendor's document, called with a key as most clients do."""
    document = {**document, "paths": {path: document["paths"][path] for path in published()["paths"]}}
    with watched_fake(LAWFUL.limit) as (url, _):
        settings = configuration(
            url=url, seed=SEED, max_examples=EXAMPLES, headers={"x-api-key": KEY}, warnings=False, expected=()
        )
        ids = live_ids(LAWFUL)
        outcome = run(narrowed(document, ids, closed=False), settings, ids=ids)
    return dict(sorted(Counter(failure.check for failure in outcome.failures).items()))


def main(file: Path) -> None:
    """Write what was measured."""
    file.write_bytes(orjson.dumps(effects(), option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main(openapi_file("contract.json").with_name("effects.json"))
