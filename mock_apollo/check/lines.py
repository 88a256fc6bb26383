"""What do files with a JSON object in each line say? Our journal's export, and schemathesis' events."""

import base64
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from mock_apollo.check.recording import (
    MALFORMED,
    Recorded,
    Recording,
    RecordingError,
    Skipped,
    body_of,
    call_of,
    flat,
    milliseconds,
    read_one,
    recorded,
    reply_of,
)
from mock_apollo.contract.findings import BY_THE_WORLD, Finding
from mock_apollo.protocol.timestamps import SECOND

SCENARIO = "ScenarioFinished"


def read_journal(file: BinaryIO) -> Recording:
    """What `GET /__admin/journal` gave. Raises RecordingError."""
    for number, entry in _objects(file):
        yield read_one(_entry, number, entry)


def read_schemathesis(file: BinaryIO) -> Recording:
    """What `--report ndjson=PATH` wrote, in the events that end a scenario. Raises RecordingError."""
    for number, event in _objects(file):
        try:
            interactions = event[SCENARIO]["recorder"]["interactions"].items() if SCENARIO in event else ()
        except MALFORMED:
            yield Skipped("a scenario that is not recorded as the format has it")
            continue
        for case, exchange in interactions:
            yield read_one(interaction, number, case, exchange)


def _objects(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """The object in each line, with the number of the line."""
    for number, line in enumerate(file, 1):
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise RecordingError(f"line {number} is not JSON. Export it again.") from error
        if isinstance(value, dict):
            yield number, value


def _entry(number: int, entry: dict[str, Any]) -> Recorded | Skipped:
    call, reply = entry["call"], entry["reply"]
    if call["truncated"]:
        return Skipped("a call whose body was too large to be kept")
    url = f"//localhost{call['path']}?{call['query']}"
    host, made = call_of(call["method"], url, map(tuple, call["headers"]), body_of(call["body"], call["encoding"]))
    more: dict[str, Any] = {"client": entry["team"]} if entry["team"] else {}
    headers = [("content-type", reply["media_type"]), *map(tuple, reply["headers"])]
    body = None if reply["truncated"] else body_of(reply["body"], reply["encoding"])
    answer, content = reply_of(reply["status"], headers, body)
    noted = tuple(
        Finding(found["code"], found["path"], found["message"])
        for found in entry["findings"]
        if found["code"] in BY_THE_WORLD
    )
    at = milliseconds(entry["at"])
    return recorded(f"line {number}", number, host, made, reply=answer, content=content, at=at, noted=noted, **more)


def interaction(number: int, case: str, exchange: dict[str, Any]) -> Recorded:
    """One interaction of schemathesis."""
    request, response = exchange["request"], exchange.get("response")
    host, call = call_of(request["method"], request["uri"], flat(request["headers"]), _body(request.get("body")))
    more: dict[str, Any] = {"at": int(exchange["timestamp"] * SECOND)}
    if response:
        headers, body = flat(response["headers"]), _body(response.get("content"))
        more["reply"], more["content"] = reply_of(response["status_code"], headers, body)
    return recorded(f"case {case}", number, host, call, **more)


def _body(body: dict[str, str] | None) -> bytes:
    return base64.b64decode(body["$base64"]) if body else b""
