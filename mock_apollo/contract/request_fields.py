"""What does the client ask to write? The fields of a call, read from its body and query, and checked."""

import re
from collections.abc import Mapping
from typing import Any

import orjson
from jsonschema_rs import ValidationError

from mock_apollo.contract.document import Operation
from mock_apollo.protocol.json_depth import DEEPEST, too_deep
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
PLACE = re.compile(r"\[[0-9]+\]")  # of one thing in a list

JSON_TYPES = {str: "a string", bool: "a boolean", list: "an array", dict: "an object", type(None): "null"}
EMPTY: dict[str, type] = {"array": list, "object": dict}
WANTED = {"string": "a string", "array": "an array", "object": "an object"}
WANTED |= {"integer": "a whole number", "boolean": "true or false"}


def read_fields(operation: Operation, call: Call) -> Fields:
    """The fields as sent. Where an operation takes both, the body goes before the query, which must be lawful too.

    Raises BodyTooLarge, UnreadableBody, InvalidId, InvalidValue.
    """
    fields = query_fields(operation, call) if operation.query else {}
    if has_body(operation, call, fields):
        if fields:
            check_fields(operation, fields)
        fields |= body_fields(call)
    return fields


def has_body(operation: Operation, call: Call, query: Fields) -> bool:
    """Whether fields are to be read from a body: where one is sent, or must be, as the query has none either."""
    return bool(call.body and operation.reads_body) or (operation.body_required and not query)


def query_fields(operation: Operation, call: Call) -> Fields:
    """Rails' way of writing lists and maps in a query: `label_names[]=a&label_names[]=b`.

    What is nested deeper, or both a list and a map, stays recognisable as something that no field can have.
    """
    fields: Fields = {}
    for name, text in call.query_pairs():
        head, bracket, rest = name.partition("[")
        if bracket and head:
            key, end, more = rest.partition("]")
            simple = end and not more and "[" not in key
            fields[head] = _collected(fields.get(head), key if simple else "", text if simple else {rest: text})
        else:
            fields[name] = _typed(operation.types.get(name), text)
    return fields


def _collected(held: Any, key: str, value: Any) -> Any:
    """A map with one more value, or a list, into which a map turns that is used as one."""
    if key and not isinstance(held, list):
        values_by_key = held if isinstance(held, dict) else {}
        values_by_key[key] = value
        return values_by_key
    values = held if isinstance(held, list) else [held] if isinstance(held, dict) else []
    values.append({key: value} if key else value)
    return values


def _typed(kind: str | None, text: str) -> Any:
    """What a text in a query means where a number or a truth is wanted; else the text."""
    if kind == "integer" and INTEGER.fullmatch(text):
        return int(text)
    return text == "true" if kind == "boolean" and text in ("true", "false") else text


def body_fields(call: Call) -> Fields:
    """The members of the JSON object in the body. Raises BodyTooLarge, UnreadableBody."""
    if len(call.body) > MAX_BODY:
        raise BodyTooLarge(MAX_BODY)
    media_type = call.header(b"content-type") or b"missing"
    if media_type != JSON and media_type.partition(b";")[0].strip().lower() != JSON:
        raise UndeclaredMediaType(f"The Content-Type is {media_type.decode('latin-1')}; send application/json.")
    try:
        value = orjson.loads(call.body)
    except orjson.JSONDecodeError as error:
        raise UnreadableBody(f"The body is not JSON in UTF-8: {error}.") from error
    if not isinstance(value, dict):
        raise UnreadableBody(f"The body is {json_type(value)}; send a JSON object.")
    if call.body.count(b"[") + call.body.count(b"{") > DEEPEST and too_deep(value):
        raise UnreadableBody(f"The body is nested deeper than {DEEPEST} levels.")
    return value


def check_fields(operation: Operation, fields: Fields) -> None:
    """Refuses what the contract does not allow. Raises InvalidId, InvalidValue."""
    try:
        operation.body.validate(fields)
    except ValidationError as error:
        raise _refusal(operation, error) from error


def declared_fields(operation: Operation, fields: Fields) -> Fields:
    """What is left of lawful fields when what the contract does not know is ignored, as Apollo does (observed)."""
    if not operation.members.issuperset(fields):
        fields = {name: value for name, value in fields.items() if name in operation.members}
    for name, members in operation.items.items():
        if name in fields:
            kept = [{name: value for name, value in item.items() if name in members} for item in fields[name]]
            fields = {**fields, name: kept}
    return fields


def without_nulls(operation: Operation, fields: Fields) -> Fields:
    """Null read as an empty value, for the policy that clears a field by it."""
    given = _emptied(fields, operation.types)
    for name, types in operation.items.items():
        if isinstance(given.get(name), list):
            given[name] = [_emptied(item, types) if isinstance(item, dict) else item for item in given[name]]
    return given


def _emptied(fields: Fields, types: Mapping[str, str]) -> Fields:
    return {name: EMPTY.get(types.get(name, ""), str)() if value is None else value for name, value in fields.items()}


def json_type(value: Any) -> str:
    """What a value is called in JSON, with its article."""
    return JSON_TYPES.get(type(value), "a number")


def _refusal(operation: Operation, error: ValidationError) -> Refusal:
    where = json_path(error.instance_path)
    named = f"{where}.{error.kind.as_dict()['property']}" if error.kind.name == "required" else where
    declared = operation.refusals.get((PLACE.sub("[]", named.removeprefix(".")), error.kind.name))
    if declared is not None:
        return DeclaredRefusal(declared, str(error.instance))
    if error.kind.name == "pattern":
        return InvalidId(str(error.instance))
    return InvalidValue(where or "The body", explained(error))


def explained(error: ValidationError) -> str:
    """What is wrong with a value, without the value."""
    if error.kind.name == "type":
        return f"must be {WANTED[error.kind.as_dict()['types'][0]]}, not {json_type(error.instance)}."
    return f"is not allowed: {error.message}."
