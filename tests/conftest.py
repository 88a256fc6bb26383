"""What every test can ask for."""

from pathlib import Path

import pytest

from mock_apollo.apollo.answer import Apollo
from tests.calls import new_apollo


@pytest.fixture
def apollo() -> Apollo:
    """A fresh Apollo over the demo world, its clock at noon."""
    return new_apollo()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    return tmp_path
