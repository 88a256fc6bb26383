"""What does schemathesis find because of each defect? It runs on the contract with that defect only, and with none.

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
from mock_apollo.server.children import Children

SEED, EXAMPLES = 1, 20


def effects() -> dict[str, Any]:
    """Return the numbers of failed checks by name: for each defect left in, and for the corrected contract."""
    names = dict.fromkeys(action["x-defect"] for action in actions())
    before = {name: failed(build(without=name)) for name in names}
    return {"seed": SEED, "max_examples": EXAMPLES, "before": before, "after": failed(build())}


def failed(document: dict[str, Any], max_examples: int = EXAMPLES) -> dict[str, int]:
    """Count the failed checks on the path of the vendor's document, called with an `x-api-key`. Raises FuzzError."""
    document = {**document, "paths": {path: document["paths"][path] for path in published()["paths"]}}
    with Children() as children, watched_fake(LAWFUL.limit, children) as (url, _):
        settings = configuration(
            url=url, seed=SEED, max_examples=max_examples, headers={"x-api-key": KEY}, warnings=False, expected=()
        )
        ids = live_ids(LAWFUL)
        outcome = run(children, narrowed(document, ids, closed=False), settings, ids=ids)
    return dict(sorted(Counter(failure.check for failure in outcome.failures).items()))


def main(file: Path) -> None:
    """Measure, and write the file."""
    file.write_bytes(orjson.dumps(effects(), option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main(openapi_file("contract.json").with_name("effects.json"))
