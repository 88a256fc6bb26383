"""What the parser refuses: it is answered, and it counts as far as it is known."""

from collections.abc import Iterator

import pytest

from mock_apollo.server.background import Running, running
from mock_apollo.server.rejections import with_unknown_method
from tests.calls import new_apollo, patch
from tests.server.raw import PATH, request, wire

UNREADABLE = "Invalid HTTP request received ({}): let an HTTP library write it."
MEANT = "is not declared here, but GET, PATCH, PUT; did you mean PATCH?"


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """A server."""
    with running(new_apollo()) as server:
        yield server


def seen(server: Running, sent: bytes, status: int = 400) -> list[tuple[str, str, str]]:
    """Send something that is refused; return team, line and findings of the new entries of the journal."""
    before = server.do(server.apollo.journal.all_entries)
    with wire(server.url) as client:
        client.send(sent)
        while client.reply().status != status:
            pass
    new = [entry for entry in server.do(server.apollo.journal.all_entries) if entry not in before]
    return [
        (entry.team, " ".join(map(str, entry.line)), " ".join(f"{f.code}: {f.message}" for f in entry.findings))
        for entry in new
    ]


@pytest.mark.parametrize("method", ["patch", "Patch", "pATCH"])
def test_a_method_in_small_letters_counts(server: Running, method: str) -> None:
    """Documented (RFC 9110): methods are case-sensitive; `fetch` sends `patch` as it is given."""
    ((team, line, said),) = seen(server, request(method))
    assert line == f"{method} {PATH} 400"
    assert said == f"undeclared-method: {method} {MEANT}"
    assert team.startswith("team-")


def test_no_key_is_shown_of_a_request_that_was_refused(server: Running) -> None:
    """Assumed: also where it is in no credential's place, if a client has offered it."""
    key = "a-key-of-somebody"
    server.do(lambda: server.apollo.answer(patch(key=key)))
    ((_, line, _),) = seen(server, request("patch").replace(PATH.encode(), f"{PATH}/{key}".encode()))
    assert line == f"patch {PATH}/[redacted] 400"


def test_it_counts_behind_another_call_too(server: Running) -> None:
    """Assumed: in the same segment, behind a body without a line end."""
    granted, (_, line, said) = seen(server, request() + request("patch"))
    assert granted[1:] == (f"PATCH {PATH} 200", "")
    assert (line, said) == (f"patch {PATH} 400", f"undeclared-method: patch {MEANT}")


@pytest.mark.parametrize(
    ("sent", "line", "said"),
    [
        (
            request("FOO"),
            f"FOO {PATH} 400",
            "undeclared-method: FOO is not declared here, but GET, PATCH, PUT.",
        ),
        (
            request("PATCH", PATH, "content-length: x"),
            f"PATCH {PATH} 400",
            f"unreadable-request: {UNREADABLE.format('Invalid character in Content-Length')}",
        ),
        (
            request("PATCH", PATH, "transfer-encoding: chunked", body=b"zz"),
            f"PATCH {PATH} 400",
            f"unreadable-request: {UNREADABLE.format('Invalid character in chunk size')}",
        ),
    ],
    ids=["unknown method", "length", "chunk"],
)
def test_what_cannot_be_read_counts(server: Running, sent: bytes, line: str, said: str) -> None:
    """Assumed: with what was read before."""
    assert [entry[1:] for entry in seen(server, sent)] == [(line, said)]


@pytest.mark.parametrize(
    "sent", [b"this is not HTTP\r\n\r\n", request("put", "/__admin/limits"), b"\x16\x03\x01\x02\x00"]
)
def test_what_is_not_for_apollo_is_no_call(server: Running, sent: bytes) -> None:
    """Assumed: it is in the log only."""
    assert seen(server, sent) == []


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (b"patch /a?b=c HTTP/1.1\r\nX-Api-Key: k\r\n\r\n{}", ("patch", "/a", "b=c", [(b"x-api-key", b"k")], b"{}")),
        (b"}foo /b HTTP/1.0\r\n", ("foo", "/b", "", [(b"", b"")], b"")),
        (b"PATCH /a HTTP/1.1\r\n", None),
        (b"a" * (1 << 16), None),
        (b"a " * (1 << 15), None),
        (b"patch /a", None),
        (b"", None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_known_of_a_request_stands_in_its_bytes(data: bytes, known: object) -> None:
    """Assumed: nothing is guessed beyond them."""
    call = with_unknown_method(data)
    assert (call and (call.method, call.path, call.query, call.headers, call.body)) == known
