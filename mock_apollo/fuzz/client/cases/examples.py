"""Which replies are documented? The examples of the contract, or samples of its schemas where it has none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonschema_rs import Draft202012Validator

from mock_apollo.contract.document import Contract
from mock_apollo.fuzz.client.cases.mutators import MOMENT

Schema = dict[str, Any]

CONTENT_TYPE = "content-type"
AN_ID = "66e34b81740c50074e3d1bd4"
SAMPLES: dict[str, Any] = {"string": "text", "integer": 1, "number": 0.5, "boolean": True}


@dataclass(frozen=True, slots=True)
class Documented:
    """A documented reply. `head` begins the names of its cases: `200`, `422 Check the account ID`.

    `body` is JSON, or a str for a text. Rate-limit headers may be missing even where our contract requires them, as the
    vendor's document promises none.
    """

    head: str
    status: int
    body: Any
    headers: Mapping[str, Any]
    schema: Schema = field(repr=False)
    validator: Draft202012Validator = field(repr=False)
    header_validators: Mapping[str, Draft202012Validator] = field(repr=False)

    @property
    def is_first(self) -> bool:
        """Whether it is the largest example of its status."""
        return self.head == str(self.status)

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON, not a text."""
        return not isinstance(self.body, str)

    def allows(self, body: Any, headers: Mapping[str, Any]) -> bool:
        """Whether the contract allows this body with these headers and this status."""
        known = self.header_validators
        valid = all(name in known and known[name].is_valid(value) for name, value in headers.items())
        return CONTENT_TYPE in headers and valid and bool(self.validator.is_valid(body))


def documented_replies(contract: Contract, operation_id: str) -> Iterator[Documented]:
    """Yield the documented replies of an operation by status; of each status, the largest example first."""
    operation = contract.operations[operation_id]
    declared = contract.document["paths"][operation.path][operation.method.lower()]["responses"]
    for status, response in sorted(declared.items()):
        for media_type, content in response["content"].items():
            of_body = {"example": media_type, "type": "string", "pattern": f"^{media_type}(;|$)"}
            schemas = {CONTENT_TYPE: of_body, **dict(_header_schemas(contract, response))}
            validators = {name: Draft202012Validator(schema) for name, schema in schemas.items()}
            headers = {name: sample(schema) for name, schema in schemas.items()}
            validator = operation.replies[int(status), media_type.encode()]
            for title, body in _examples(content):
                head = f"{status} {title}".rstrip()
                yield Documented(head, int(status), body, headers, content["schema"], validator, validators)


def _header_schemas(contract: Contract, response: Schema) -> Iterator[tuple[str, Schema]]:
    for name, header in response.get("headers", {}).items():
        yield name, contract.document["components"]["headers"][header["$ref"].rpartition("/")[2]]["schema"]


def _examples(content: Schema) -> Iterator[tuple[str, Any]]:
    """Yield the documented bodies with their titles, the largest first and without a title."""
    examples = [(title, example["value"]) for title, example in content.get("examples", {}).items()]
    first, *others = sorted(examples, key=lambda example: -len(example[1])) or [*_variants(content["schema"])]
    yield "", first[1]
    yield from others


def _variants(schema: Schema) -> Iterator[tuple[str, Any]]:
    """Yield a title and a body for each alternative (`oneOf`, `anyOf`) of a schema, by the members that it requires."""
    parts: list[Schema] = schema.get("oneOf") or schema.get("anyOf") or [{"required": []}]
    alternatives = [part["required"] for part in parts]
    whole = sample(schema)
    for required in alternatives:
        others = {name for other in alternatives for name in other} - {*required}
        variant = {name: value for name, value in whole.items() if name not in others} if others else whole
        yield " ".join(required), variant


def sample(schema: Schema, name: str = "") -> Any:
    """Return a value of a schema: its example, const or first enum value, else a sample of its type and name."""
    for given in ("example", "const"):
        if given in schema:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    if "allOf" in schema:
        parts = (schema, *schema["allOf"])
        required = [name for part in parts for name in part.get("required", ())]
        return _members({"required": required, "properties": declared_members(schema)})
    return _of_type(schema, name)


def declared_members(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schemas of all members that a schema declares, `allOf` included."""
    parts = (schema, *schema.get("allOf", ()))
    return {name: below for part in parts for name, below in part.get("properties", {}).items()}


def _members(schema: Schema) -> dict[str, Any]:
    """Return a sample of each member that a schema declares or requires."""
    required: dict[str, Schema] = {name: {} for name in schema.get("required", ())}
    return {name: sample(below, name) for name, below in {**required, **schema.get("properties", {})}.items()}


def _of_type(schema: Schema, name: str) -> Any:
    """Return a sample of the first allowed type; an id for `..._id`, a timestamp for `..._at`."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object" or "properties" in schema:
        return _members(schema)
    if kind == "array":
        return [sample(schema.get("items", {}))]
    if name.endswith("id") and kind in ("string", None):
        return AN_ID
    return MOMENT if name.endswith("_at") and kind == "string" else SAMPLES.get(str(kind))
