"""How do the tests record traffic? As HAR files of calls to an Apollo whose clock is frozen."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.recording import RecordingError
from mock_apollo.check.verdict import Verdict, check
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.protocol.timestamps import timestamp
from tests.calls import NOON

BASE = "https://api.apollo.io"


def entry(call: Call, reply: Reply | None, at: int = 0, base: str = BASE) -> dict[str, Any]:
    """A call and its reply; `at` is in seconds after noon."""
    url = f"{base}{call.path}?{call.query}" if call.query else f"{base}{call.path}"
    request: dict[str, Any] = {"method": call.method, "url": url, "headers": pairs(call.headers)}
    if call.body:
        request["postData"] = {"mimeType": "application/json", "text": call.body.decode()}
    response: dict[str, Any] = {"status": 0}
    if reply:
        media_type = reply.media_type.decode()
        headers = [{"name": "Content-Type", "value": f"{media_type}; charset=utf-8"}, *pairs(reply.headers)]
        text = base64.b64encode(reply.body).decode()
        content = {"mimeType": media_type, "text": text, "encoding": "base64"}
        response = {"status": reply.status, "headers": headers, "content": content}
    started = timestamp(int(NOON.timestamp() * 1000) + at * 1000)
    return {"startedDateTime": started, "request": request, "response": response}


def pairs(headers: Any) -> list[dict[str, str]]:
    """Headers as HAR has them."""
    return [{"name": name.decode("latin-1"), "value": value.decode("latin-1")} for name, value in headers]


def traffic(apollo: Apollo, *calls: Call) -> list[dict[str, Any]]:
    """Recorded calls with their replies, one second apart."""
    return [entry(call, apollo.answer(call), at) for at, call in enumerate(calls)]


def har(folder: Path, entries: list[Any]) -> str:
    """A HAR file."""
    file = folder / "traffic.har"
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return str(file)


def found(verdict: Verdict) -> list[tuple[str, str]]:
    """The place and the code of each finding."""
    return [(judged.where, finding.code) for judged in verdict.judged for finding in judged.findings]


def refusal(file: Path, content: bytes) -> str:
    """Why a file with this content cannot be judged."""
    file.write_bytes(content)
    with pytest.raises(RecordingError) as refused:
        check(str(file))
    return str(refused.value)
