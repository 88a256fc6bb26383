"""The imports of `mock_apollo.check`."""

import subprocess
import sys

import pytest

HEAVY = ("asyncio", "fastapi", "ijson", "pydantic", "starlette", "uvicorn", "yaml")
OUTER = ("mock_apollo.apollo", "mock_apollo.journal", "mock_apollo.server", "mock_apollo.testing")


@pytest.mark.parametrize("module", ["verdict", "report"])
def test_the_judging_of_recordings_imports_no_server_and_no_event_loop(module: str) -> None:
    """Assumed: a check starts fast; a package that only one format needs is imported when that format is read."""
    program = f"import sys, mock_apollo.check.{module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert f"mock_apollo.check.{module}" in done.stdout.split()
    assert set(done.stdout.split()) & {*HEAVY, *OUTER} == set()
