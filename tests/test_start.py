"""The start of the command and of the server."""

import subprocess
import sys

import pytest

SERVER = """
import mock_apollo.cli.app
from mock_apollo.server.build import build_apollo, build_app, build_greeting, load_records
from mock_apollo.server.settings import Settings
settings = Settings()
records = load_records(settings)
build_app(build_apollo(settings, records), build_greeting(settings, records))
"""
HELP = """
from contextlib import redirect_stdout
from io import StringIO
from mock_apollo.cli.app import app
with redirect_stdout(StringIO()):
    app(["serve", "--help"], standalone_mode=False)
"""
PRINT = """
import sys
print(*sorted(set({heavy}) & set(sys.modules)))
"""
PAGES = ("airportsdata", "countryinfo", "fastapi", "jsonpath", "starlette", "yaml")
FUZZING = ("hypothesis", "rich", "schemathesis")
WORK = (
    "mock_apollo.cli.control",
    "mock_apollo.apollo.answer",
    "mock_apollo.apollo.seeds",
    "mock_apollo.check.verdict",
    "uvicorn",
)


@pytest.mark.parametrize(
    ("program", "heavy"), [(SERVER, (*PAGES, *FUZZING)), (HELP, (*PAGES, *FUZZING, *WORK))], ids=["serve", "help"]
)
def test_nothing_heavy_is_imported_before_it_is_needed(program: str, heavy: tuple[str, ...]) -> None:
    """Assumed: a service in CI should be ready at once, and a command should answer at once."""
    command = [sys.executable, "-c", program + PRINT.format(heavy=heavy)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    assert done.stdout.strip() == ""
