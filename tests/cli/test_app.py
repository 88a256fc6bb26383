"""The command `mock-apollo`."""

import re

from mock_apollo import __version__
from tests.cli.commands import run


def test_the_version_is_shown() -> None:
    """Assumed: our own command."""
    assert run("--version") == (0, f"mock-apollo {__version__}\n")


def test_the_bare_command_lists_all_commands_in_groups() -> None:
    """Assumed: exit code 2, as for any command that is not complete."""
    code, output = run()
    assert code == 2
    assert re.findall(r"^(\S.*):$", output, re.MULTILINE) == [
        "Options",
        "Run",
        "Check",
        "Fuzz",
        "Control a running fake",
    ]
    run_group = output.partition("\nRun:\n")[2].partition("\n\n")[0]
    assert re.findall(r"^  (\w+) ", run_group, re.MULTILINE) == ["serve", "exec"]


def test_a_mistyped_option_is_named_without_a_box() -> None:
    """Assumed: exit code 2, and plain text that a log can show."""
    code, output = run("serve", "--prot", "1")
    assert code == 2
    assert output.splitlines()[-1] == "Error: No such option: --prot (Possible options: --host, --port)"
