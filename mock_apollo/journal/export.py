"""How are calls exported to other tools? As curl lines, as a HAR file, and as tests."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from mock_apollo import __version__
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.body_text import UTF_8
from mock_apollo.protocol.messages import Call, Headers, Json
from mock_apollo.protocol.printable import printable_lines
from mock_apollo.protocol.timestamps import timestamp

URL = "http://127.0.0.1:27655"
KEY = "$APOLLO_KEY"  # in place of the credential, which the journal does not keep
CREDENTIAL = {b"x-api-key": "{key}", b"authorization": "Bearer {key}"}
UNSENT = {b"user-agent", b"accept-encoding", b"accept", b"connection", b"content-length", b"x-schemathesis-testcaseid"}
UNSENT |= {b"host"}


def curl_line(call: Call, url: str, key: str) -> str:
    """Format a call as a curl command; `key`, which may be a shell variable, replaces its credentials."""
    words = ["curl -gi -X", call.method, _quoted(_url(call, url).encode())]
    for name, value in call.headers:
        if name in CREDENTIAL:
            words.append(f'-H "{name.decode()}: {CREDENTIAL[name].format(key=key)}"')
        elif name not in UNSENT:
            words += ["-H", _quoted(b"%b: %b" % (name, value))]
    if call.body:
        words += ["--data-raw", _quoted(call.body)]
    return " ".join(words)


def as_curl(entry: Entry) -> str:
    """Format the call of an entry as a curl command with `$APOLLO_KEY` as its key."""
    return curl_line(entry.call, URL, KEY)


def as_pytest(entries: Sequence[Entry]) -> str:
    """Format the entries as tests that repeat the calls and expect the same statuses."""
    return "\n\n".join(("import httpx\n", *(_test(number, entry) for number, entry in enumerate(entries, 1))))


def _test(number: int, entry: Entry) -> str:
    call = entry.call
    return f"""\
def test_{number}_{(entry.operation_id or "call").replace("-", "_")}_gets_{entry.status}(apollo):
    reply = httpx.request(
        {call.method!r},
        apollo.url + {_url(call, "")!r},
        headers={{"x-api-key": apollo.key, "content-type": "application/json"}},
        content={call.body!r},
    )
    assert reply.status_code == {entry.status}
"""


def as_har(entries: Sequence[Entry]) -> Json:
    """Return the entries as a HAR 1.2 document, without credentials."""
    creator = {"name": "mock-apollo", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": [_har_entry(entry) for entry in entries]}}


def _har_entry(entry: Entry) -> Json:
    call, document = entry.call, entry.document()
    return {
        "startedDateTime": timestamp(entry.at),
        "time": entry.took_ms,
        "request": {
            "method": call.method,
            "url": _url(call, URL),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(call.headers),
            "queryString": [{"name": name, "value": value} for name, value in call.query_pairs()],
            "postData": _body(document["call"], (call.header(b"content-type") or b"").decode("latin-1")),
            "headersSize": -1,
            "bodySize": len(call.body),
        },
        "response": {
            "status": document["reply"]["status"],
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(((b"content-type", entry.reply.media_type), *entry.reply.headers)),
            "content": _body(document["reply"], document["reply"]["media_type"]) | {"size": len(entry.reply.body)},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(entry.reply.body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": entry.took_ms, "receive": 0},
    }


def _body(exported: Mapping[str, Any], media_type: str) -> Json:
    """Return the body of an exported call or reply as HAR has it."""
    encoding = {} if exported["encoding"] == UTF_8 else {"encoding": exported["encoding"]}
    return {"mimeType": media_type, "text": exported["body"], **encoding}


def _pairs(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name.decode("latin-1"), "value": value.decode("latin-1")} for name, value in headers]


def _url(call: Call, url: str) -> str:
    return f"{url}{call.path}?{call.query}" if call.query else f"{url}{call.path}"


def _quoted(body: bytes) -> str:
    """Quote bytes for a shell; `$'...'` with escapes when they are not UTF-8, or not to be sent to a terminal."""
    text = body.decode("utf-8", "surrogateescape")
    if printable_lines(text) == text:
        return shlex.quote(text)
    return f"$'{''.join(f'{chr(92)}x{byte:02x}' for byte in body)}'"
