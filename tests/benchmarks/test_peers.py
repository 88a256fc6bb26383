"""Tests of the comparison with other mock servers, on a tiny server that stands for one of them."""

import sys

import psutil
import pytest

from benchmarks.load import Load
from benchmarks.peers.__main__ import install
from benchmarks.peers.measure import Measured, Plan, Run, measure
from benchmarks.peers.peer import Missing, Package, Peer, Right
from benchmarks.peers.questions import ID, LATER, NO_KEY, QUOTA, REPLY, TYPE, VALUE, Answer, Verdict, ask, judge
from benchmarks.peers.report import write_report
from benchmarks.peers.table import PEERS
from benchmarks.peers.tree import running
from benchmarks.workload import Request

SERVER = """
import http.server, sys

class Keeper(http.server.BaseHTTPRequestHandler):
    protocol_version, kept, calls = "HTTP/1.1", b"Chief Writer", 0

    def do_PATCH(self):
        Keeper.calls += 1
        Keeper.kept = self.rfile.read(int(self.headers["content-length"]))
        self.answer(200 if "x-api-key" in self.headers else 401, Keeper.kept)

    def do_GET(self):
        self.answer(200, Keeper.kept)

    def do_DELETE(self):
        Keeper.kept = b"Chief Writer"
        self.answer(204, b"")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Keeper).serve_forever()
"""
IN_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SERVER!r}, sys.argv[1]])"
UPDATE = Request("PATCH", "/", {"x-api-key": "demo"}, b"Novelist")
KEEPER = Peer(
    "keeper",
    "the update",
    lambda _, port: [sys.executable, "-c", SERVER, str(port)],
    UPDATE,
    Request("GET", "/", {}),
    {NO_KEY: UPDATE._replace(headers={}), ID: UPDATE, TYPE: UPDATE, VALUE: UPDATE, QUOTA: UPDATE},
    {NO_KEY: Right(401), ID: Right(422), TYPE: Right(200, "Poet"), VALUE: Right(422), QUOTA: Right(429)},
    reset=Request("DELETE", "/", {}),
)


def ten_calls(port: int, seconds: int, connections: int, request: Request) -> Load:
    """Stand for wrk."""
    assert [ask(port, request).status for _ in range(10)] == [200] * 10
    return Load(10, seconds, 1.0, 2.0)


@pytest.fixture(scope="module")
def measured() -> list[Measured]:
    """Return the tiny server, measured twice in one go."""
    return measure([KEEPER, KEEPER], Plan(rounds=2, seconds=1, starts=1, load=ten_calls))


def test_each_peer_gets_all_rounds_and_figures(measured: list[Measured]) -> None:
    """Assumed: so that they can be compared round by round."""
    assert [len(one.runs) for one in measured] == [2, 2]
    assert all(one.memory > 1 and one.ready > 0 and one.reset for one in measured)


def test_what_a_peer_gets_wrong_is_found_by_asking(measured: list[Measured]) -> None:
    """Assumed: the tiny server keeps a change and wants a key, and that is all."""
    assert measured[0].verdicts == {
        REPLY: Verdict("yes", right=True),
        LATER: Verdict("yes", right=True),
        NO_KEY: Verdict("401", right=True),
        ID: Verdict("200", right=False),
        TYPE: Verdict("200, other words", right=False),
        VALUE: Verdict("200", right=False),
        QUOTA: Verdict("200", right=False),
    }


def test_the_report_has_a_row_for_each_peer_and_says_what_was_skipped(measured: list[Measured]) -> None:
    """Assumed: with what is wrong in bold."""
    plan = Plan(rounds=2, seconds=1, starts=1)
    busy = [one._replace(runs=[Run(run.load, cpu=0.5) for run in one.runs]) for one in measured]
    report = write_report(busy, {"another": "it needs cobol, which is not installed"}, plan)
    assert report.count("| keeper | yes | yes | 401 | **200** | **200, other words** | **200** | **200** |") == 2
    assert "- another was skipped: it needs cobol, which is not installed." in report


def test_all_processes_of_a_peer_are_counted_and_ended() -> None:
    """Assumed: many servers are started by a script that starts them."""
    wrapped = KEEPER._replace(command=lambda _, port: [sys.executable, "-c", IN_A_CHILD, str(port)])
    with running(wrapped) as server:
        tree = server.tree
        assert len(tree) == 2
        assert server.memory() > tree[0].memory_info().rss / 1e6
    assert [one for one in tree if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []


def test_a_peer_that_does_not_start_says_so() -> None:
    """Assumed: at once, instead of after a minute."""
    broken = KEEPER._replace(command=lambda _, __: [sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(Missing, match="it does not start"), running(broken):
        pass


def test_a_peer_whose_runtime_is_missing_is_skipped_with_a_sentence() -> None:
    """Assumed: the others are measured."""
    other = KEEPER._replace(name="other", package=Package("npm", "other", "1.0.0", ("cobol",)))
    there, skipped = install([other, KEEPER])
    assert there == [KEEPER]
    assert skipped == {"other (other 1.0.0)": "it needs cobol, which is not installed"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(422, b"nonsense is no id"), Verdict("422", right=True)),
        (Answer(422, b"7 is no id"), Verdict("422, other words", right=False)),
        (Answer(200, b"nonsense"), Verdict("200", right=False)),
        (Answer(0, b""), Verdict("no reply", right=False)),
    ],
    ids=["right", "of another call", "granted", "silent"],
)
def test_an_answer_is_right_by_its_status_and_its_words(answer: Answer, said: Verdict) -> None:
    """Assumed: a refusal that speaks of something else does not help."""
    assert judge(answer, Right(422, "nonsense")) == said


def test_each_peer_of_the_table_is_asked_all_questions() -> None:
    """Assumed: and each has an answer that would be right."""
    assert all(set(peer.questions) == set(peer.right) == {NO_KEY, ID, TYPE, VALUE, QUOTA} for peer in PEERS)


def test_mock_apollo_gets_nothing_wrong() -> None:
    """Assumed: by the questions that its peers are asked."""
    found = measure([PEERS[0]], Plan(rounds=1, seconds=1, starts=1, load=ten_calls))[0].verdicts
    assert [name for name, verdict in found.items() if not verdict.right] == []
