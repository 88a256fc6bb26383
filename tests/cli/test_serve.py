"""The command `serve`: what it refuses, and its banner."""

import re
from pathlib import Path

import pytest

from mock_apollo.server.build import build_greeting, load_records
from mock_apollo.server.listen import listen
from mock_apollo.server.settings import Settings
from tests.calls import FYODOR
from tests.cli.commands import run


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("port", "x", "Input should be a valid integer, unable to parse string as an integer"),
        ("null_value", "keep", "Input should be 'refuse' or 'clear'"),
        ("rate_limit", "gold", "'gold' is neither a plan (free, basic, professional, organization, off) nor like .*"),
        ("frozen_at", "noon", "Input should be a valid datetime or date, .*"),
        (
            "keys",
            "invalid1",
            "a key must not be empty or begin with 'invalid' or 'schemathesis-invalid'; choose another",
        ),
    ],
)
def test_a_bad_value_is_refused_by_the_same_sentence_wherever_it_stands(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    """Assumed: exit code 2, for an option, a variable and the file."""
    flag, variable = f"--{name.replace('_', '-')}", f"MOCK_APOLLO_{name.upper()}"
    code, output = run("serve", flag, value)
    assert code == 2
    words = re.escape(sentence).replace(r"\.\*", ".*")
    assert re.fullmatch(rf"mock-apollo: {flag} \({variable}, or {name} in mock-apollo\.toml\): {words}\n", output)
    with monkeypatch.context() as patched:
        patched.setenv(variable, value)
        assert run("serve") == (code, output)
    (elsewhere / "mock-apollo.toml").write_text(f'{name} = "{value}"\n')
    assert run("serve") == (code, output)


def test_a_seed_that_is_missing_is_one_sentence() -> None:
    """Assumed: exit code 2."""
    code, output = run("serve", "--seed", "missing.yaml")
    assert (code, output.startswith("mock-apollo: missing.yaml: cannot be read")) == (2, True)


def test_each_error_in_a_seed_is_a_line(elsewhere: Path) -> None:
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


def test_an_address_of_another_machine_is_one_sentence() -> None:
    """Assumed: exit code 2."""
    code, output = run("serve", "--host", "192.0.2.1", "--port", "0")
    assert code == 2
    assert output.startswith("mock-apollo: cannot listen on 192.0.2.1:0: ")
    assert output.endswith(". See --host and --port.\n")


@pytest.mark.parametrize(("keys", "key"), [(None, "demo"), ({"a": "b"}, "<one of your keys>")], ids=str)
def test_the_greeting_names_a_contact_and_a_key_that_exist(keys: dict[str, str] | None, key: str) -> None:
    """Assumed: with any seed and any keys."""
    settings = Settings(keys=keys)
    assert build_greeting(settings, load_records(settings)) == (FYODOR, key)
    empty = load_records(settings)._replace(contacts={})
    assert build_greeting(settings, empty).contact_id == "<contact_id>"
