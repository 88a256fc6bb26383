"""Curl lines, as they are typed and as browsers copy them."""

import io

import pytest

from mock_apollo.check.curl import A_KEY, IN_A_FILE, IN_THE_SHELL, UNKNOWN_OPTION, read_curl
from mock_apollo.check.curl import KEY as KEY_PLACE
from mock_apollo.check.curl_urls import A_HOST, A_PATH, A_QUERY, HOST, METHOD, PATH, QUERY
from mock_apollo.check.recording import BODY, HEADERS, Recorded, Skipped
from mock_apollo.check.verdict import check
from mock_apollo.protocol.messages import Call

URL = "https://api.apollo.io/api/v1/contacts/1"
AT = "/api/v1/contacts/1"
ID = "66e34b81740c50074e3d1bd4"
KEY = (b"x-api-key", b"k")
JSON = (b"content-type", b"application/json")
FORM = (b"content-type", b"application/x-www-form-urlencoded")


def read(text: str) -> list[Recorded | Skipped]:
    """The calls in a text."""
    return list(read_curl(io.BytesIO(text.encode())))


def calls(items: list[Recorded | Skipped]) -> list[Recorded]:
    """Those that are calls."""
    return [item for item in items if isinstance(item, Recorded)]


LINES = {
    f"curl {URL}": Call("GET", AT),
    f"curl -X PATCH {URL} -H 'X-Api-Key: k'": Call("PATCH", AT, "", (KEY,)),
    f"curl -sSiXPATCH --url {URL} -H'x-api-key:k'": Call("PATCH", AT, "", (KEY,)),
    f"curl --request=PUT '{URL}?a=1&b=%20'": Call("PUT", AT, "a=1&b=%20"),
    f"curl {URL} -d a=1 -d b=2": Call("POST", AT, "", (FORM,), b"a=1&b=2"),
    f"curl {URL} -H 'Content-Type: application/json' --data-raw '{{}}'": Call("POST", AT, "", (JSON,), b"{}"),
    f"curl -X PATCH {URL} --json '{{}}'": Call("PATCH", AT, "", (JSON,), b"{}"),
    f"curl -G {URL} -d a=1 --data-urlencode 'b=x y'": Call("GET", AT, "a=1&b=x+y"),
    f"curl -G {URL}?c=3 --data-urlencode 'x y'": Call("GET", AT, "c=3&x+y"),
    f"curl {URL} --data-raw $'it\\'s\\n\\u00e9' -H 'content-type: application/json'": Call(
        "POST", AT, "", (JSON,), "it's\né".encode()
    ),
    f"$ curl -s -o /dev/null -w '%{{http_code}}' {URL} | jq .": Call("GET", AT),
    f"  curl {URL} \\\n  -H 'x-api-key: k' \\\n  -d '{{\n}}' \\\n -H 'content-type: application/json'": Call(
        "POST", AT, "", (KEY, JSON), b"{\n}"
    ),
    "curl api.apollo.io/api/v1/contacts/1": Call("GET", AT),
    f"curl {URL} -d ''": Call("POST", AT, "", (FORM,)),
    f"curl {URL} -H 'Content-Type:' -H 'X-Api-Key;' -d x": Call("POST", AT, "", ((b"x-api-key", b""),), b"x"),
    f"curl {URL} --data-urlencode '=a b&c' --data-urlencode 'n=~'": Call("POST", AT, "", (FORM,), b"a+b%26c&n=~"),
    f"curl -G {URL}#part -d x=1": Call("GET", AT, "x=1"),
    f"curl '{URL}/./a/../b/..' --url-query 'a=b c'": Call("GET", f"{AT}/", "a=b+c"),
    f"curl --path-as-is {URL}/./a/..": Call("GET", f"{AT}/./a/.."),
    f"curl {URL} -d $'caf\\xc3\\xa9 \\U1F600\\101\\q'": Call(
        "POST", AT, "", (FORM,), "caf\u00e9 \U0001f600A\\q".encode()
    ),
    f'curl -d x "https://me:pw@api.apollo.io:443{AT}"': Call("POST", AT, "", (FORM,), b"x"),
    f"curl -X patch {URL}": Call("patch", AT),
    f"curl -I {URL}": Call("HEAD", AT),
    f"curl {URL} -F a=b": Call("POST", AT, "", ((b"content-type", b"multipart/form-data"),)),
    f"curl {URL} --oauth2-bearer k": Call("GET", AT, "", ((b"authorization", b"Bearer k"),)),
    f'curl {URL} -H "x-api-key: $KEY"': Call("GET", AT, "", ((b"x-api-key", "\ue000".encode()),)),
    f'curl {URL} --json \'{{"title": "$5 `x`"}}\'': Call("POST", AT, "", (JSON,), b'{"title": "$5 `x`"}'),
    f"curl {URL} 2>/dev/null >out.json": Call("GET", AT),
    f"curl {URL}|jq .": Call("GET", AT),
    f"KEY=1 sudo /usr/bin/curl {URL} # all of it": Call("GET", AT),
    f"curl {URL} \\\r\n -H 'x-api-key: k'\r\n": Call("GET", AT, "", (KEY,)),
    f"for i in 1 2; do answer=$(curl {URL}); done": Call("GET", AT),
    rf"curl '{URL}?contact_ids\[\]=1'": Call("GET", AT, "contact_ids[]=1"),
    rf"curl -g '{URL}?contact_ids\[\]=1'": Call("GET", AT, r"contact_ids\[\]=1"),
    f"curl --retry-all-errors --retry-max-time 9 -n --tlsv1.2 --connect-to a:1: --noproxy '*' {URL}": Call("GET", AT),
    f"curl --http3 --fail-early --max-redirs 3 --http1.0 --retry-connrefused {URL}": Call("GET", AT),
    # as browsers copy for cmd, now and before, and for PowerShell
    f'curl ^"{URL}^" ^\n  -X ^"PATCH^" ^\n  -H ^"x-api-key: k^" ^\n  -H ^"content-type: application/json^" ^\n'
    '  --data-raw ^"^{^\\^"title^\\^":^\\^"it\'s^\\^"^}^"': Call("PATCH", AT, "", (KEY, JSON), b'{"title":"it\'s"}'),
    f'curl "{URL}" ^\r\n  -X "PATCH" ^\r\n  -H "content-type: application/json" ^\r\n'
    '  --data-raw "{""title"":""x""}"': Call("PATCH", AT, "", (JSON,), b'{"title":"x"}'),
    f"curl.exe -X PATCH '{URL}' `\n  -H \"content-type: application/json\" `\n  -d '{{\"title\": \"it''s\"}}'": Call(
        "PATCH", AT, "", (JSON,), b'{"title": "it\'s"}'
    ),
    f'curl "{URL}" -H "content-type: application/json" --data-binary "{{""title"":""""}}" --compressed': Call(
        "POST", AT, "", (JSON,), b'{"title":""}'
    ),
    f"curl.exe {URL} -H 'content-type: application/json' -d '{{\\\"title\\\": 1}}'": Call(
        "POST", AT, "", (JSON,), b'{"title": 1}'
    ),
    f'curl.exe {URL} `\n -H "content-type: application/json" -d "{{`"title`": 1}}"': Call(
        "POST", AT, "", (JSON,), b'{"title": 1}'
    ),
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
        (f"curl {URL} -X", "which curl would refuse too"),
        (f"curl {URL} -H 'x", "which curl would refuse too"),
        ("curl http://[::1/x", "which curl would refuse too"),
        (f"curl -X PATCH --json {{}} {URL} -H x-api-key: s3cr3t", "or more words than it"),
        ("curl -X PATCH -H x-api-key: s3cr3t", "which has no URL"),
        ('curl "$URL"', "which has no URL"),
        ('curl "$BASE/"', "is in a variable"),
        (f"curl '{URL}/{{a,b}}'", "whose URL stands for several"),
        (f"curl '{URL}/[1-3]'", "whose URL stands for several"),
        (f"curl {URL} s3cr3t/x", "or more words than it"),
    ],
    ids=str,
)
def test_a_line_that_is_not_understood_is_skipped(line: str, why: str) -> None:
    """Assumed: a guess could be wrong."""
    (skipped,) = read(line)
    assert isinstance(skipped, Skipped)
    assert why in skipped.why
    assert "s3cr3t" not in skipped.why


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("-d @body.json", {BODY: IN_A_FILE}),
        ("--upload-file x", {BODY: IN_A_FILE}),
        ("--data-urlencode title@x", {BODY: IN_A_FILE}),
        ('--json "$(cat body)"', {BODY: IN_A_FILE}),
        ('-d "`cat body`"', {BODY: IN_A_FILE}),
        ('-H "$AUTH" -d {}', {HEADERS: IN_THE_SHELL}),
        ("-H @headers", {HEADERS: IN_THE_SHELL}),
        ("-K settings", {HEADERS: IN_THE_SHELL}),
        (
            "--frobnicate=s3cr3t",
            {UNKNOWN_OPTION: "the option --frobnicate of curl is not known; taken for one that changes"},
        ),
        (
            "--frobnicate s3cr3t",
            {UNKNOWN_OPTION: "the option --frobnicate of curl is not known; taken for one that changes"},
        ),
        ('-H "x-api-key: $KEY"', {}),
        ('-H "Authorization: $AUTH"', {KEY_PLACE: A_KEY}),
        ('-H "Content-Type: $TYPE" -d {}', {HEADERS: IN_THE_SHELL}),
    ],
    ids=str,
)
def test_what_only_the_shell_knows_is_named_and_the_rest_is_judged(line: str, unknown: dict[str, str]) -> None:
    """Assumed: no claim about what is not known."""
    (recorded,) = read(f"curl -X PATCH {URL} {line}")
    assert isinstance(recorded, Recorded)
    assert (recorded.call.method, recorded.call.path) == ("PATCH", AT)
    assert recorded.unknown.keys() == unknown.keys()
    assert all(recorded.unknown[part].startswith(why) for part, why in unknown.items())
    assert "s3cr3t" not in str(recorded.unknown)


@pytest.mark.parametrize(
    ("url", "target", "unknown"),
    [
        ("https://api.apollo.io/v1/contacts/$ID", ("/v1/contacts/{variable}", ""), {PATH: A_PATH, METHOD: A_PATH}),
        ("$BASE/api/v1/contacts/1", ("/api/v1/contacts/1", ""), {HOST: A_HOST}),
        ("https://${HOST}/v1/contacts/1", ("/v1/contacts/1", ""), {HOST: A_HOST}),
        ("$V1/contacts/1", ("/api/v1/contacts/1", ""), {HOST: A_HOST, PATH: A_HOST, METHOD: A_HOST}),
        (f"{URL}?a=$(date)", (AT, "a={variable}"), {QUERY: A_QUERY}),
    ],
    ids=str,
)
def test_a_url_is_judged_but_for_what_is_in_a_variable(url: str, target: tuple[str, str], unknown: object) -> None:
    """Assumed: a script has the address or an id in a variable, and the rest is a call all the same."""
    (recorded,) = read(f'curl "{url}"')
    assert isinstance(recorded, Recorded)
    assert (recorded.host, recorded.unknown) == ("api.apollo.io", unknown)
    assert (recorded.call.path, recorded.call.query) == target


def test_nothing_is_claimed_of_an_id_in_a_variable() -> None:
    """Assumed: it is not malformed; a misspelt field of the same call is found."""
    verdict = check('curl -X PATCH "$URL/contacts/$ID" --oauth2-bearer $T --json \'{"frist_name": "Leo"}\'')
    assert [finding.code for judged in verdict.judged for finding in judged.findings] == ["unknown-field"]
    assert verdict.judged[0].target == "/api/v1/contacts/{variable}"


def test_one_line_may_make_several_calls() -> None:
    """Observed: curl 7.88 makes one for each URL, and options begin anew after `--next`."""
    several = read(f"curl -X PATCH {URL} -d a {URL}?b --next -d c https://api.apollo.io/c")
    assert [(each.call.method, each.call.path, each.call.query, each.call.body) for each in calls(several)] == [
        ("PATCH", AT, "", b"a"),
        ("PATCH", AT, "b", b"a"),
        ("POST", "/c", "", b"c"),
    ]


def test_a_key_in_a_variable_is_not_missing() -> None:
    """Assumed: the header in the variable may be the key; a misspelt field is found all the same."""
    line = f'curl -s -H "$AUTH" -X PATCH {URL.removesuffix("1")}{ID} -d \'{{"frist_name": "Leo"}}\''
    verdict = check(line)
    assert [finding.code for judged in verdict.judged for finding in judged.findings] == ["unknown-field"]
    assert verdict.in_part == {IN_THE_SHELL: 1}


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
