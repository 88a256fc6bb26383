"""The command line."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mock_apollo import __version__
from mock_apollo.cli.app import app
from mock_apollo.server.build import build_greeting, load_records
from mock_apollo.server.listen import address_of, listen
from mock_apollo.server.settings import Settings
from tests.calls import FYODOR


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and what was said."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_the_version_is_shown() -> None:
    """Assumed: our own command."""
    assert run("--version") == (0, f"mock-apollo {__version__}\n")


def test_help_lists_every_setting() -> None:
    """Assumed: a flag for each setting."""
    code, said = run("serve", "--help")
    assert code == 0
    for name in Settings.model_fields:
        assert f"--{name.replace('_', '-')}" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "x"], r"--port \(MOCK_APOLLO_PORT, or port in mock-apollo.toml\): Input should be a valid integer"),
        (["--rate-limit", "gold"], r"--rate-limit .*'gold' is neither a plan"),
        (["--seed", "missing.yaml"], r"missing.yaml: cannot be read"),
    ],
    ids=str,
)
def test_a_bad_setting_stops_the_start_with_a_sentence(arguments: list[str], said: str) -> None:
    """Assumed: exit code 2."""
    code, output = run("serve", *arguments)
    assert code == 2
    assert re.match(f"mock-apollo: {said}", output)


def test_each_thing_wrong_in_a_seed_is_a_line(elsewhere: Path) -> None:
    """Assumed: exit code 2."""
    (elsewhere / "seed.json").write_text('{"contacts": [{"frist_name": "Leo"}], "users": 3}')
    code, output = run("serve", "--seed", "seed.json")
    assert code == 2
    assert output.splitlines() == [
        "mock-apollo: seed.json: users: Input should be a valid list",
        "seed.json: contacts[0].frist_name: Extra inputs are not permitted",
    ]


def test_a_port_in_use_is_one_sentence() -> None:
    """Assumed: exit code 2, and what to do."""
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert run("serve", "--port", str(port)) == (
            2,
            f"mock-apollo: cannot listen on 127.0.0.1:{port}: Address already in use. Choose another --port, or 0.\n",
        )


def test_a_host_that_is_not_ours_is_one_sentence() -> None:
    """Assumed: exit code 2."""
    code, output = run("serve", "--host", "192.0.2.1", "--port", "0")
    assert code == 2
    assert output.startswith("mock-apollo: cannot listen on 192.0.2.1:0: ")
    assert output.endswith(". See --host and --port.\n")


@pytest.mark.parametrize(
    ("name", "url"),
    [
        (("127.0.0.1", 1), "http://127.0.0.1:1"),
        (("0.0.0.0", 1), "http://127.0.0.1:1"),  # noqa: S104 - not bound
        (("::", 1), "http://[::1]:1"),
    ],
    ids=str,
)
def test_the_address_that_is_shown_is_one_that_can_be_reached(name: tuple[str, int], url: str) -> None:
    """Assumed: it works as it stands there."""
    assert address_of(name) == url


@pytest.mark.parametrize(("keys", "key"), [(None, "demo"), ({"a": "b"}, "<one of your keys>")], ids=str)
def test_the_greeting_names_a_contact_and_a_key_that_are_there(keys: dict[str, str] | None, key: str) -> None:
    """Assumed: with any seed and any keys."""
    settings = Settings(keys=keys)
    assert build_greeting(settings, load_records(settings)) == (FYODOR, key)
    nobody = load_records(settings)._replace(contacts={})
    assert build_greeting(settings, nobody).contact_id == "<contact_id>"
