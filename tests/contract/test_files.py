"""Where the documents lie."""

from pathlib import Path

import pytest

from mock_apollo.contract.files import openapi_file


@pytest.mark.parametrize("folder", ["package/openapi", "openapi"])
def test_the_documents_are_found_in_the_wheel_and_in_a_checkout(tmp_path: Path, folder: str) -> None:
    """Assumed: a wheel has them inside the package, a checkout beside it."""
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "contract.json").write_text("{}")
    assert openapi_file("contract.json", tmp_path / "package").read_text() == "{}"


def test_a_missing_document_says_what_to_do(tmp_path: Path) -> None:
    """Assumed: a broken installation."""
    with pytest.raises(FileNotFoundError, match="install it again"):
        openapi_file("contract.json", tmp_path)


def test_this_installation_has_all_of_them() -> None:
    """Assumed: editable, here."""
    for name in ("update-a-contact.json", "corrections.overlay.yaml", "neighbours.yaml", "contract.json"):
        assert openapi_file(name).is_file()
