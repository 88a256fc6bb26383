"""Apollo answers at the end of the message, and HTTP stays HTTP: tried byte by byte over a socket."""

from collections.abc import Iterator

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.faults import FaultRule
from mock_apollo.contract.request_fields import MAX_BODY
from mock_apollo.server.asgi import MOST_BODY
from mock_apollo.server.background import Running, running
from tests.calls import FYODOR, new_apollo
from tests.server.raw import PATH, TITLE, request, wire


@pytest.fixture
def server() -> Iterator[Running]:
    """A server with worlds of its own."""
    with running(new_apollo(rate_limit="off")) as server:
        yield server


def title(body: bytes) -> str:
    """The title in a reply."""
    contact = orjson.loads(body)["contact"]
    return str(contact["title"])


def titled(number: int) -> bytes:
    """A body."""
    return orjson.dumps({"title": f"Title {number}"})


def calls(apollo: Apollo) -> list[str]:
    """The bodies of the calls of the demo world, in order."""
    return [entry.call.body.decode() for entry in apollo.journal.entries(apollo.open("demo").team)]


def test_a_connection_stays_open_for_more_calls(server: Running) -> None:
    """Documented (RFC 9112): HTTP/1.1 keeps connections."""
    with wire(server.url) as client:
        for number in range(3):
            reply = client.send(request(body=titled(number))).reply()
            assert (reply.status, title(reply.body)) == (200, f"Title {number}")
            assert "connection" not in reply.headers
            assert reply.headers["date"].endswith(" GMT")


def test_many_calls_at_once_are_answered_in_their_order(server: Running) -> None:
    """Documented (RFC 9112): pipelining."""
    with wire(server.url) as client:
        client.send(b"".join(request(body=titled(number)) for number in range(50)))
        assert [title(client.reply().body) for _ in range(50)] == [f"Title {number}" for number in range(50)]


@pytest.mark.parametrize("kind", ["delay", "drip"])
def test_calls_behind_a_late_reply_wait_for_their_turn(server: Running, kind: str) -> None:
    """Documented (RFC 9112): replies come in the order of the requests, whichever way each takes."""
    rule = FaultRule.model_validate({"fault": kind, "delay_ms": 50, "times": 1})
    server.do(lambda: server.apollo.add_fault(server.apollo.open("demo"), rule))
    with wire(server.url) as client:
        page = request("GET", "/readyz", body=b"")
        client.send(request(body=titled(0)) + request(body=titled(1)) + page + request(body=titled(2)))
        replies = [client.reply() for _ in range(4)]
        assert title(client.send(request(body=titled(3))).reply().body) == "Title 3"
    assert [reply.body if reply.body == b"ok" else title(reply.body) for reply in replies] == [
        "Title 0",
        "Title 1",
        b"ok",
        "Title 2",
    ]


def test_calls_behind_a_broken_reply_get_none(server: Running) -> None:
    """Assumed: the connection ends, the call behind was not carried out, and nothing is left running (R16)."""
    rule = FaultRule.model_validate({"fault": "cut", "times": 1})
    server.do(lambda: server.apollo.add_fault(server.apollo.open("demo"), rule))
    with wire(server.url) as client:
        client.send(request(body=titled(0)) + request(body=titled(1)))
        assert client.breaks_off()
    assert server.do(lambda: calls(server.apollo)) == [titled(0).decode()]


@pytest.mark.parametrize(
    ("version", "headers"), [("1.1", ["connection: close"]), ("1.0", []), ("1.0", ["connection: keep-alive"])]
)
def test_a_connection_is_closed_when_the_client_wants_it(server: Running, version: str, headers: list[str]) -> None:
    """Documented (RFC 9112) for close; HTTP/1.0 is always closed (assumed). What comes after is not carried out."""
    with wire(server.url) as client:
        client.send(request("PATCH", PATH, *headers, version=version, body=titled(0)) + request(body=titled(1)))
        reply = client.reply()
        assert (title(reply.body), reply.headers["connection"]) == ("Title 0", "close")
        assert client.ends()
    assert server.do(lambda: calls(server.apollo)) == [titled(0).decode()]


def test_a_reply_to_head_has_no_body(server: Running) -> None:
    """Documented (RFC 9110): the length is stated all the same."""
    with wire(server.url) as client:
        reply = client.send(request("HEAD", body=b"")).reply(to_head=True)
        assert (reply.status, int(reply.headers["content-length"]) > 0) == (405, True)
        assert title(client.send(request()).reply().body) == "Novelist"


@pytest.mark.parametrize(("version", "asks"), [("1.1", True), ("1.0", False)])
def test_a_client_that_asks_whether_to_go_on_is_told_so(server: Running, version: str, asks: bool) -> None:  # noqa: FBT001
    """Documented (RFC 9110): 100 Continue before the body, but not over HTTP/1.0."""
    whole = request("PATCH", PATH, "expect: 100-continue", version=version)
    with wire(server.url) as client:
        client.send(whole.removesuffix(TITLE))
        if asks:
            assert client.reply().status == 100
        assert title(client.send(TITLE).reply().body) == "Novelist"


@pytest.mark.parametrize("place", range(1, 260, 9))
def test_a_request_may_come_in_two_segments_cut_anywhere(server: Running, place: int) -> None:
    """Documented (TCP): also in the middle of a line of a body in chunks, with a trailer."""
    chunks = b'9;name=x\r\n{"title":\r\nb\r\n "Novelist"\r\n1\r\n}\r\n0\r\nx-api-key: other\r\n\r\n'
    whole = request("PATCH", PATH, "transfer-encoding: chunked", body=chunks)
    with wire(server.url) as client:
        assert title(client.send(whole[:place], whole[place:]).reply().body) == "Novelist"


@pytest.mark.parametrize("place", [0, 40])
def test_a_trailer_is_no_header(server: Running, place: int) -> None:
    """Documented (RFC 9110): a key in a trailer is none, by whatever way the request goes."""
    chunks = b"15\r\n" + TITLE + b"\r\n0\r\nauthorization: Bearer demo\r\n\r\n"
    whole = request("PATCH", PATH, "transfer-encoding: chunked", body=chunks).replace(b"x-api-key: demo", b"x: y", 1)
    with wire(server.url) as client:
        assert client.send(whole[:place], whole[place:]).reply().status == 401
        assert client.send(request()).reply().status == 200


@pytest.mark.parametrize("place", [*range(150, 300, 7), 1_000])
def test_a_wish_to_upgrade_is_as_if_it_were_not_there(server: Running, place: int) -> None:
    """Observed (R13): wherever the request is cut; bodies are not touched, and the next call is answered too."""
    body = b'{"title":\r\n"Upgrade: now\\r\\nUpgrade: h2c"}'
    whole = request("PATCH", PATH, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", body=body) + request()
    with wire(server.url) as client:
        client.send(whole[:place], whole[place:])
        assert title(client.reply().body) == "Upgrade: now\r\nUpgrade: h2c"
        assert title(client.reply().body) == "Novelist"


def test_a_wish_to_upgrade_may_have_a_large_body(server: Running) -> None:
    """Assumed: its head, which is read twice, counts once."""
    body = b" " * 200_000 + TITLE
    with wire(server.url) as client:
        client.send(request("PATCH", PATH, "connection: upgrade", "upgrade: h2c", body=body))
        assert title(client.reply().body) == "Novelist"


@pytest.mark.parametrize("keep", [10, 100, len(request()) - 1])
def test_a_call_that_is_cut_off_is_not_carried_out(server: Running, keep: int) -> None:
    """Assumed: half a wish is none."""
    with wire(server.url) as client:
        assert client.send(request()[:keep]).end_sending().ends()
    assert server.do(lambda: calls(server.apollo)) == []


def test_a_target_may_be_absolute_or_have_a_fragment(server: Running) -> None:
    """Documented (RFC 9112): servers accept the absolute form; a fragment is no part of the path."""
    with wire(server.url) as client:
        for target in (f"http://api.example.com{PATH}", f"{PATH}#top", f"http://x{PATH}?a=b#c"):
            reply = client.send(request("PATCH", target)).reply()
            assert (reply.status, title(reply.body)) == (200, "Novelist"), target


@pytest.mark.parametrize("size", [MAX_BODY + 1, 3 * MAX_BODY])
def test_a_body_over_a_mebibyte_is_refused_and_the_connection_goes_on(server: Running, size: int) -> None:
    """Assumed: 413, after the body was read."""
    with wire(server.url) as client:
        assert client.send(request(body=b" " * size)).reply().status == 413
        assert client.send(request()).reply().status == 200


def test_a_body_without_an_end_is_not_read_for_ever(server: Running) -> None:
    """Assumed: 413 as soon as it is far too large, in the middle of the body, and the connection closes."""
    with wire(server.url) as client:
        client.send(request("PATCH", PATH, "transfer-encoding: chunked", body=b""))
        chunk = b"%x\r\n%b\r\n" % (MAX_BODY, b" " * MAX_BODY)
        for _ in range(MOST_BODY // MAX_BODY + 1):
            client.send(chunk)
        reply = client.reply()
        assert (reply.status, reply.headers["connection"]) == (413, "close")
    assert len(server.do(lambda: calls(server.apollo))) == 1


def test_a_client_that_does_not_read_is_not_written_to(server: Running) -> None:
    """Assumed: the server stops answering it, and goes on in order when it reads again."""
    count = 20_000
    with wire(server.url) as client, wire(server.url) as other:
        client.connection.settimeout(0)
        everything = b"".join(request(body=titled(number)) for number in range(count))
        sent = 0
        for _ in range(1_000):
            try:
                sent += client.connection.send(everything[sent : sent + 65_536])
            except BlockingIOError:
                break
            assert other.send(request("GET", "/livez", body=b"")).reply().status == 200
        answered = len(server.do(lambda: calls(server.apollo)))
        client.connection.settimeout(30)
        assert answered < count
        read = [title(client.reply().body) for _ in range(answered)]
    assert read == [f"Title {number}" for number in range(answered)]


def test_the_reply_and_then_the_end_for_a_client_that_says_no_more(server: Running) -> None:
    """Assumed (R27): also for a late reply, and for a page behind it."""
    rule = FaultRule.model_validate({"fault": "delay", "delay_ms": 50, "times": 1})
    server.do(lambda: server.apollo.add_fault(server.apollo.open("demo"), rule))
    with wire(server.url) as client:
        client.send(request() + request("GET", "/readyz", body=b"") + request()[:50]).end_sending()
        assert title(client.reply().body) == "Novelist"
        assert client.reply().headers["connection"] == "close"
        assert client.ends()


@pytest.mark.parametrize("fault", [None, "delay"])
def test_a_call_before_something_that_is_not_http_gets_its_reply(server: Running, fault: str | None) -> None:
    """Assumed (R27): it was carried out, so the client is told; then comes the end."""
    if fault:
        rule = FaultRule.model_validate({"fault": fault, "delay_ms": 50, "times": 1})
        server.do(lambda: server.apollo.add_fault(server.apollo.open("demo"), rule))
    with wire(server.url) as client:
        client.send(request() + b"this is not HTTP\r\n\r\n")
        assert title(client.reply().body) == "Novelist"
        if fault is None:
            assert client.reply().status == 400
        assert client.ends()


def test_a_contact_is_named_by_its_id_and_nothing_else(server: Running) -> None:
    """Assumed: the raw path reaches Apollo, percent-encoded as it came."""
    with wire(server.url) as client:
        reply = client.send(request("PATCH", f"/api/v1/contacts/%2F{FYODOR}?x=%20")).reply()
    assert reply.status == 422
    entries = server.do(lambda: server.apollo.journal.entries(server.apollo.open("demo").team))
    assert (entries[0].line[1], entries[0].call.query) == (f"/api/v1/contacts/%2F{FYODOR}", "x=%20")
