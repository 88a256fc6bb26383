"""A short torture, so that the long one stays alive."""

import shlex

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.torture.__main__ import OverASocket
from tests.torture.client import Script
from tests.torture.machine import Torture

SHORT = settings(
    max_examples=5, stateful_step_count=20, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck]
)


def test_nothing_breaks_a_world() -> None:
    """Assumed: whatever is done in whatever order, and the tool counts what it did."""
    run_state_machine_as_test(Torture, settings=SHORT)
    assert Torture.counts.total() > 50


def test_nothing_breaks_a_world_over_a_socket() -> None:
    """Assumed: the same over HTTP."""
    run_state_machine_as_test(OverASocket, settings=SHORT)
    assert OverASocket.last


def test_what_was_sent_can_be_sent_again() -> None:
    """Assumed: as lines for a shell."""
    script = Script(Torture.counts)
    script.note("update-a-contact", "PATCH", "/api/v1/contacts/1", {"title": "it's"})
    (line,) = script.lines
    assert shlex.split(line) == [
        *("curl", "-s", "-X", "PATCH", "http://127.0.0.1:27655/api/v1/contacts/1", "-H", "x-api-key: torture"),
        *("-H", "content-type: application/json", "-d", '{"title":"it\'s"}'),
    ]
