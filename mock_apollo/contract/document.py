"""Which operation does a call mean? The contract, compiled for look-ups and for judging."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import unquote

import orjson
from jsonschema_rs import Draft202012Validator

from mock_apollo.contract.files import openapi_file
from mock_apollo.protocol.refusals import MethodNotAllowed, NotEmulated

BASES = ("/api/v1/", "/v1/")
ANNOTATIONS = {"description", "title", "example", "examples", "default"}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method and path of the contract; `action` is what Apollo counts and scopes keys by.

    `limited_as` is what a 429 calls it: the path, unless Apollo has another name (documented for two lists). One that
    is not `scoped` is open to every key. A body that is not declared is read when the query is, as older clients do;
    a query that is not declared is read where `x-apollo-reads-query` says so, and then stands for the body.
    `ids` are the schemas of what stands in the path, in its order; `members` and `query` the names that are read,
    `body` is the schema of the fields, wherever they stand; `types` are their types, `items` those of objects in lists,
    by the name of the list; `refusals` what Apollo says when a keyword is broken, by the place: `contacts[].email`.
    """

    operation_id: str
    method: str
    path: str
    action: str
    limited_as: str
    scoped: bool
    body: Draft202012Validator
    body_required: bool
    reads_body: bool
    members: frozenset[str]
    items: Mapping[str, Mapping[str, str]]
    types: Mapping[str, str]
    query: frozenset[str]
    ids: Mapping[str, Draft202012Validator]
    refusals: Mapping[tuple[str, str], dict[str, Any]]
    replies: Mapping[tuple[int, bytes], Draft202012Validator]

    @classmethod
    def of(cls, method: str, path: str, declared: dict[str, Any]) -> Self:
        """The operation that the document declares."""
        parameters = declared.get("parameters", ())
        body = declared.get("requestBody", {})
        schema = body.get("content", {}).get("application/json", {}).get("schema") or _of_query(parameters)
        return cls(
            operation_id=declared["operationId"],
            method=method.upper(),
            path=path,
            action=declared["x-apollo-action"],
            scoped=declared.get("x-apollo-scoped", True),
            limited_as=declared.get("x-apollo-limited-as", f"api/v1{path}"),
            body=_compiled(schema),
            body_required=body.get("required", False),
            reads_body=bool(schema["properties"]) and method.upper() != "GET",
            members=frozenset(schema["properties"]),
            items={
                name: _types(member["items"])
                for name, member in schema["properties"].items()
                if "properties" in member.get("items", {})
            },
            types=_types(schema),
            query=frozenset(schema["properties"] if declared.get("x-apollo-reads-query") else _names(parameters)),
            refusals=dict(_refusals(schema)),
            ids={p["name"]: _compiled(p["schema"]) for p in parameters if p["in"] == "path"},
            replies={
                (int(status), media_type.encode()): _compiled(content.get("schema", {}))
                for status, reply in declared["responses"].items()
                for media_type, content in reply.get("content", {}).items()
            },
        )


def _names(parameters: Iterable[dict[str, Any]]) -> list[str]:
    return [p["name"] for p in parameters if p["in"] == "query"]


def _of_query(parameters: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The fields of an operation that takes them from the query only."""
    named = {p["name"].removesuffix("[]"): p["schema"] for p in parameters if p["in"] == "query"}
    return {"type": "object", "properties": named}


def _types(schema: dict[str, Any]) -> dict[str, str]:
    """The members of an object, each with its type; `""` is any."""
    return {name: member.get("type", "") for name, member in schema["properties"].items()}


def _refusals(schema: dict[str, Any], place: str = "") -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Places and keywords, each with what is said when the keyword is broken there."""
    for keyword, content in schema.get("x-apollo-refusals", {}).items():
        yield (place, keyword), content
    for name, below in schema.get("properties", {}).items():
        yield from _refusals(below, f"{place}.{name}".removeprefix("."))
    if "items" in schema:
        yield from _refusals(schema["items"], f"{place}[]")


def _compiled(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator whose messages never repeat what was sent."""
    return Draft202012Validator(_bare(schema), mask="the value")


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without what says nothing of a value: the validator looks at each of them, and at their values."""
    kept = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
    if "properties" in kept:
        bare = {name: _bare(below) for name, below in kept["properties"].items()}
        kept["properties"] = {name: below for name, below in bare.items() if below or "additionalProperties" in kept}
    if "items" in kept:
        kept["items"] = _bare(kept["items"])
    return kept


class _Template(NamedTuple):
    """A path of the contract: how many ids it has, and its operations by method."""

    ids: int
    operations: dict[str, Operation]


class Contract:
    """The document, compiled once."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        paths = {path: _template(path, declared) for path, declared in document["paths"].items()}
        self.operations = {o.operation_id: o for template in paths.values() for o in template.operations.values()}
        self.takers: defaultdict[str, list[str]] = defaultdict(list)
        for operation in self.operations.values():
            for name in operation.members | operation.query:
                self.takers[name].append(f"{operation.method} {operation.path}")
        literal_first = sorted(paths, key=lambda path: [part.startswith("{") for part in path.split("/")])
        alternatives = "|".join(f"(?P<path{i}>{_pattern(path)})" for i, path in enumerate(literal_first))
        self._paths = re.compile(f"(?:{'|'.join(BASES)})(?:{alternatives})/?")
        self._templates = {self._paths.groupindex[f"path{i}"]: paths[path] for i, path in enumerate(literal_first)}

    @classmethod
    def load(cls, file: Path | None = None) -> Self:
        """The bundled contract, or the one in a file."""
        return cls(orjson.loads((file or openapi_file("contract.json")).read_bytes()))

    def find(self, method: str, path: str) -> tuple[Operation, Sequence[str]]:
        """The operation of a raw path, and the ids in it, decoded. Raises NotEmulated, MethodNotAllowed.

        Literal paths beat templates. The path is matched before it is decoded, so that `a%2Fb` is one id;
        a slash at the end changes nothing (assumed).
        """
        match = self._paths.fullmatch(path)
        if match is None or match.lastindex is None:
            raise NotEmulated(method, path)
        ids, operations = self._templates[match.lastindex]
        operation = operations.get(method)
        if operation is None:
            raise MethodNotAllowed(method, operations)
        values = match.groups()[match.lastindex : match.lastindex + ids]
        return operation, [unquote(value) for value in values] if "%" in path else values


def _template(path: str, declared: dict[str, Any]) -> _Template:
    return _Template(path.count("{"), {m.upper(): Operation.of(m, path, declared[m]) for m in METHODS if m in declared})


def _pattern(path: str) -> str:
    parts = path.removeprefix("/").split("/")
    return "/".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in parts)
