"""A clean place for each command."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, without mock-apollo.toml."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
