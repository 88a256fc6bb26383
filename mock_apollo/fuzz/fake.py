"""What is fuzzed? A fresh fake, whose ids and time are the same at every run, and a contract that fits its world."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

KEY = "fuzz"
DETERMINISTIC = ("--port", "0", "--keys", KEY, "--frozen-at", "2026-01-02T12:00:00Z")
VIOLATIONS = re.compile(r"^  error (?:invalid|undeclared)-reply: .*$|^Traceback .*$", re.MULTILINE)


@contextmanager
def watched_fake(limit: str) -> Iterator[tuple[str, list[str]]]:
    """The URL of a fake, and what its log says of bugs of its own, which is known when it has stopped."""
    violations: list[str] = []
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with _fake(log, limit) as url:
            yield url, violations
        violations += map(str.strip, VIOLATIONS.findall(log.read_text()))


@contextmanager
def _fake(log: Path, limit: str) -> Iterator[str]:
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


def narrowed(document: dict[str, Any], ids: dict[str, list[str]]) -> dict[str, Any]:
    """The contract of one world: its ids by field, instead of all ids that there could be, so that calls succeed.

    What the document leaves free stays free.
    """
    document = deepcopy(document)
    for schema, name in _named_schemas(document):
        if name in ids and "pattern" in schema:
            schema["enum"] = ids[name]
    return document


def about_contacts(document: dict[str, Any]) -> dict[str, Any]:
    """The contract of the paths whose operations name contacts by their ids."""
    named = {"contact_id", "contact_ids[]"}
    paths = {
        path: operations
        for path, operations in document["paths"].items()
        if all(named & {p["name"] for p in operation.get("parameters", ())} for operation in operations.values())
    }
    return {**document, "paths": paths}


def _named_schemas(document: dict[str, Any]) -> Iterable[tuple[dict[str, Any], str]]:
    """The schema of every parameter and member that can be sent, or of what is in its list, and its name."""
    for path in document["paths"].values():
        for operation in path.values():
            parameters = {parameter["name"]: parameter["schema"] for parameter in operation.get("parameters", ())}
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            for name, schema in (*parameters.items(), *body.get("properties", {}).items()):
                yield schema.get("items", schema), name.removesuffix("[]")
