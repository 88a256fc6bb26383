"""What does the server make of bytes that no good client sends? One table, asked of a real process.

An outcome names the statuses that come back, and then whether the connection goes on or ends. Whatever is not answered
was not carried out: a request that is smuggled behind another one would show as one status more.
"""

from collections.abc import Iterator, Mapping

import pytest

from tests.e2e.servers import Server, serving
from tests.server.raw import PATH, TITLE, wire

LINE = f"PATCH {PATH} HTTP/1.1"
HOST, KEY = "host: x", "x-api-key: hostile\r\ncontent-type: application/json"
LENGTH, CHUNKED = f"content-length: {len(TITLE)}", "transfer-encoding: chunked"
CHUNK = b"%x\r\n%b\r\n" % (len(TITLE), TITLE)
LAST = b"0\r\n\r\n"
END = b""  # the client closes its sending half
MUCH = "x" * 200_000

Table = Mapping[str, tuple[bytes | tuple[bytes, ...], str]]


def lines(*parts: str, body: bytes = b"") -> bytes:
    """A head of these lines, and a body."""
    return "\r\n".join([*parts, "", ""]).encode() + body


def patch(*headers: str, body: bytes = TITLE, line: str = LINE) -> bytes:
    """An update with these headers beside host and key."""
    return lines(line, HOST, KEY, *headers, body=body)


def chunks(*parts: bytes, last: bytes = LAST) -> bytes:
    """An update whose body comes in chunks."""
    return patch(CHUNKED, body=b"".join((*parts, last)))


def target(written: str, method: str = "GET") -> bytes:
    """A request for a target."""
    return patch(line=f"{method} {written} HTTP/1.1", body=b"")


WHOLE = patch(LENGTH)

FRAMING: Table = {
    "one length": (WHOLE, "200 goes on"),
    "the same length twice": (patch(LENGTH, LENGTH), "400 ends"),
    "two lengths": (patch(LENGTH, "content-length: 5"), "400 ends"),
    "a list of lengths": (patch(f"{LENGTH}, {len(TITLE)}"), "400 ends"),
    "a length and chunks": (patch(LENGTH, CHUNKED, body=CHUNK + LAST), "400 ends"),
    "chunks and a length": (patch(CHUNKED, LENGTH, body=CHUNK + LAST), "400 ends"),
    "chunks twice": (patch(CHUNKED, CHUNKED, body=CHUNK + LAST), "400 ends"),
    "chunks that are not the last coding": (patch(f"{CHUNKED}, gzip", body=CHUNK + LAST), "400 ends"),
    "no known coding": (patch("transfer-encoding: xchunked", body=CHUNK + LAST), "400 ends"),
    "a coding in quotes": (patch('transfer-encoding: "chunked"', body=CHUNK + LAST), "400 ends"),
    "a coding behind a control character": (patch("transfer-encoding: \x0bchunked", body=CHUNK + LAST), "400 ends"),
    "a coding in capitals": (patch("Transfer-Encoding: CHUNKED", body=CHUNK + LAST), "200 goes on"),
    "chunks over HTTP/1.0": (patch(CHUNKED, body=CHUNK + LAST, line=LINE.replace("1.1", "1.0")), "200 ends"),
    "a length with a sign": (patch("content-length: +2"), "400 ends"),
    "a negative length": (patch("content-length: -1"), "400 ends"),
    "an empty length": (patch("content-length:"), "400 ends"),
    "a hexadecimal length": (patch("content-length: 0x15"), "400 ends"),
    "a length with an underscore": (patch("content-length: 2_1"), "400 ends"),
    "a length in wide digits": (patch("content-length: \uff12\uff11"), "400 ends"),
    "a length with zeros": (patch(f"content-length: 000{len(TITLE)}"), "200 goes on"),
    "a length beyond 64 bits": (patch("content-length: 99999999999999999999"), "400 ends"),
    "a space behind the name of the length": (patch(f"content-length : {len(TITLE)}"), "400 ends"),
    "no length, but a body": (patch(), "422 400 ends"),
    "more than the length": (WHOLE + b"{}", "200 400 ends"),
}
CHUNKS: Table = {
    "an extension": (chunks(CHUNK.replace(b"\r", b';a="b"\r', 1)), "200 goes on"),
    "a line end in an extension": (chunks(CHUNK.replace(b"\r", b';a="\r\n"\r', 1)), "400 ends"),
    "an extension without an end": (chunks(b"1;" + MUCH.encode()), "431 ends"),
    "a size without an end": (chunks(b"0" * len(MUCH)), "431 ends"),
    "a size with zeros": (chunks(b"000" + CHUNK), "200 goes on"),
    "a size in another form": (chunks(b"0x" + CHUNK), "400 ends"),
    "a negative size": (chunks(b"-1\r\n" + TITLE), "400 ends"),
    "a size beyond 64 bits": (chunks(b"f" * 17 + b"\r\n" + TITLE), "400 ends"),
    "no size": (chunks(b"\r\n" + TITLE), "400 ends"),
    "a space before a size": (chunks(b" " + CHUNK), "400 ends"),
    "a space after a size": (chunks(CHUNK.replace(b"\r", b" \r", 1)), "400 ends"),
    "line feeds alone": (chunks(CHUNK.replace(b"\r\n", b"\n")), "400 ends"),
    "a line feed alone after the data": (chunks(CHUNK[:-2] + b"\n"), "400 ends"),
    "more data than the size": (chunks(b"5\r\n" + TITLE + b"\r\n"), "400 ends"),
    "a trailer": (chunks(CHUNK, last=b"0\r\nx-api-key: other\r\nexpect: 100-continue\r\n\r\n"), "200 goes on"),
    "a trailer that frames a body": (chunks(CHUNK, last=b"0\r\ncontent-length: 3\r\n\r\n"), "400 ends"),
    "a trailer without a colon": (chunks(CHUNK, last=b"0\r\nx\r\n\r\n"), "400 ends"),
    "a trailer without an end": (chunks(CHUNK, last=b"0\r\nx: " + MUCH.encode()), "431 ends"),
    "trailers without an end": (chunks(CHUNK, last=b"0\r\n" + b"x: y\r\n" * 50_000), "431 ends"),
}
LINES: Table = {
    "empty lines before": (b"\r\n\r\n\n" + WHOLE, "200 goes on"),
    "a space before": (b" " + WHOLE, "400 ends"),
    "line feeds alone": (WHOLE.replace(b"\r\n", b"\n"), "400 ends"),
    "one line feed alone": (WHOLE.replace(b"\r\n", b"\n", 2).replace(b"\n", b"\r\n", 1), "400 ends"),
    "a carriage return alone": (patch(LENGTH, "x: y\rz"), "400 ends"),
    "two carriage returns": (patch(LENGTH, "x: y\r"), "400 ends"),
    "a folded line": (patch(LENGTH, "x: y", "  z"), "400 ends"),
    "a length in a folded line": (patch("content-length: 2", " 1"), "400 ends"),
    "a folded first line": (lines(LINE, " x: y", HOST, KEY, LENGTH, body=TITLE), "400 ends"),
    "a method without an end": (MUCH.encode(), "400 ends"),
    "a target without an end": (b"GET /" + MUCH.encode(), "431 ends"),
    "a name without an end": (b"GET / HTTP/1.1\r\n" + MUCH.encode(), "431 ends"),
    "a value without an end": (b"GET / HTTP/1.1\r\nx: " + MUCH.encode(), "431 ends"),
    "headers without an end": (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 50_000, "431 ends"),
    "a long target": (target(f"{PATH}?x={MUCH[:100_000]}"), "431 ends"),
    "tabs in the first line": (WHOLE.replace(b" ", b"\t", 2), "400 ends"),
    "one byte after the other": (tuple(bytes([byte]) for byte in WHOLE), "200 goes on"),
}
HEADERS: Table = {
    "a NUL in a name": (patch(LENGTH, "x\0y: z"), "400 ends"),
    "a control character in a name": (patch(LENGTH, "x\x01y: z"), "400 ends"),
    "a letter in a name that is not ASCII": (patch(LENGTH, "\u00e9: z"), "400 ends"),
    "a parenthesis in a name": (patch(LENGTH, "x(y): z"), "400 ends"),
    "a NUL in a value": (patch(LENGTH, "x: y\0z"), "400 ends"),
    "an escape sequence in a value": (patch(LENGTH, "x: \x1b[31m"), "400 ends"),
    "a tab in a value": (patch(LENGTH, "x: y\tz"), "200 goes on"),
    "a letter in a value that is not ASCII": (patch(LENGTH, "x: \u00e9"), "200 goes on"),
    "a space in a name": (patch(LENGTH, "x y: z"), "400 ends"),
    "no name": (patch(LENGTH, ": z"), "400 ends"),
    "no colon": (patch(LENGTH, "x"), "400 ends"),
    "no value": (patch(LENGTH, "x:"), "200 goes on"),
    "no host": (lines(LINE, KEY, LENGTH, body=TITLE), "200 goes on"),
    "an empty host": (lines(LINE, "host:", KEY, LENGTH, body=TITLE), "200 goes on"),
    "a host that is none": (lines(LINE, "host: a b/c@d", KEY, LENGTH, body=TITLE), "200 goes on"),
    "two hosts": (patch(LENGTH, HOST), "400 ends"),
    "a wish for the length to be dropped": (patch(LENGTH, "connection: content-length"), "200 goes on"),
    "a wish to go on and to end": (patch(LENGTH, "connection: keep-alive", "connection: close"), "200 ends"),
    "two keys": (patch(LENGTH, "x-api-key: other"), "200 goes on"),
}
FIRST_LINES: Table = {
    "no version": (patch(LENGTH, line=f"PATCH {PATH}"), "200 ends"),
    "HTTP/1.2": (patch(LENGTH, line=LINE.replace("1.1", "1.2")), "400 ends"),
    "HTTP/2.0": (patch(LENGTH, line=LINE.replace("1.1", "2.0")), "200 ends"),
    "HTTP/3": (patch(LENGTH, line=LINE.replace("1.1", "3")), "400 ends"),
    "HTTP/11.1": (patch(LENGTH, line=LINE.replace("1.1", "11.1")), "400 ends"),
    "http/1.1": (patch(LENGTH, line=LINE.replace("HTTP", "http")), "400 ends"),
    "RTSP/1.0": (patch(LENGTH, line=LINE.replace("HTTP/1.1", "RTSP/1.0")), "400 ends"),
    "a method in small letters": (patch(LENGTH, line=LINE.replace("PATCH", "patch")), "400 ends"),
    "an unknown method": (patch(LENGTH, line=LINE.replace("PATCH", "FOO")), "400 ends"),
    "a method of WebDAV": (target(PATH, "PROPFIND"), "405 goes on"),
    "a method that is no word": (b"P\xc3\x84TCH / HTTP/1.1\r\n\r\n", "400 ends"),
    "TRACE": (target(PATH, "TRACE"), "405 goes on"),
    "CONNECT": (target("x:443", "CONNECT"), "400 ends"),
    "OPTIONS *": (target("*", "OPTIONS"), "404 goes on"),
    "a URL": (target(f"http://api.example.com{PATH}"), "200 goes on"),
    "a URL with a password": (target(f"http://u:p@x{PATH}"), "200 goes on"),
    "a URL without a path": (target("http://x"), "400 ends"),
    "a URL without a host": (target(f"http://{PATH}"), "400 ends"),
    "a URL with a port that is none": (target(f"http://x:99999{PATH}"), "400 ends"),
    "a host and a port": (target("x:80"), "400 ends"),
    "a path without a slash": (target(PATH[1:]), "400 ends"),
    "a query alone": (target("?x"), "400 ends"),
    "two slashes": (target(f"/{PATH}"), "404 goes on"),
    "dots": (target(f"/api/..{PATH}"), "404 goes on"),
    "a backslash": (target(f"{PATH}\\"), "422 goes on"),
    "a fragment": (target(f"{PATH}#x"), "200 goes on"),
    "a space": (target(f"{PATH} x"), "400 ends"),
    "a tab": (target(f"{PATH}\tx"), "400 ends"),
    "a NUL": (target(f"{PATH}\0"), "400 ends"),
    "a letter that is not ASCII": (target(f"{PATH}\u00e9"), "400 ends"),
    "bytes that are not UTF-8": (target(f"{PATH}?x=?").replace(b"=?", b"=\xff"), "400 ends"),
    "an encoded NUL": (target(f"{PATH}%00"), "422 goes on"),
    "an encoded line end": (target(f"{PATH}%0d%0ax:y"), "422 goes on"),
    "an encoded slash": (target(PATH.replace("s/", "s%2F")), "404 goes on"),
    "an encoded letter": (target(PATH.replace("contacts", "%63ontacts")), "404 goes on"),
    "encoded bytes that are not UTF-8": (target(f"{PATH}%ff%fe"), "422 goes on"),
    "half an encoding": (target(f"{PATH}%"), "422 goes on"),
    "an encoding that is none": (target(f"{PATH}?x=%zz%ff%00"), "200 goes on"),
}
ENDS: Table = {
    "before anything": ((END,), "ends"),
    "in the method": ((WHOLE[:3], END), "ends"),
    "in the target": ((WHOLE[:30], END), "ends"),
    "in the version": ((WHOLE[: len(LINE) - 1], END), "ends"),
    "after the first line": ((WHOLE[: len(LINE) + 2], END), "ends"),
    "in a header": ((WHOLE[: len(LINE) + 6], END), "ends"),
    "before the body": ((WHOLE[: -len(TITLE)], END), "ends"),
    "in the body": ((WHOLE[:-1], END), "ends"),
    "in the size of a chunk": ((chunks(b"1", last=b""), END), "ends"),
    "in a chunk": ((chunks(CHUNK[:9], last=b""), END), "ends"),
    "before the last chunk": ((chunks(CHUNK, last=b""), END), "ends"),
    "in a trailer": ((chunks(CHUNK, last=b"0\r\nx: y"), END), "ends"),
    "in the body of a control call": ((lines("PUT /__admin/limits HTTP/1.1", "host: [::1]", LENGTH), END), "ends"),
    "after the whole": ((WHOLE, END), "200 ends"),
    "in the next request": ((WHOLE + WHOLE[:40], END), "200 ends"),
}
WISHES: Table = {
    "to be told to go on": ((patch(LENGTH, "expect: 100-continue", body=b""), TITLE), "100 200 goes on"),
    "the same in capitals": ((patch(LENGTH, "Expect: 100-CONTINUE", body=b""), TITLE), "100 200 goes on"),
    "the same over HTTP/1.0": (patch(LENGTH, "expect: 100-continue", line=LINE[:-1] + "0"), "200 ends"),
    "something unknown": (patch(LENGTH, "expect: 200-ok"), "200 goes on"),
    "nothing": (patch(LENGTH, "expect:"), "200 goes on"),
    "to upgrade to HTTP/2": (patch(LENGTH, "connection: upgrade", "upgrade: h2c"), "200 goes on"),
    "to upgrade to TLS": (patch(LENGTH, "connection: upgrade", "upgrade: TLS/1.2"), "200 goes on"),
    "to upgrade with chunks": (
        patch(CHUNKED, "connection: upgrade", "upgrade: x", body=CHUNK + LAST),
        "200 goes on",
    ),
    "to upgrade in a trailer": (chunks(CHUNK, last=b"0\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"), "200 goes on"),
}
OTHERS: Table = {
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04\0\0\0\0\0", "400 ends"),
    "TLS": (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", "400 ends"),
    "SSL 2": (b"\x80\x2e\x01\x03\x01", "400 ends"),
    "SSH": (b"SSH-2.0-OpenSSH_9.6\r\n", "400 ends"),
    "SOCKS": (b"\x05\x01\0", "400 ends"),
    "PROXY": (b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n" + WHOLE, "400 ends"),
    "Redis": (b"*1\r\n$4\r\nPING\r\n", "400 ends"),
    "a reply": (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", "400 ends"),
    "zeros": (bytes(1_000), "400 ends"),
    "zeros behind a request": (WHOLE + bytes(1_000), "200 400 ends"),
    "words behind a request": (WHOLE + b"junk\r\n\r\n", "200 400 ends"),
    "an empty line between requests": (WHOLE + b"\r\n" + WHOLE, "200 200 goes on"),
}
TABLES = {
    "framing": FRAMING,
    "chunks": CHUNKS,
    "lines": LINES,
    "headers": HEADERS,
    "first line": FIRST_LINES,
    "the client ends": ENDS,
    "wishes": WISHES,
    "other protocols": OTHERS,
}
ROWS = [
    pytest.param((sent,) if isinstance(sent, bytes) else sent, outcome, id=f"{name}: {row}")
    for name, table in TABLES.items()
    for row, (sent, outcome) in table.items()
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real process, which has no error of its own in the end, and stops when it is asked to."""
    with serving(tmp_path_factory.mktemp("server"), "--rate-limit", "off") as server:
        yield server
        assert server.stop() == 0
        assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize(("sent", "outcome"), ROWS)
def test_bytes_that_no_good_client_sends(server: Server, sent: tuple[bytes, ...], outcome: str) -> None:
    """Documented (RFC 9112) for framing; the rest is assumed: each has its outcome, and no other client notices."""
    *statuses, goes = outcome.replace("goes on", "goes").split()
    with wire(server.url) as client, wire(server.url) as other:
        for part in sent:
            client.send(part) if part else client.end_sending()
        assert [str(client.reply().status) for _ in statuses] == statuses
        if goes == "goes":
            assert client.send(target("/livez")).reply().body == b"ok"
        else:
            assert client.ends()
        assert other.send(target("/livez")).reply().body == b"ok"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (patch(line=LINE.lower().replace("http", "HTTP")), b"write PATCH"),
        (patch(LENGTH, LENGTH), b"Duplicate Content-Length"),
        (target(f"{PATH}\u00e9"), b"percent-encode"),
        (target("http://x"), b"begin it with a slash"),
        (target(f"/{MUCH}"), b"--max-header-size"),
        (OTHERS["HTTP/2"][0], b"begin with HTTP/1.1"),
    ],
    ids=["method", "length", "not ASCII", "no path", "long", "HTTP/2"],
)
def test_a_refusal_says_what_to_do(server: Server, sent: bytes, said: bytes) -> None:
    """Assumed: with the reason that the parser gives."""
    with wire(server.url) as client:
        assert said in client.send(sent).reply().body
