"""What a start costs."""

import subprocess
import sys

PROGRAM = """
import sys
from mock_apollo.cli import app
from mock_apollo.server.build import build_apollo, build_app, build_greeting, load_records
from mock_apollo.server.settings import Settings
settings = Settings()
records = load_records(settings)
build_app(build_apollo(settings, records), build_greeting(settings, records))
print(*sorted({"airportsdata", "countryinfo", "fastapi", "jsonpath", "starlette", "yaml"} & set(sys.modules)))
"""


def test_nothing_heavy_is_imported_before_somebody_needs_it() -> None:
    """Assumed: a service in CI should be ready at once."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)  # noqa: S603
    assert done.stdout.strip() == ""
