"""What the tests of the server's fuzzer share."""

import os

import pytest


@pytest.fixture
def unmeasured_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start schemathesis without measuring its coverage, which would double its time."""
    for name in [name for name in os.environ if name.startswith("COVERAGE")]:
        monkeypatch.delenv(name)
