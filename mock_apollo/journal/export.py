"""How is a call told to other tools? As a curl line, as a HAR file, as a test."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from mock_apollo import __version__
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.messages import Call, Headers, Json
from mock_apollo.protocol.timestamps import timestamp

URL = "http://127.0.0.1:27655"
KEY = "$APOLLO_KEY"  # stands for the credential, which nobody keeps
CREDENTIAL = {b"x-api-key": "{key}", b"authorization": "Bearer {key}"}
UNSENT = {b"user-agent", b"accept-encoding", b"accept", b"connection", b"content-length", b"x-schemathesis-testcaseid"}
UNSENT |= {b"host"}


def curl_line(call: Call, url: str, key: str) -> str:
    """A line to paste; `key` takes the place of credentials, which are left out. It may be a variable."""
    words = ["curl -gi -X", call.method, shlex.quote(_url(call, url))]
    for name, value in call.headers:
        if name in CREDENTIAL:
            words.append(f'-H "{name.decode()}: {CREDENTIAL[name].format(key=key)}"')
        elif name not in UNSENT:
            words += ["-H", shlex.quote(f"{name.decode('latin-1')}: {value.decode('latin-1')}")]
    if call.body:
        words += ["--data-raw", _quoted(call.body)]
    return " ".join(words)


def as_curl(entry: Entry) -> str:
    """The call of an entry."""
    return curl_line(entry.call, URL, KEY)


def as_pytest(entries: Sequence[Entry]) -> str:
    """Tests that make the calls again, and expect the same statuses."""
    return "\n\n".join(("import httpx\n", *(_test(number, entry) for number, entry in enumerate(entries, 1))))


def _test(number: int, entry: Entry) -> str:
    call = entry.call
    method, _, status = entry.line
    return f"""\
def test_{number}_{(entry.operation_id or "call").replace("-", "_")}_gets_{status}(apollo):
    reply = httpx.request(
        {method!r},
        apollo.url + {_url(call, "")!r},
        headers={{"x-api-key": apollo.key, "content-type": "application/json"}},
        content={call.body!r},
    )
    assert reply.status_code == {status}
"""


def as_har(entries: Sequence[Entry]) -> Json:
    """The entries as browsers and proxies write them (HAR 1.2), without credentials."""
    creator = {"name": "mock-apollo", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": [_har_entry(entry) for entry in entries]}}


def _har_entry(entry: Entry) -> Json:
    call, said = entry.call, entry.document()
    took = entry.took / 1_000
    return {
        "startedDateTime": timestamp(entry.at),
        "time": took,
        "request": {
            "method": call.method,
            "url": _url(call, URL),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(call.headers),
            "queryString": [{"name": name, "value": value} for name, value in call.query_pairs()],
            "postData": _body(said["call"], (call.header(b"content-type") or b"").decode("latin-1")),
            "headersSize": -1,
            "bodySize": len(call.body),
        },
        "response": {
            "status": said["reply"]["status"],
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(entry.reply.headers),
            "content": _body(said["reply"], said["reply"]["media_type"]) | {"size": len(entry.reply.body)},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(entry.reply.body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
    }


def _body(said: Mapping[str, Any], media_type: str) -> Json:
    encoding = {} if said["encoding"] == "utf-8" else {"encoding": said["encoding"]}
    return {"mimeType": media_type, "text": said["body"], **encoding}


def _pairs(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name.decode("latin-1"), "value": value.decode("latin-1")} for name, value in headers]


def _url(call: Call, url: str) -> str:
    return f"{url}{call.path}?{call.query}" if call.query else f"{url}{call.path}"


def _quoted(body: bytes) -> str:
    """Bytes as a shell takes them."""
    try:
        return shlex.quote(body.decode())
    except UnicodeDecodeError:
        return f"$'{''.join(f'{chr(92)}x{byte:02x}' for byte in body)}'"
