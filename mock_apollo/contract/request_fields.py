"""Which fields does a call send? They are read from body and query, and validated."""

import re
from collections.abc import Mapping
from typing import Any

import orjson
from jsonschema_rs import ValidationError

from mock_apollo.contract.document import Operation
from mock_apollo.protocol.json_depth import MAX_DEPTH, too_deep
from mock_apollo.protocol.json_path import json_path
from mock_apollo.protocol.messages import JSON, Call
from mock_apollo.protocol.refusals import (
    BodyTooLarge,
    DeclaredRefusal,
    InvalidId,
    InvalidValue,
    Refusal,
    UndeclaredMediaType,
    UnreadableBody,
)

Fields = dict[str, Any]

MAX_BODY = 1 << 20  # bytes

INTEGER = re.compile(r"-?[0-9]{1,18}")
MORE = re.compile(rb"[;,]")  # begins the parameters of a media type, or another one, which is not read
INDEX = re.compile(r"\[[0-9]+\]")  # in a path such as contacts[3].email

JSON_TYPES = {str: "a string", bool: "a boolean", list: "an array", dict: "an object", type(None): "null"}
EMPTY: dict[str, type] = {"array": list, "object": dict}  # by JSON type; a text for all others
EXPECTED = {"string": "a string", "array": "an array", "object": "an object"}
EXPECTED |= {"integer": "a whole number", "boolean": "true or false"}


def read_fields(operation: Operation, call: Call) -> Fields:
    """Return the fields as sent. Where both are read, the body wins over the query, which must be valid all the same.

    Raises BodyTooLarge, UnreadableBody, InvalidId, InvalidValue, DeclaredRefusal.
    """
    if call.body and operation.reads_body and not call.query:
        return body_fields(call)
    fields = query_fields(operation, call) if operation.query else {}
    if has_body(operation, call, fields):
        if fields:
            check_fields(operation, fields)
        fields |= body_fields(call)
    return fields


def has_body(operation: Operation, call: Call, query: Fields) -> bool:
    """Tell whether to read the body: if one is sent, or if it is required and the query has no fields."""
    return bool(call.body and operation.reads_body) or (operation.body_required and not query)


def query_fields(operation: Operation, call: Call) -> Fields:
    """Read the query, with lists and maps as in Rails: `label_names[]=a&label_names[]=b`.

    Deeper nesting, and a mixture of list and map, give a value that no field allows.
    """
    fields: Fields = {}
    for name, text in call.query_pairs():
        head, bracket, rest = name.partition("[")
        if bracket and head:
            key, end, more = rest.partition("]")
            simple = end and not more and "[" not in key
            fields[head] = _with_value(fields.get(head), key if simple else "", text if simple else {rest: text})
        else:
            fields[name] = _converted(operation.types.get(name), text)
    return fields


def _with_value(held: Any, key: str, value: Any) -> Any:
    """Add a value to a map, or to a list; a map becomes a list when values without a key are added."""
    if key and not isinstance(held, list):
        values_by_key = held if isinstance(held, dict) else {}
        values_by_key[key] = value
        return values_by_key
    values = held if isinstance(held, list) else [held] if isinstance(held, dict) else []
    values.append({key: value} if key else value)
    return values


def _converted(kind: str | None, text: str) -> Any:
    """Convert a text of the query to the integer or boolean that the field expects; other texts are unchanged."""
    if kind == "integer" and INTEGER.fullmatch(text):
        return int(text)
    return text == "true" if kind == "boolean" and text in ("true", "false") else text


def body_fields(call: Call) -> Fields:
    """Parse the JSON object in the body. Raises BodyTooLarge, UnreadableBody."""
    if len(call.body) > MAX_BODY:
        raise BodyTooLarge(MAX_BODY)
    media_type = call.header(b"content-type") or b"missing"
    if media_type != JSON and MORE.split(media_type)[0].strip().lower() != JSON:
        raise UndeclaredMediaType(f"The Content-Type is {media_type.decode('latin-1')}; send application/json.")
    try:
        value = orjson.loads(call.body)
    except orjson.JSONDecodeError as error:
        raise UnreadableBody(f"The body is not JSON in UTF-8: {error}.") from error
    if not isinstance(value, dict):
        raise UnreadableBody(f"The body is {json_type(value)}; send a JSON object.")
    if len(call.body) > MAX_DEPTH and call.body.count(b"[") + call.body.count(b"{") > MAX_DEPTH and too_deep(value):
        raise UnreadableBody(f"The body is nested deeper than {MAX_DEPTH} levels.")
    return value


def check_fields(operation: Operation, fields: Fields) -> None:
    """Validate fields against the contract. Raises InvalidId, InvalidValue, DeclaredRefusal."""
    try:
        operation.body.validate(fields)
    except ValidationError as error:
        raise _refusal(operation, error) from error


def declared_fields(operation: Operation, fields: Fields) -> Fields:
    """Drop members that the contract does not know from valid fields, as Apollo ignores them (observed)."""
    if not operation.members.issuperset(fields):
        fields = {name: value for name, value in fields.items() if name in operation.members}
    for name, members in operation.items.items():
        if name in fields:
            kept = [{name: value for name, value in item.items() if name in members} for item in fields[name]]
            fields = {**fields, name: kept}
    return fields


def without_nulls(operation: Operation, fields: Fields) -> Fields:
    """Replace null by the empty value of the field's type, for the policy by which null clears a field."""
    given = _emptied(fields, operation.types)
    for name, types in operation.items.items():
        if isinstance(given.get(name), list):
            given[name] = [_emptied(item, types) if isinstance(item, dict) else item for item in given[name]]
    return given


def _emptied(fields: Fields, types: Mapping[str, str]) -> Fields:
    return {name: EMPTY.get(types.get(name, ""), str)() if value is None else value for name, value in fields.items()}


def json_type(value: Any) -> str:
    """Name the JSON type of a value, with its article: `a string`."""
    return JSON_TYPES.get(type(value), "a number")


def _refusal(operation: Operation, error: ValidationError) -> Refusal:
    """Return the refusal of a schema violation: the one that the contract declares for it, or a general one."""
    where = json_path(error.instance_path)
    named = f"{where}.{error.kind.as_dict()['property']}" if error.kind.name == "required" else where
    declared = operation.refusals.get((INDEX.sub("[]", named.removeprefix(".")), error.kind.name))
    if declared is not None:
        return DeclaredRefusal(declared, str(error.instance))
    if error.kind.name == "pattern":
        return InvalidId(str(error.instance))
    return InvalidValue(where or "The body", explained(error))


def explained(error: ValidationError) -> str:
    """Describe a schema violation without the value, which may be a secret."""
    if error.kind.name == "type":
        return f"must be {EXPECTED[error.kind.as_dict()['types'][0]]}, not {json_type(error.instance)}."
    return f"is not allowed: {error.message}."
