"""What is fuzzed? A fresh fake, whose ids and time are the same at every run, and a contract that fits its world."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
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


def narrowed(document: dict[str, Any], ids: dict[str, list[str]], *, closed: bool) -> dict[str, Any]:
    """The contract of one world: its ids by field, instead of all ids that there could be, so that calls succeed.

    Unless the world is `closed`, a member of a body gets a format that is made of the ids, and one that a scenario
    creates is as good; lists of ids, where schemathesis makes nothing of formats, take no others. A field that has
    another's name says so by `x-apollo-names`. What the document leaves free stays free.
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


def about_contacts(document: dict[str, Any]) -> dict[str, Any]:
    """The contract of the paths whose operations name contacts by their ids."""
    named = {"contact_id", "contact_ids[]"}
    paths = {
        path: operations
        for path, operations in document["paths"].items()
        if all(named & {p["name"] for p in operation.get("parameters", ())} for operation in operations.values())
    }
    return {**document, "paths": paths}


def _named_schemas(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """The schemas of what can be sent, each with its name, and whether it is in a body; examples beside them go."""
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                parameter.pop("example", None)
                yield parameter["schema"], parameter["name"].removesuffix("[]"), False
            for content in operation.get("requestBody", {}).get("content", {}).values():
                for schema, name in _members(content["schema"]):
                    yield schema, name, True


def _members(schema: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The schemas of the members of an object, or of the objects in a list, at any depth."""
    for name, below in (schema.get("properties") or schema.get("items", {}).get("properties", {})).items():
        yield below, name
        yield from _members(below)
