"""The options of `mock-apollo fuzz`."""

import pytest

from tests.cli.commands import run


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["server", "--max-examples", "0"], "--max-examples"),
        (["server", "--seed", "-1"], "--seed"),
        (["server", "--as", "draft"], "--as"),
        (["client", "--jobs", "0", "--", "true"], "--jobs"),
        (["client", "--timeout", "0", "--", "true"], "--timeout"),
        (["client", "--max-calls", "0", "--", "true"], "--max-calls"),
        (["client", "--max-examples", "-1", "--", "true"], "--max-examples"),
        (["client", "--engine", "hypothesis", "--", "true"], "--engine"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_value_out_of_range_is_refused_by_the_name_of_its_option(arguments: list[str], option: str) -> None:
    """Assumed: exit code 2, before anything is started."""
    code, output = run("fuzz", *arguments)
    assert code == 2
    assert f"Invalid value for '{option}'" in output


def test_a_client_needs_a_command() -> None:
    """Assumed: exit code 2."""
    code, output = run("fuzz", "client")
    assert code == 2
    assert "Missing argument" in output
