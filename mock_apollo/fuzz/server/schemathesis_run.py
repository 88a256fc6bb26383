"""How is schemathesis run? With a document and a configuration; the outcome is read from its event log."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import orjson

from mock_apollo.check.lines import interaction
from mock_apollo.check.recording import Recorded
from mock_apollo.server.children import Children

HOOKS = Path(__file__).with_name("schemathesis_hooks.py")
LINK = re.compile(r"(.+) -> \[[0-9]+\] \S+ -> (.+)")
NO_PROXY = {"NO_PROXY": "*", "no_proxy": "*"}  # what is tested is asked itself
COMPLETED = {0, 1}  # exit codes of a run that was not aborted

CONFIGURATION = """\
base-url = "{url}/api/v1"
hooks = "{hooks}"
seed = {seed}
continue-on-failure = true
headers = {headers}

[generation]
max-examples = {max_examples}
database = "none"

[cache]
enabled = false

[warnings]
fail-on = {warnings}

[checks]
enabled = true
"""

# A valid call may get a 422 after earlier calls of a scenario: a contact is deleted, or the name of a list is taken.
SCENARIO_STATUSES = """
[[operations]]
include-path = "/contacts/{contact_id}"
phases.stateful.checks.positive_data_acceptance.expected-statuses = ["2xx", "422"]

[[operations]]
include-path-regex = "^/labels"
checks.positive_data_acceptance.expected-statuses = ["2xx", "422"]
"""

# In a round in which no call can succeed, valid calls are refused too.
REFUSED_STATUSES = """
[checks.positive_data_acceptance]
expected-statuses = {statuses}
"""


class FuzzError(Exception):
    """Fuzzing could not begin or go on; the message says what to do."""


class Failure(NamedTuple):
    """A check that failed on one exchange; `label` is method and path of the operation."""

    label: str
    check: str
    title: str
    message: str
    recorded: Recorded


class Outcome(NamedTuple):
    """The outcome of a run: cases by phase, uses of each OpenAPI link, all failures, and the output of schemathesis.

    `passed` is its verdict: exit code 0.
    """

    passed: bool
    cases: Mapping[str, int]
    links: Mapping[str, int]
    failures: Sequence[Failure]
    output: str


def configuration(
    *, url: str, seed: int, max_examples: int, headers: Mapping[str, str], warnings: bool, expected: Sequence[int]
) -> str:
    """Return the text of `schemathesis.toml`: every check in every phase, nothing disabled."""
    pairs = ", ".join(f"{name} = {json.dumps(value)}" for name, value in headers.items())
    more = REFUSED_STATUSES.format(statuses=[*map(str, expected)]) if expected else SCENARIO_STATUSES
    known = CONFIGURATION.format(
        url=url,
        hooks=HOOKS,
        seed=seed,
        max_examples=max_examples,
        headers=f"{{ {pairs} }}",
        warnings=str(warnings).lower(),
    )
    return known + more


def check_tool() -> None:
    """Check that schemathesis is installed. Raises FuzzError."""
    try:
        import schemathesis  # noqa: F401, PLC0415 - only to see whether it is there
    except ImportError as error:
        raise FuzzError("this needs schemathesis, of the extra `fuzz`: pip install '.[fuzz]' in a checkout") from error


def run(
    children: Children,
    document: Any,
    settings: str,
    expected: Sequence[int] = (),
    reports: Sequence[tuple[str, str]] = (),
    ids: Mapping[str, Sequence[str]] | None = None,
) -> Outcome:
    """Run schemathesis on an OpenAPI document, as one of our processes.

    `expected` are the only statuses allowed, if any; `reports` are kinds and paths of files that schemathesis writes;
    `ids` are the values of the formats of the document. Raises FuzzError.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "contract.json").write_bytes(orjson.dumps(document))
        (place / "schemathesis.toml").write_text(settings)
        files = {"ndjson": place / "events", **{kind: Path(path).absolute() for kind, path in reports}}
        hooked = {"FUZZ_EXPECTED": ",".join(map(str, expected)), "FUZZ_IDS": json.dumps(ids or {})}
        done = _schemathesis(children, place, files, hooked)
        events = [orjson.loads(line) for line in files["ndjson"].read_bytes().splitlines()]
    scenarios = [event["ScenarioFinished"] for event in events if "ScenarioFinished" in event]
    check_reached(scenarios)
    return Outcome(done.returncode == 0, _cases(scenarios), _links(scenarios), list(_failures(scenarios)), done.stdout)


def _schemathesis(
    children: Children, place: Path, files: Mapping[str, Path], hooked: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the command in the folder of its configuration; `files` are the reports to write. Raises FuzzError."""
    options = [f"--report-{kind}-path={file}" for kind, file in files.items()]
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", *options]
    process = children.start(
        [*command, "contract.json"],
        cwd=place,
        env={**os.environ, **NO_PROXY, **hooked},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    said, complaint = (output.decode("utf-8", "replace") for output in process.communicate())
    children.forget(process)
    if process.returncode not in COMPLETED or not files["ndjson"].exists():
        raise FuzzError(f"schemathesis could not run (exit code {process.returncode}):\n{said}{complaint}")
    return subprocess.CompletedProcess(process.args, process.returncode, said, complaint)


def check_reached(scenarios: Sequence[dict[str, Any]]) -> None:
    """Check that there was a reply to any of the calls, if there were calls. Raises FuzzError."""
    calls = [call for scenario in scenarios for call in scenario["recorder"].get("interactions", {}).values()]
    if calls and not any(call.get("response") for call in calls):
        raise FuzzError(f"none of {len(calls)} calls got a reply. See whether the server still runs, and start again.")


def _cases(scenarios: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Count the cases by phase."""
    cases: dict[str, int] = {}
    for scenario in scenarios:
        cases[scenario["phase"]] = cases.get(scenario["phase"], 0) + len(scenario["recorder"].get("cases", ()))
    return cases


def _links(scenarios: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Count the uses of each link, named like `POST /contacts -> GET /contacts/{contact_id}`."""
    cases = (case for scenario in scenarios for case in scenario["recorder"].get("cases", {}).values())
    followed = (case["transition"]["id"] for case in cases if case.get("is_transition_applied"))
    return dict(Counter(LINK.sub(r"\1 -> \2", link) for link in followed).most_common())


def _failures(scenarios: Sequence[dict[str, Any]]) -> Iterator[Failure]:
    """Yield every failed check with its exchange."""
    for scenario in scenarios:
        recorder = scenario["recorder"]
        for case, checks in recorder.get("checks", {}).items():
            for check in checks:
                if check["status"] == "failure":
                    failure = check["failure_info"]["failure"]
                    exchange = interaction(0, case, recorder["interactions"][case])
                    yield Failure(failure["operation"], check["name"], failure["title"], failure["message"], exchange)
