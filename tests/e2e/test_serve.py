"""The command `serve`, over a socket."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from mock_apollo.server.listen import listen
from tests.calls import FYODOR
from tests.e2e.servers import serving

PATH = f"/api/v1/contacts/{FYODOR}"


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_drains_and_exits_with_0(folder: Path, sent: signal.Signals) -> None:
    """Assumed: even while a connection is open."""
    with serving(folder) as server, httpx.Client(base_url=server.url) as client:
        assert client.patch(PATH, json={}, headers={"x-api-key": "demo"}).status_code == 200
        assert server.stop(sent) == 0


def test_a_log_that_nobody_reads_holds_up_no_call_and_not_the_end(folder: Path) -> None:
    """Assumed: a pipe takes 64 KiB; the rest of the log waits, and is lost at the end."""
    with serving(folder, "--rate-limit", "off", stderr=subprocess.PIPE) as server:
        with httpx.Client(base_url=server.url, headers={"x-api-key": "demo"}) as client:
            unknown = {"x" * 60 + str(number): 1 for number in range(20)}
            statuses = {client.patch(PATH, json=unknown).status_code for _ in range(300)}
            assert statuses == {200}
            assert client.get("/livez").status_code == 200
        assert server.stop() == 0


def test_the_command_in_the_banner_works_when_pasted(folder: Path) -> None:
    """Assumed: it is the first thing that a user tries."""
    with serving(folder) as server:
        assert server.process.stdout is not None
        server.process.stdout.readline()
        line = server.process.stdout.readline() + server.process.stdout.readline()
        said = subprocess.run(["bash", "-c", line], check=True, capture_output=True, text=True).stdout  # noqa: S603, S607
        assert '"title":"Novelist"' in said


def test_the_environment_and_the_file_are_read(folder: Path) -> None:
    """Assumed: paths are relative to the working directory."""
    (folder / "seed.yaml").write_text(f"contacts:\n- id: {FYODOR}\n  first_name: Leo\n")
    (folder / "mock-apollo.toml").write_text('seed = "seed.yaml"\nlog_format = "json"\n')
    with serving(folder) as server:
        contact = httpx.patch(server.url + PATH, json={}, headers={"x-api-key": "demo"}).json()["contact"]
        assert contact["name"] == "Leo"
        assert server.stop() == 0
        assert '"operation":"update-a-contact"' in server.log.read_text()


def test_a_port_in_use_is_one_sentence_and_exit_code_2(folder: Path) -> None:
    """Assumed: also when the early attempt to listen has failed before."""
    with serving(folder) as server:
        port = str(urlsplit(server.url).port)
        second = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "mock_apollo", "serve", "--port", port], capture_output=True, text=True, check=False
        )
    assert second.returncode == 2
    assert second.stderr == (
        f"mock-apollo: cannot listen on 127.0.0.1:{port}: Address already in use. Choose another --port, or 0.\n"
    )


def exchange(url: str, request: bytes) -> bytes:
    """Send the bytes unchanged, close the sending side, and return all that the server sends."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(
    ("request_line", "headers", "body", "expected"),
    [
        (f"PATCH {PATH}", "x-api-key: demo\r\nX-API-KEY: invalid\r\n", b"{}", b" 200 OK"),
        (f"PATCH {PATH}", "x-api-key: \xff\r\n", b"{}", b" 200 OK"),
        (f"PATCH {PATH}", "X-Api-Key: demo\r\ncontent-type: application/json\r\n", b'{"title":"\xff"}', b" 422 "),
        (f"PATCH {PATH}/", "x-api-key: demo\r\n", b"{}", b" 200 OK"),
        ("PATCH /api/v1/contacts/a%2Fb", "x-api-key: demo\r\n", b"{}", b"a/b is not a valid ID"),
        ("PATCH /api/v1/contacts/..%2f..%2f", "x-api-key: demo\r\n", b"{}", b"../../ is not a valid ID"),
        ("PATCH /api/v1/contacts/%00", "x-api-key: demo\r\n", b"{}", b"\\u0000 is not a valid ID"),
        ("GET /api/v1/contacts/", "x-api-key: demo\r\n", b"", b"allow: POST"),
        (f"DELETE {PATH}", "x-api-key: demo\r\n", b"{}", b"allow: GET, PATCH, PUT"),
        (f"PATCH {PATH}", "x-api-key: demo\r\n", b'{"title": "\\ud800"}', b" 422 "),
        (f"PATCH {PATH}", "x-api-key: demo\r\n", b'{"title": "a\\u0000b"}', b'"title":"a\\u0000b"'),
        (f"PATCH {PATH}", "x-api-key: demo\r\n", b'{"title": "a\x00b"}', b" 422 "),
        (f"PATCH {PATH}", "x-api-key: demo\r\n", b'{"title": "first", "title": "last"}', b'"title":"last"'),
        (f"PATCH {PATH}", "x-api-key: demo\r\n", b'{"title": 1, "title": "last"}', b'"title":"last"'),
        (f"PATCH {PATH}", f"x-api-key: demo\r\nx-huge: {'x' * 60_000}\r\n", b"{}", b" 200 OK"),
        (f"PATCH {PATH}", "x-api-key: demo\r\n" + "x-many: y\r\n" * 2_000, b"{}", b" 200 OK"),
        (f"PATCH {PATH}", f"x-api-key: {'k' * 60_000}\r\n", b"{}", b" 200 OK"),
        (f"PATCH {PATH}", "content-type: text/plain\r\nx-api-key: demo\r\n", b"{}", b"The Content-Type is text/plain"),
        (f"PATCH {PATH}", "x-api-key: demo\r\ncontent-type: application/json\r\n" * 2, b"{}", b" 200 OK"),
        (f"PATCH {PATH}", "authorization: Bearer\r\n", b"{}", b"Invalid access credentials."),
        (f"PATCH {PATH}?", "x-api-key: demo\r\n", b"{}", b" 200 OK"),
        (f"PATCH {PATH}?%ff=%zz&&=", "x-api-key: demo\r\n", b"{}", b" 200 OK"),
        (f"PATCH http://elsewhere{PATH}", "x-api-key: demo\r\n", b"{}", b" 200 OK"),
        (f"PATCH /{PATH}", "x-api-key: demo\r\n", b"{}", b"x-mock-apollo: not-emulated"),
        (f"PATCH {PATH};v=1", "x-api-key: demo\r\n", b"{}", b"is not a valid ID"),
        (f"GET {PATH}", "x-api-key: demo\r\n", b"{}", b" 200 OK"),
        (f"OPTIONS {PATH}", "", b"{}", b"allow: GET, PATCH, PUT"),
        (f"TRACE {PATH}", "x-api-key: demo\r\n", b"{}", b"allow: GET, PATCH, PUT"),
        ("GET /livez", "", b"{}", b" 200 OK"),
        (f"PATCH {PATH}", "x-api-key: demo\r\n", b" " * 3_000_000, b" 413 "),
        (f"PATCH {PATH}", "", b" " * 3_000_000, b"Invalid access credentials."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_request_that_no_client_library_would_send_is_answered(
    url: str, request_line: str, headers: str, body: bytes, expected: bytes
) -> None:
    """Assumed: no redirect, no 500, no silence."""
    if "content-type" not in headers:
        headers += "content-type: application/json\r\n"
    head = f"{request_line} HTTP/1.1\r\nhost: x\r\n{headers}content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    assert expected in exchange(url, head.encode("latin-1") + body)


def test_a_body_in_chunks_is_read(url: str, key: str) -> None:
    """Assumed: as HTTP/1.1 requires."""
    reply = httpx.patch(
        url + PATH,
        content=iter([b'{"title":', b' "Novelist"}']),
        headers={"x-api-key": key, "content-type": "application/json"},
    )
    assert reply.json()["contact"]["title"] == "Novelist"


def test_a_call_that_is_cut_off_is_not_carried_out(url: str, key: str) -> None:
    """Assumed: a body shorter than its Content-Length is discarded."""
    parts = urlsplit(url)
    head = f"PATCH {PATH} HTTP/1.1\r\nhost: x\r\nx-api-key: {key}\r\ncontent-type: application/json\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(f"{head}content-length: 500\r\n\r\n".encode() + b'{"title": "Ghost"}')
    reply = httpx.patch(url + PATH, json={}, headers={"x-api-key": key})
    assert reply.json()["contact"]["title"] == "Chief Writer"


def test_an_invalid_http_request_is_logged_in_the_same_format(folder: Path) -> None:
    """Assumed: programs read the log, so each line is JSON."""
    with serving(folder, "--log-format", "json") as server:
        assert b" 400 " in exchange(server.url, b"this is not HTTP\r\n\r\n")
        assert server.stop() == 0
        lines = [orjson.loads(line) for line in server.log.read_text().splitlines()]
    assert [line["level"] for line in lines] == ["warning"]


@pytest.mark.parametrize("protocol", ["h2c", "websocket"])
def test_a_request_to_upgrade_is_ignored_and_the_body_is_read(url: str, key: str, protocol: str) -> None:
    """Observed: Java's client and curl --http2 ask for an upgrade with the first request."""
    body = b'{"title": "Novelist"}'
    head = (
        f"PATCH {PATH} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: {protocol}\r\n"
        f"http2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nx-api-key: {key}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    assert b'"title":"Novelist"' in exchange(url, head.encode() + body)


@pytest.mark.parametrize("closing", ["2>&-", "<&- 2>&-", ">&- 2>&-", "2> >(true)", "> >(true)"])
def test_closed_standard_streams_do_no_harm(folder: Path, closing: str) -> None:
    """Assumed: some supervisors close them; the listener must not take their descriptors."""
    with listen("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    command = f"exec {sys.executable} -m mock_apollo serve --port {port} {closing}"
    with subprocess.Popen(["bash", "-c", command], cwd=folder) as process:  # noqa: S603, S607 - our own command
        transport = httpx.HTTPTransport(retries=10)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=transport, timeout=30) as client:
            statuses = [client.patch(PATH, json={}, headers={"x-api-key": "demo"}).status_code for _ in range(3)]
        assert b" 400 " in exchange(f"http://127.0.0.1:{port}", b"this is not HTTP\r\n\r\n")
        process.terminate()
        assert (statuses, process.wait(30)) == ([200, 200, 200], 0)
