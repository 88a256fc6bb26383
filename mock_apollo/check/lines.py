"""Which calls does a file of JSON lines contain? The journal's export, or the events of schemathesis."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from mock_apollo.check.recording import (
    MALFORMED,
    Recorded,
    Recording,
    RecordingError,
    Skipped,
    call_of,
    flat,
    milliseconds,
    read_one,
    recorded,
    reply_of,
)
from mock_apollo.contract.findings import BY_THE_WORLD, Finding
from mock_apollo.protocol.body_text import BASE64, body_from_text
from mock_apollo.protocol.timestamps import SECOND

SCENARIO = "ScenarioFinished"


def read_journal(file: BinaryIO) -> Recording:
    """Read what `GET /__admin/journal` returned. Raises RecordingError."""
    for number, entry in _objects(file):
        yield read_one(_entry, number, entry)


def read_schemathesis(file: BinaryIO) -> Recording:
    """Read what `--report ndjson=PATH` wrote, from the events that end a scenario. Raises RecordingError."""
    for number, event in _objects(file):
        try:
            interactions = event[SCENARIO]["recorder"]["interactions"].items() if SCENARIO in event else ()
        except MALFORMED:
            yield Skipped("a scenario that does not follow the format")
            continue
        for case, exchange in interactions:
            yield read_one(interaction, number, case, exchange)


def _objects(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each line and the JSON object in it. Raises RecordingError."""
    for number, line in enumerate(file, 1):
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise RecordingError(f"line {number} is not JSON. Export it again.") from error
        if isinstance(value, dict):
            yield number, value


def _entry(number: int, entry: dict[str, Any]) -> Recorded | Skipped:
    """Read an entry of the journal."""
    call, reply = entry["call"], entry["reply"]
    if call["truncated"]:
        return Skipped("a call whose body was too large for the journal")
    url = f"//localhost{call['path']}?{call['query']}"
    host, made = call_of(
        call["method"], url, map(tuple, call["headers"]), body_from_text(call["body"], call["encoding"])
    )
    more: dict[str, Any] = {"client": entry["team"]} if entry["team"] else {}
    headers = [("content-type", reply["media_type"]), *map(tuple, reply["headers"])]
    body = None if reply["truncated"] else body_from_text(reply["body"], reply["encoding"])
    answer, content = reply_of(reply["status"], headers, body)
    earlier = tuple(Finding.read(found) for found in entry["findings"] if found["code"] in BY_THE_WORLD)
    at = milliseconds(entry["at"])
    return recorded(f"line {number}", number, host, made, reply=answer, content=content, at=at, earlier=earlier, **more)


def interaction(number: int, case: str, exchange: dict[str, Any]) -> Recorded:
    """Read an interaction of schemathesis; `number` is its line and `case` the id of its case."""
    request, response = exchange["request"], exchange.get("response")
    host, call = call_of(request["method"], request["uri"], flat(request["headers"]), _body(request.get("body")))
    more: dict[str, Any] = {"at": int(exchange["timestamp"] * SECOND)}
    if response:
        headers, body = flat(response["headers"]), _body(response.get("content"))
        more["reply"], more["content"] = reply_of(response["status_code"], headers, body)
    return recorded(f"case {case}", number, host, call, **more)


def _body(body: dict[str, str] | None) -> bytes:
    return body_from_text(body["$base64"], BASE64) if body else b""
