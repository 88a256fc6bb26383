"""How schemathesis is run: its configuration, its preconditions, and its errors."""

import sys
import tomllib
from contextlib import nullcontext
from io import StringIO
from typing import Any

import pytest

from mock_apollo.fuzz.server.rounds import Wish, fuzz_server
from mock_apollo.fuzz.server.schemathesis_run import HOOKS, FuzzError, check_reached, configuration, run
from mock_apollo.server.children import Children


def settings(**changes: Any) -> dict[str, Any]:
    """The parsed configuration of a run."""
    wanted: dict[str, Any] = {"headers": {"x-api-key": 'a "key"'}, "warnings": True, "expected": ()}
    text = configuration(**{"url": "http://localhost:1", "seed": 3, "max_examples": 5, **wanted, **changes})
    return tomllib.loads(text)


def test_nothing_is_disabled() -> None:
    """Assumed: every check, and every phase, as no phase is named."""
    known = settings()
    assert known["checks"] == {"enabled": True}
    assert "phases" not in known
    assert known["warnings"] == {"fail-on": True}
    assert (known["seed"], known["generation"]["max-examples"]) == (3, 5)
    assert known["base-url"] == "http://localhost:1/api/v1"


def test_headers_are_quoted() -> None:
    """Assumed: a key may contain any character."""
    assert settings()["headers"] == {"x-api-key": 'a "key"'}


def test_a_round_without_success_allows_only_its_statuses() -> None:
    """Assumed: for calls that the contract would grant."""
    checks = settings(expected=(401, 405))["checks"]
    assert checks["positive_data_acceptance"] == {"expected-statuses": ["401", "405"]}


def test_the_hooks_are_a_file_beside_the_module() -> None:
    """Assumed: schemathesis loads it by its path."""
    assert settings()["hooks"] == str(HOOKS)
    assert HOOKS.is_file()


def test_without_schemathesis_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: the server is installed without it."""
    monkeypatch.setitem(sys.modules, "schemathesis", None)
    with pytest.raises(FuzzError, match=r"pip install '\.\[fuzz\]' in a checkout"):
        fuzz_server(Wish(1, 1), StringIO())


@pytest.mark.parametrize(("response", "reached"), [(None, False), ({"status_code": 200}, True)])
def test_a_server_that_is_never_reached_is_an_error(response: Any, reached: bool) -> None:  # noqa: FBT001
    """Assumed: nothing is known of it then, and least of all that it breaks the contract."""
    scenarios: list[dict[str, Any]] = [
        {"recorder": {"interactions": {"a": {"response": response}, "b": {"response": None}}}},
        {"recorder": {}},
    ]
    with nullcontext() if reached else pytest.raises(FuzzError, match="none of 2 calls got a reply"):
        check_reached(scenarios)


def test_a_run_that_cannot_begin_is_an_error(unmeasured_children: None) -> None:
    """Assumed: with the exit code and the output of schemathesis, as here for a wrong configuration."""
    with pytest.raises(FuzzError, match=r"schemathesis could not run \(exit code \d+\):\n.*"), Children() as children:
        run(children, {"openapi": "3.1.0"}, "no-such-setting = 1\n")
