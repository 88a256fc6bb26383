"""Which operation does a call address? The contract, compiled for look-ups and validation."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import unquote

import orjson
from jsonschema_rs import Draft202012Validator

from mock_apollo.contract.files import openapi_file
from mock_apollo.protocol.messages import JSON
from mock_apollo.protocol.refusals import MethodNotAllowed, NotEmulated

BASES = ("/api/v1/", "/v1/")
ANNOTATIONS = {"description", "title", "example", "examples", "default"}
FOUND = 512  # paths whose operations are remembered
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method and path of the contract.

    - `action`: the name by which Apollo counts calls and limits the scope of keys
    - `limited_as`: its name in a 429: the path, unless Apollo has another one (documented for two lists)
    - `scoped`: whether a key may be restricted to other operations
    - `body`: the schema of the fields, whether they are sent in the body or in the query
    - `reads_body`: whether a body is read, declared or not: where there are fields, unless the method is GET
    - `members`: the names that are read from the body
    - `query`: the names that are read from the query, declared there or by `x-apollo-reads-query`
    - `types`: the JSON type of each member, `""` for any
    - `items`: the same for the members of objects in a list, by the name of the list
    - `ids`: the schemas of the path parameters by name, in their order
    - `refusals`: the bodies of `x-apollo-refusals` by place and violated keyword: `("contacts[].email", "pattern")`
    - `replies`: the schemas of the replies by status and media type
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
        """Compile the operation that the document declares for a method and a path."""
        parameters = declared.get("parameters", ())
        body = declared.get("requestBody", {})
        schema = body.get("content", {}).get(JSON.decode(), {}).get("schema") or _schema_of_query(parameters)
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
            query=frozenset(schema["properties"] if declared.get("x-apollo-reads-query") else _query_names(parameters)),
            refusals=dict(_refusals(schema)),
            ids={p["name"]: _compiled(p["schema"]) for p in parameters if p["in"] == "path"},
            replies={
                (int(status), media_type.encode()): _compiled(content.get("schema", {}))
                for status, reply in declared["responses"].items()
                for media_type, content in reply.get("content", {}).items()
            },
        )


def _query_names(parameters: Iterable[dict[str, Any]]) -> list[str]:
    """Return the names of the query parameters."""
    return [p["name"] for p in parameters if p["in"] == "query"]


def _schema_of_query(parameters: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return a schema of the fields of an operation that takes them from the query only."""
    named = {p["name"].removesuffix("[]"): p["schema"] for p in parameters if p["in"] == "query"}
    return {"type": "object", "properties": named}


def _types(schema: dict[str, Any]) -> dict[str, str]:
    """Return the type of each member of an object; `""` is any type."""
    return {name: member.get("type", "") for name, member in schema["properties"].items()}


def _refusals(schema: dict[str, Any], place: str = "") -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Yield each place and keyword for which the schema declares the body of a refusal, with that body."""
    for keyword, content in schema.get("x-apollo-refusals", {}).items():
        yield (place, keyword), content
    for name, below in schema.get("properties", {}).items():
        yield from _refusals(below, f"{place}.{name}".removeprefix("."))
    if "items" in schema:
        yield from _refusals(schema["items"], f"{place}[]")


def _compiled(schema: dict[str, Any]) -> Draft202012Validator:
    """Compile a schema; its validation errors do not contain the value, which may be a secret."""
    return Draft202012Validator(_without_annotations(schema), mask="the value")


def _without_annotations(schema: dict[str, Any]) -> dict[str, Any]:
    """Remove annotations from a schema, since the validator spends time on them."""
    kept = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
    if "properties" in kept:
        bare = {name: _without_annotations(below) for name, below in kept["properties"].items()}
        kept["properties"] = {name: below for name, below in bare.items() if below or "additionalProperties" in kept}
    if "items" in kept:
        kept["items"] = _without_annotations(kept["items"])
    return kept


class _Template(NamedTuple):
    """A path of the contract: the number of ids in it, and its operations by method."""

    ids: int
    operations: dict[str, Operation]


class Contract:
    """The compiled document.

    `operations` are by `operationId`; `accepted_by` has, for the name of a field, the operations that accept it.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        paths = {path: _template(path, declared) for path, declared in document["paths"].items()}
        self.operations = {o.operation_id: o for template in paths.values() for o in template.operations.values()}
        self.accepted_by: defaultdict[str, list[str]] = defaultdict(list)
        for operation in self.operations.values():
            for name in operation.members | operation.query:
                self.accepted_by[name].append(f"{operation.method} {operation.path}")
        literal_first = sorted(paths, key=lambda path: [part.startswith("{") for part in path.split("/")])
        alternatives = "|".join(f"(?P<path{i}>{_pattern(path)})" for i, path in enumerate(literal_first))
        self._paths = re.compile(f"(?:{'|'.join(BASES)})(?:{alternatives})/?")
        self._templates = {self._paths.groupindex[f"path{i}"]: paths[path] for i, path in enumerate(literal_first)}
        self.find = lru_cache(FOUND)(self._find)

    @classmethod
    def load(cls, file: Path | None = None) -> Self:
        """Load the contract from a file, or the one that comes with mock-apollo."""
        return cls(orjson.loads((file or openapi_file("contract.json")).read_bytes()))

    def _find(self, method: str, path: str) -> tuple[Operation, Sequence[str]]:
        """Return the operation of a raw path and the decoded ids in it. Raises NotEmulated, MethodNotAllowed.

        Literal paths win over templates. The path is matched before it is decoded, so that `a%2Fb` is one id;
        a trailing slash is ignored (assumed).
        """
        match = self._paths.fullmatch(path)
        if match is None or match.lastindex is None:
            raise NotEmulated(method, path)
        ids, operations = self._templates[match.lastindex]
        operation = operations.get(method)
        if operation is None:
            raise MethodNotAllowed(method, operations)
        values = match.groups()[match.lastindex : match.lastindex + ids]
        return operation, tuple(map(unquote, values)) if "%" in path else values


def _template(path: str, declared: dict[str, Any]) -> _Template:
    return _Template(path.count("{"), {m.upper(): Operation.of(m, path, declared[m]) for m in METHODS if m in declared})


def _pattern(path: str) -> str:
    parts = path.removeprefix("/").split("/")
    return "/".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in parts)
