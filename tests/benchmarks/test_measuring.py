"""Tests of the benchmarks: each measures with tiny numbers what it says; how fast anything is, no test asks."""

import http.client
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import growth
from benchmarks.acts import ACTS, polled, send
from benchmarks.commits import Checkout
from benchmarks.core import core
from benchmarks.crowd import contact_id, crowded_apollo
from benchmarks.drawing import draw
from benchmarks.hosted import hosted
from benchmarks.memory import contacts_weigh, entries_weigh, worlds_weigh
from benchmarks.options import Options
from benchmarks.paced import steadily
from benchmarks.report import Bar, Section, table
from benchmarks.servers import floor, peer, running
from benchmarks.soak import MOST_GROWTH, Sample, slope, soak
from benchmarks.start_up import start_up
from benchmarks.unjudged import unjudged_apollo
from benchmarks.workload import CALL, UPDATE, UPDATE_OF_FOUR, call_of, new_apollo, sample_reply

TINY = Options(rounds=1, seconds=1, busy=0.01, many=10, crowd=10)


def test_a_bar_is_held_or_says_by_how_much_it_is_missed() -> None:
    """Assumed: equal is held."""
    assert Bar("reset", 0.1, 0.1, "ms").verdict == "held"
    assert Bar("reset", 0.35, 0.1, "ms").verdict == "missed by 0.25 ms"


def test_a_section_shows_its_bars_beside_the_figures() -> None:
    """Assumed: as Markdown that a terminal shows well too."""
    shown = Section("Start", table(("a", "bb"), [("ccc", "d")]), [Bar("first", 1, 2, "ms")]).markdown()
    assert "| a   | bb |\n|-----|----|\n| ccc | d  |" in shown
    assert "| first | 1 ms     | 2 ms    | held    |" in shown


def test_both_updates_are_lawful() -> None:
    """Assumed: a finding would cost more than what is measured."""
    apollo = new_apollo()
    for call in (CALL, call_of(UPDATE_OF_FOUR)):
        reply, entry = apollo.exchange(call)
        assert (reply.status, entry.findings) == (200, ())


def test_a_crowded_world_has_the_contacts_and_lists_that_were_asked_for() -> None:
    """Assumed: beside those of the demo."""
    world = crowded_apollo(3, 2, "big").open("big")
    demo = new_apollo().open("big")
    assert len(world.contacts_by_id) - len(demo.contacts_by_id) == 3
    assert len(world.labels) - len(demo.labels) == 2
    assert contact_id(2) in world.contacts_by_id


def test_the_core_is_measured_without_transport() -> None:
    """Assumed: updates and five kinds of search."""
    assert core(TINY).text.count("\n| ") == 6


def test_memory_is_measured_for_each_thing_that_is_kept() -> None:
    """Assumed: whatever it weighs here, it can be computed."""
    assert all(isinstance(weigh(2), float) for weigh in (contacts_weigh, worlds_weigh, entries_weigh))


@pytest.mark.parametrize("curve", [one for one in growth.CURVES if one.item != "connections"], ids=lambda one: one.item)
def test_each_curve_has_points(curve: growth.Curve) -> None:
    """Assumed: the smallest one here."""
    assert curve.measure(curve.sizes[0], 0.01).cpu > 0


def test_curves_are_drawn_or_it_is_said_why_not(tmp_path: Path) -> None:
    """Assumed: matplotlib is an extra."""
    said = draw("growth.svg", {"contacts": {1: 20.0, 10: 21.0}}, tmp_path)
    assert said.startswith("No drawing" if not (tmp_path / "growth.svg").exists() else "![")


def test_the_start_is_compared_with_hello_world() -> None:
    """Assumed: both start."""
    assert [bar.what for bar in start_up(TINY).bars] == ["first connection", "first 200"]


def test_each_act_of_a_neighbour_is_granted() -> None:
    """Assumed: a refusal would cost less."""
    with hosted(unjudged_apollo) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        for make in (polled, *(act.request for act in ACTS)):
            send(connection, make(0))
        connection.close()


def test_calls_that_get_no_reply_count_from_when_they_were_due() -> None:
    """Assumed: also those that could not be sent, since the one connection was busy."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        felt = steadily(silent.getsockname()[1], rate=100, seconds=0.1, connections=1, patience=0.1)
    assert felt.worst == pytest.approx(0.2e6)
    assert felt.p50 == pytest.approx(0.16e6)


def test_a_paced_call_that_is_refused_ends_the_measurement() -> None:
    """Assumed: a refusal would cost less."""
    with hosted(unjudged_apollo) as server, pytest.raises(RuntimeError, match="404"):
        steadily(server.port, 100, 0.1, request=UPDATE._replace(path="/api/v1/nowhere"))


def test_the_slope_is_that_of_the_second_half() -> None:
    """Assumed: memory may grow while the server warms up."""
    samples = [Sample(float(minute), 1.0, 10.0 * minute if minute >= 5 else 1e6) for minute in range(10)]
    assert slope(samples) == pytest.approx(10)


def test_a_soak_does_everything_without_a_server_error() -> None:
    """Assumed: refusals and broken connections are part of it."""
    bar = soak(seconds=1, clients=2, each=0.2).bars[0]
    assert (bar.what, bar.most) == ("growth in the second half", MOST_GROWTH)


@pytest.mark.parametrize("command", [floor, lambda port: peer("bare", port)], ids=["floor", "bare"])
def test_peers_answer_the_same_body_as_the_fake(command: Callable[[int], list[str]]) -> None:
    """Assumed: so that only the code in front of it is compared."""
    with running(command) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request(UPDATE.method, UPDATE.path, UPDATE.body, dict(UPDATE.headers))
        assert len(connection.getresponse().read()) == len(sample_reply().body)
        connection.close()


def test_another_commit_runs_its_own_code(tmp_path: Path) -> None:
    """Assumed: and not that of the present folder, which has the same packages."""
    (tmp_path / "mock_apollo.py").write_text("print('another')", "utf-8")
    command = Checkout("another", tmp_path).command("-c", "import mock_apollo")
    said = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own Python
    assert said.stdout == "another\n"
