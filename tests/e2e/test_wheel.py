"""The wheel, built, installed and started."""

import os
import subprocess
import sys
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from tests.calls import FYODOR
from tests.e2e.servers import ROOT, serving


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - our own build
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_documents_and_its_types(wheel: Path) -> None:
    """Assumed: an installed package reads no file outside of it."""
    names = set(zipfile.ZipFile(wheel).namelist())
    openapi = ("update-a-contact.json", "corrections.overlay.yaml", "neighbours.yaml", "contract.json")
    assert {f"mock_apollo/openapi/{name}" for name in openapi} <= names
    assert {"mock_apollo/py.typed", "mock_apollo/demo.json", "mock_apollo/fuzz/client/reports/page.html"} <= names
    assert not [name for name in names if name.startswith(("tests", "benchmarks"))]


def requirements(name: str, extra: str = "") -> set[NormalizedName]:
    """Return the names of all packages that are installed with a package, for one of its extras or none."""
    found: set[NormalizedName] = set()
    pending = {(canonicalize_name(name), extra)}
    seen = set(pending)
    while pending:
        package, wanted = pending.pop()
        found.add(package)
        pending |= _required(package, wanted) - seen
        seen |= pending
    return found - {canonicalize_name(name)}


def _required(package: str, extra: str) -> set[tuple[NormalizedName, str]]:
    """Return what one package requires, each requirement with an extra of its own or none."""
    lines = [Requirement(line) for line in metadata.requires(package) or ()]
    wanted = [line for line in lines if line.marker is None or line.marker.evaluate({"extra": extra})]
    return {(canonicalize_name(line.name), more) for line in wanted for more in ("", *line.extras)}


def size(package: str) -> int:
    """Return the bytes of an installed package by its RECORD, without bytecode."""
    files = metadata.files(package) or ()
    return sum(file.size or 0 for file in files if file.suffix != ".pyc")


NOT_FOR_A_SERVER = {
    *("coverage", "hypothesis", "hypothesis-graphql", "pytest", "schemathesis"),
    *("httpx", "requests", "urllib3", "werkzeug", "jinja2", "python-jsonpath", "regress", "ruamel-yaml"),
}
MOST_MEGABYTES = 62


def test_a_server_needs_nothing_that_tests_need() -> None:
    """Assumed: fuzzing and building the contract need an extra."""
    installed = requirements("mock-apollo")
    assert installed & NOT_FOR_A_SERVER == set()
    assert {"fastapi", "uvicorn", "typer", "jsonschema-rs"} <= installed


def test_a_base_install_is_small(wheel: Path) -> None:
    """Assumed: the wheel and all that it requires, without bytecode."""
    ours = sum(member.file_size for member in zipfile.ZipFile(wheel).infolist())
    sizes = {package: size(package) for package in requirements("mock-apollo")}
    assert [package for package, count in sizes.items() if not count] == []
    assert ours + sum(sizes.values()) <= MOST_MEGABYTES * 1_000_000, sizes


def test_the_extra_all_brings_what_users_can_use_and_no_tools_of_ours() -> None:
    """Assumed: one extra for all commands, without the tools of development."""
    installed = requirements("mock-apollo", "all")
    assert requirements("mock-apollo", "fuzz") | requirements("mock-apollo", "contract") <= installed
    assert {"schemathesis", "hypothesis", "python-jsonpath", "jinja2", "rich"} <= installed
    assert installed & {"mypy", "ruff", "coverage", "pytest-xdist", "zizmor", "hatchling"} == set()


def test_the_same_source_makes_the_same_files(tmp_path: Path) -> None:
    """Assumed: wheel and sdist are the same, byte for byte, in every folder and at every time."""
    files = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True, cwd=ROOT).stdout  # noqa: S607 - from the PATH
    made = []
    for place in ("here", "there"):
        for name in filter(None, files.split("\0")):
            (tmp_path / place / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place / name).write_bytes((ROOT / name).read_bytes())
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path / f"dist-{place}")]
        subprocess.run(command, check=True, capture_output=True, cwd=tmp_path / place)  # noqa: S603 - our own build
        made.append({file.name: file.read_bytes() for file in (tmp_path / f"dist-{place}").iterdir()})
    assert made[0] == made[1]
    assert len(made[0]) == 2


def test_the_installed_wheel_starts_and_answers(wheel: Path, tmp_path: Path) -> None:
    """Assumed: with the libraries of this environment, and without this checkout."""
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    (site,) = (tmp_path / "venv" / "lib").glob("*/site-packages")
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    where = subprocess.run(  # noqa: S603 - our own python
        [python, "-c", "import mock_apollo; print(mock_apollo.__file__)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    ).stdout
    assert where.startswith(str(site))
    with serving(tmp_path, command=(str(python), "-m", "mock_apollo")) as server:
        reply = httpx.patch(f"{server.url}/api/v1/contacts/{FYODOR}", json={}, headers={"x-api-key": "demo"})
        assert reply.status_code == 200
        assert httpx.get(f"{server.url}/openapi.json").json()["openapi"] == "3.1.0"
