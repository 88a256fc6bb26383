"""Curl lines, as they are typed and as browsers copy them."""

import io

import pytest

from mock_apollo.check.curl import read_curl
from mock_apollo.check.recording import Recorded, Skipped
from mock_apollo.check.verdict import check
from mock_apollo.protocol.messages import Call

URL = "https://api.apollo.io/api/v1/contacts/1"
PATH = "/api/v1/contacts/1"
KEY = (b"x-api-key", b"k")
JSON = (b"content-type", b"application/json")
FORM = (b"content-type", b"application/x-www-form-urlencoded")


def read(text: str) -> list[Recorded | Skipped]:
    """The calls in a text."""
    return list(read_curl(io.BytesIO(text.encode())))


LINES = {
    f"curl {URL}": Call("GET", PATH),
    f"curl -X PATCH {URL} -H 'X-Api-Key: k'": Call("PATCH", PATH, "", (KEY,)),
    f"curl -sSiXPATCH --url {URL} -H'x-api-key:k'": Call("PATCH", PATH, "", (KEY,)),
    f"curl --request=PUT '{URL}?a=1&b=%20'": Call("PUT", PATH, "a=1&b=%20"),
    f"curl {URL} -d a=1 -d b=2": Call("POST", PATH, "", (FORM,), b"a=1&b=2"),
    f"curl {URL} -H 'Content-Type: application/json' --data-raw '{{}}'": Call("POST", PATH, "", (JSON,), b"{}"),
    f"curl -X PATCH {URL} --json '{{}}'": Call("PATCH", PATH, "", (JSON,), b"{}"),
    f"curl -G {URL} -d a=1 --data-urlencode 'b=x y'": Call("GET", PATH, "a=1&b=x+y"),
    f"curl -G {URL}?c=3 --data-urlencode 'x y'": Call("GET", PATH, "c=3&x+y"),
    f"curl {URL} --data-raw $'it\\'s\\n\\u00e9' -H 'content-type: application/json'": Call(
        "POST", PATH, "", (JSON,), "it's\né".encode()
    ),
    f"$ curl -s -o /dev/null -w '%{{http_code}}' {URL} | jq .": Call("GET", PATH),
    f"  curl {URL} \\\n  -H 'x-api-key: k' \\\n  -d '{{\n}}' \\\n -H 'content-type: application/json'": Call(
        "POST", PATH, "", (KEY, JSON), b"{\n}"
    ),
    "curl api.apollo.io/api/v1/contacts/1": Call("GET", PATH),
    f"curl {URL} -d ''": Call("POST", PATH),
    f"curl -X patch {URL}": Call("patch", PATH),
    f"curl -I {URL}": Call("HEAD", PATH),
    f"curl {URL} -F a=b": Call("POST", PATH, "", ((b"content-type", b"multipart/form-data"),)),
    f"curl {URL} --oauth2-bearer k": Call("GET", PATH, "", ((b"authorization", b"Bearer k"),)),
    f'curl {URL} -H "x-api-key: $KEY"': Call("GET", PATH, "", ((b"x-api-key", "\ue000".encode()),)),
    f'curl {URL} --json \'{{"title": "$5 `x`"}}\'': Call("POST", PATH, "", (JSON,), b'{"title": "$5 `x`"}'),
    f"curl {URL} 2>/dev/null >out.json": Call("GET", PATH),
    f"curl {URL}|jq .": Call("GET", PATH),
    f"KEY=1 sudo /usr/bin/curl {URL} # all of it": Call("GET", PATH),
    f"curl {URL} \\\r\n -H 'x-api-key: k'\r\n": Call("GET", PATH, "", (KEY,)),
    f"for i in 1 2; do answer=$(curl {URL}); done": Call("GET", PATH),
}


@pytest.mark.parametrize(("line", "call"), LINES.items(), ids=LINES)
def test_a_line_is_read_as_curl_reads_it(line: str, call: Call) -> None:
    """Observed: curl 7.88."""
    (recorded,) = read(line)
    assert isinstance(recorded, Recorded)
    assert (recorded.call, recorded.host) == (call, "api.apollo.io")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"curl {URL} -d @body.json", "whose body is in a file"),
        (f"curl {URL} --upload-file x", "whose body is in a file"),
        (f"curl {URL} --data-urlencode title@x", "whose body is in a file"),
        (f"curl {URL} --frobnicate=s3cr3t --next", "whose option --frobnicate is not supported"),
        (f"curl {URL} -X", "which curl would refuse too"),
        (f"curl {URL} -H 'x", "which curl would refuse too"),
        ("curl http://[::1/x", "which curl would refuse too"),
        (f"curl -X PATCH --json {{}} {URL} -H x-api-key: s3cr3t", "or more words than it"),
        ("curl -X PATCH -H x-api-key: s3cr3t", "which has no URL"),
        (f'curl "{URL}/$ID"', "is in a variable"),
        (f'curl {URL} --json "$(cat body)"', "is in a variable"),
        (f'curl {URL} -d "`cat body`"', "is in a variable"),
    ],
    ids=str,
)
def test_a_line_that_is_not_understood_is_skipped(line: str, why: str) -> None:
    """Assumed: a guess could be wrong."""
    (skipped,) = read(line)
    assert isinstance(skipped, Skipped)
    assert why in skipped.why
    assert "s3cr3t" not in skipped.why


def test_several_lines_are_several_calls() -> None:
    """Assumed: each with the number of its line."""
    text = f"# first\ncurl {URL}\n\nthen\n\ncurl -X PATCH \\\n {URL}; curl {URL} && curl {URL}\n"
    assert [recorded.line for recorded in read(text) if isinstance(recorded, Recorded)] == [2, 6, 7, 7]


@pytest.mark.parametrize("before", ["", " ", "$ ", "sudo "])
def test_a_command_can_be_given_instead_of_a_file(before: str) -> None:
    """Assumed: our own feature; its key is not shown."""
    verdict = check(f"{before}curl -X PATCH '{URL}?api_key=s3cr3t-k3y' --json '{{}}'")
    assert verdict.name == "the curl line"
    assert "s3cr3t-k3y" not in str(verdict)
    assert [f.code for j in verdict.judged for f in j.findings] == ["misplaced-key", "malformed-id"]
