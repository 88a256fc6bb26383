"""Tests of the layout: nine packages, a test file for each module of size, and the public names."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import mock_apollo

PACKAGE = Path(mock_apollo.__file__).parent
TESTS = Path(__file__).parent
PACKAGES = {"apollo", "check", "cli", "contract", "fuzz", "journal", "protocol", "server", "testing"}
FILES = {"__init__.py", "__main__.py", "behaviours.yaml", "demo.json", "py.typed"}
LONG = 80  # lines of a module that needs a test file of its own
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
LONG_MODULES = [path for path in MODULES if len((PACKAGE / path).read_text("utf-8").splitlines()) > LONG]
DOCUMENTED = (TESTS.parent / "docs/public-names.md").read_text("utf-8")


def mirrored(module: Path) -> list[Path]:
    """Return where the tests of a module may stand: of a package in its mirrored folder, or beside that."""
    if module.name != "__init__.py":
        return [TESTS / module.parent / f"test_{module.name}"]
    folder = TESTS / module.parent
    name = f"test_{module.parent.name or PACKAGE.name}.py"
    return [folder / name, folder.parent / name]


def names_of_tests(file: Path) -> list[str]:
    """Return the names of the tests in a file, or none when there is no such file."""
    if not file.is_file():
        return []
    functions = (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef))
    return [function.name for function in functions if function.name.startswith("test_")]


def test_the_root_has_nine_packages_and_data() -> None:
    """Assumed: a new module belongs into one of the packages."""
    found = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert found == PACKAGES | FILES
    assert {path.parent.name for path in PACKAGE.glob("*/__init__.py")} == PACKAGES


@pytest.mark.parametrize("module", LONG_MODULES, ids=str)
def test_a_module_of_over_80_lines_has_a_test_file_of_its_name(module: Path) -> None:
    """Assumed: at the place in tests/ that mirrors its own, with at least one test."""
    assert [name for file in mirrored(module) for name in names_of_tests(file)] != []


@pytest.mark.parametrize("folder", sorted({path.parent for path in TESTS.rglob("test_*.py")}), ids=str)
def test_a_folder_of_tests_is_a_package(folder: Path) -> None:
    """Assumed: so that test files of one name in two folders are two modules; examples are projects of their own."""
    assert (folder / "__init__.py").is_file() or "examples" in folder.parts


@pytest.mark.parametrize("name", mock_apollo.__all__)
def test_a_public_name_can_be_imported(name: str) -> None:
    """Assumed: from the package itself."""
    assert getattr(import_module("mock_apollo"), name) is not None


@pytest.mark.parametrize("name", mock_apollo.__all__)
def test_a_public_name_is_documented(name: str) -> None:
    """Assumed: in a row of the table of docs/public-names.md."""
    first_cells = [line.split("|")[1] for line in DOCUMENTED.splitlines() if line.startswith("|")]
    assert [cell for cell in first_cells if re.search(rf"`@?(?:mock_apollo\.)?{name}\b(?!\.)", cell)] != []


def test_public_names_are_listed_once_and_in_order() -> None:
    """Assumed: capital letters first, as a sort by characters has it."""
    assert len(mock_apollo.__all__) == len({*mock_apollo.__all__})
    assert mock_apollo.__all__ == sorted(mock_apollo.__all__)


@pytest.mark.parametrize("name", ["apollo_world", "Apolo", "__wrapped__"])
def test_an_unknown_name_is_refused_with_the_public_names(name: str) -> None:
    """Assumed: as an AttributeError, which `hasattr` and `from mock_apollo import ...` understand."""
    with pytest.raises(AttributeError) as refused:
        getattr(mock_apollo, name)
    assert str(refused.value) == f"mock_apollo has no public name {name!r}; it has {', '.join(mock_apollo.__all__)}"
    assert not hasattr(mock_apollo, name)
