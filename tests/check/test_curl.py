"""Curl lines, as they are typed and as browsers copy them."""

import io

import pytest

from mock_apollo.check.curl import read_curl
from mock_apollo.check.recording import Recorded, Skipped
from mock_apollo.check.verdict import check
from mock_apollo.messages import Call

URL = "https://api.apollo.io/api/v1/contacts/1"
PATH = "/api/v1/contacts/1"
KEY = (b"x-api-key", b"k")
JSON = (b"content-type", b"application/json")
FORM = (b"content-type", b"application/x-www-form-urlencoded")


def read(text: str) -> list[Recorded | Skipped]:
    """What a text says."""
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
        (f"curl {URL} --upload-file x", "an option that is not understood"),
        (f"curl {URL} -X", "an option that is not understood"),
        (f"curl {URL} -H 'x", "an option that is not understood"),
    ],
    ids=str,
)
def test_a_line_that_is_not_understood_is_skipped(line: str, why: str) -> None:
    """Assumed: better than to guess."""
    (skipped,) = read(line)
    assert isinstance(skipped, Skipped)
    assert why in skipped.why


def test_several_lines_are_several_calls() -> None:
    """Assumed: each with the number of its line."""
    text = f"# first\ncurl {URL}\n\nthen\n\ncurl -X PATCH \\\n {URL}\n"
    assert [recorded.line for recorded in read(text) if isinstance(recorded, Recorded)] == [2, 6]


def test_a_line_can_stand_for_itself() -> None:
    """Assumed: it is what people have at hand; and its key is not shown."""
    verdict = check(f"curl -X PATCH '{URL}?api_key=s3cr3t-k3y' --json '{{}}'")
    assert verdict.name == "the curl line"
    assert "s3cr3t-k3y" not in str(verdict)
    assert [f.code for j in verdict.judged for f in j.findings] == ["misplaced-key", "malformed-id"]
