"""Does the fake keep the contract? schemathesis tries, with every check in every phase and none disabled."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TextIO

import orjson

from mock_apollo.clock import Clock, timestamp
from mock_apollo.contract.files import openapi_file
from mock_apollo.seeds import DEMO, load_seed
from mock_apollo.world import Records

KEY = "fuzz"
DETERMINISTIC = ("--port", "0", "--keys", KEY, "--frozen-at", "2026-01-02T12:00:00Z")
REPORTS = ("junit", "har", "ndjson", "html", "json")
KEPT, BROKEN = 0, 1  # what schemathesis exits with
OUR_VIOLATIONS = re.compile(r"^  error (?:invalid|undeclared)-reply: .*$|^Traceback .*$", re.MULTILINE)

HOOKS = """\
import schemathesis


@schemathesis.deserializer("text/plain")
def text(context, response):
    # Without this the exact words of a 401 would not be looked at.
    return response.text


@schemathesis.check
def expected_status(context, response, case):
    expected = {expected}
    assert not expected or response.status_code in expected, f"Expected one of {{expected}}"
"""

# In a scenario, a contact may be refused with 422 because of what an earlier call of it did.
CONFIGURATION = """\
base-url = "{url}/api/v1"
hooks = "hooks.py"
seed = {seed}
continue-on-failure = true
headers = {{ x-api-key = "{key}", Authorization = "Bearer {key}" }}

[generation]
max-examples = {max_examples}
database = "none"

[cache]
enabled = false

[warnings]
fail-on = {warnings}

[checks]
enabled = true

[[operations]]
include-path = "/contacts/{{contact_id}}"
phases.stateful.checks.positive_data_acceptance.expected-statuses = {statuses}
"""


class Attempt(NamedTuple):
    """One round: how the fake is started, with which key it is called, and which statuses may come of it.

    A round in which nothing can succeed catches what a run of lawful calls passes over in silence:
    schemathesis does not look at the body of the 401 that it provokes, and a 429 tells it nothing.
    """

    name: str
    limit: str = "off"
    key: str | None = None
    expected: tuple[int, ...] = ()
    most_examples: int | None = None


LAWFUL = Attempt("with a good key")
UNAUTHORISED = Attempt("with a wrong key", key="invalid", expected=(401, 405), most_examples=20)
SPENT = Attempt("with the limit spent", limit="hour=0", expected=(401, 405, 429), most_examples=20)


class FuzzError(Exception):
    """It could not be tried; the message says what to do."""


class Run(NamedTuple):
    """What to try: `url` and `key` name a server that runs already, or one is started."""

    max_examples: int
    seed: int
    url: str | None = None
    key: str = KEY
    reports: Sequence[str] = ()


def fuzz_server(run: Run, said: TextIO) -> bool:
    """Whether the server kept the contract; what was found goes to standard output. Raises FuzzError."""
    check_tool()
    if run.url is not None:
        kept = [_try(attempt, run, run.url, said) for attempt in (LAWFUL, UNAUTHORISED)]
    else:
        kept = [_try_on_a_fake(attempt, run, said) for attempt in (LAWFUL, UNAUTHORISED, SPENT)]
    return all(kept)


def check_tool() -> None:
    """Raises FuzzError."""
    try:
        import schemathesis  # noqa: F401, PLC0415 - only to see whether it is there
    except ImportError as error:
        raise FuzzError("this needs schemathesis: pip install 'mock-apollo[fuzz]'") from error


def _try_on_a_fake(attempt: Attempt, run: Run, said: TextIO) -> bool:
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with fake(log, attempt.limit) as url:
            kept = _try(attempt, run, url, said)
        violations = OUR_VIOLATIONS.findall(log.read_text())
    said.writelines(f"the fake says of itself: {violation.strip()}\n" for violation in violations)
    return kept and not violations


@contextmanager
def fake(log: Path, limit: str) -> Iterator[str]:
    """The URL of a fresh server whose ids and time are the same at every run."""
    command = [sys.executable, "-m", "mock_apollo", "serve", *DETERMINISTIC, "--rate-limit", limit]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOCK_APOLLO_")}
    with (
        log.open("w") as errors,
        subprocess.Popen(  # noqa: S603 - ourselves
            command, cwd=log.parent, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        greeting = process.stdout.readline() if process.stdout else ""
        try:
            yield greeting.split()[-1]
        finally:
            process.terminate()


def narrowed(document: dict[str, Any], records: Records) -> dict[str, Any]:
    """The contract of one world: its ids instead of all ids that there could be, so that most calls succeed."""
    live = {
        "contact_id": [*records.contacts],
        "account_id": [*records.accounts],
        "contact_stage_id": [*records.stages],
    }
    document = deepcopy(document)
    for schema_of, name in _named_schemas(document):
        if name in live:
            schema_of[name]["enum"] = live[name]
    return document


def _named_schemas(document: dict[str, Any]) -> Iterable[tuple[dict[str, Any], str]]:
    """Every parameter and member that can be sent, as the dict that holds its schema, and its name there."""
    for path in document["paths"].values():
        for operation in path.values():
            parameters = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}
            members = operation["requestBody"]["content"]["application/json"]["schema"]["properties"]
            for schemas in (parameters, members):
                yield from ((schemas, name) for name in schemas)


def _try(attempt: Attempt, run: Run, url: str, said: TextIO) -> bool:
    """One round. Raises FuzzError."""
    configuration = CONFIGURATION.format(
        url=url,
        seed=run.seed,
        key=attempt.key or run.key,
        max_examples=min(run.max_examples, attempt.most_examples or run.max_examples),
        warnings="true" if attempt is LAWFUL else "false",
        statuses=["2xx", "422", *map(str, attempt.expected)],
    )
    said.write(f"\n# {attempt.name}\n\n{configuration.replace(run.key, '[redacted]')}\n")
    said.flush()
    with TemporaryDirectory() as folder:
        _write_files(Path(folder), configuration, attempt)
        options = [option for report in run.reports for option in _report(report)] if attempt is LAWFUL else []
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", *options]
        code = subprocess.run([*command, "contract.json"], cwd=folder, check=False).returncode  # noqa: S603 - a tool
    if code not in (KEPT, BROKEN):
        raise FuzzError(f"schemathesis could not run (exit code {code}); its output says why.")
    return code == KEPT


def _write_files(folder: Path, configuration: str, attempt: Attempt) -> None:
    records = load_seed(DEMO, timestamp(Clock().now()))
    document = narrowed(orjson.loads(openapi_file("contract.json").read_bytes()), records)
    (folder / "contract.json").write_bytes(orjson.dumps(document))
    (folder / "schemathesis.toml").write_text(configuration)
    (folder / "hooks.py").write_text(HOOKS.format(expected=list(attempt.expected)))


def _report(report: str) -> tuple[str, str]:
    """`junit=PATH` as an option of schemathesis. Raises FuzzError."""
    kind, _, path = report.partition("=")
    if kind not in REPORTS or not path:
        raise FuzzError(f"--report {report} is not like junit=report.xml; the kinds are {', '.join(REPORTS)}.")
    return f"--report-{kind}-path", str(Path(path).absolute())
