"""What is fuzzed? A fresh fake with fixed time and ids, and the contract narrowed to the ids of its world."""

import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mock_apollo.server.children import Children

KEY = "fuzz"
DETERMINISTIC = ("--port", "0", "--keys", KEY, "--frozen-at", "2026-01-02T12:00:00Z")
VIOLATIONS = re.compile(r"^  error (?:invalid|undeclared)-reply: .*$|^Traceback .*$", re.MULTILINE)


@contextmanager
def watched_fake(limit: str, children: Children) -> Iterator[tuple[str, list[str]]]:
    """Start a fake; the values are its URL and a list that gets the contract violations of its log when it stops."""
    violations: list[str] = []
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with _fake(log, limit, children) as url:
            yield url, violations
        violations += map(str.strip, VIOLATIONS.findall(log.read_text()))


@contextmanager
def _fake(log: Path, limit: str, children: Children) -> Iterator[str]:
    """Run `mock-apollo serve`, its log in a file, for the length of the block; the value is its URL."""
    command = [sys.executable, "-m", "mock_apollo", "serve", *DETERMINISTIC, "--rate-limit", limit]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOCK_APOLLO_")}
    with log.open("w") as errors:
        process = children.start(command, cwd=log.parent, env=environment, stdout=subprocess.PIPE, stderr=errors)
    greeting = process.stdout.readline().decode() if process.stdout else ""
    try:
        yield greeting.split()[-1]
    finally:
        process.terminate()
        process.wait()
        children.forget(process)


def narrowed(document: dict[str, Any], ids: dict[str, list[str]], *, closed: bool) -> dict[str, Any]:
    """Return the contract with the ids of one world by field, instead of all possible ids, so that calls succeed.

    Parameters, lists of ids, and all fields of a `closed` world get an enum; other members of bodies get a format, so
    that ids created by a scenario are valid too (schemathesis ignores formats in lists). `x-apollo-names` in a schema
    names the field whose ids it takes. Fields that the document leaves free stay free.
    """
    document = deepcopy(document)
    for schema, name, in_body in _named_schemas(document):
        named = schema.get("x-apollo-names", name)
        if named not in ids:
            continue
        if "pattern" in schema or "x-apollo-names" in schema:
            schema["example"] = ids[named][0]
            schema.update({"format": named} if in_body and not closed else {"enum": ids[named]})
        elif "pattern" in schema.get("items", {}):
            schema["example"] = ids[named][:1]
            schema["items"]["enum"] = ids[named]
    return document


def only_paths(document: dict[str, Any], paths: Collection[str]) -> dict[str, Any]:
    """Return the contract with only these paths, each with all of its methods."""
    return {**document, "paths": {path: item for path, item in document["paths"].items() if path in paths}}


def about_contacts(document: dict[str, Any]) -> dict[str, Any]:
    """Return the contract with only the paths whose operations all take ids of contacts."""
    named = {"contact_id", "contact_ids[]"}
    paths = {
        path: operations
        for path, operations in document["paths"].items()
        if all(named & {p["name"] for p in operation.get("parameters", ())} for operation in operations.values())
    }
    return {**document, "paths": paths}


def _named_schemas(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Yield the schema of each parameter and member, its name, and whether it is in a body; examples are removed."""
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                parameter.pop("example", None)
                yield parameter["schema"], parameter["name"].removesuffix("[]"), False
            for content in operation.get("requestBody", {}).get("content", {}).values():
                for schema, name in _members(content["schema"]):
                    yield schema, name, True


def _members(schema: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the schemas and names of the members of an object, or of the objects in a list, at any depth."""
    for name, below in (schema.get("properties") or schema.get("items", {}).get("properties", {})).items():
        yield below, name
        yield from _members(below)
