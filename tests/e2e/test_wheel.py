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
from packaging.utils import canonicalize_name

from tests.calls import FYODOR
from tests.e2e.servers import ROOT, serving


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - our own build
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_documents_and_its_types(wheel: Path) -> None:
    """Assumed: nothing is looked for outside of it."""
    names = set(zipfile.ZipFile(wheel).namelist())
    openapi = ("update-a-contact.json", "corrections.overlay.yaml", "neighbours.yaml", "contract.json")
    assert {f"mock_apollo/openapi/{name}" for name in openapi} <= names
    assert {"mock_apollo/py.typed", "mock_apollo/demo.json", "mock_apollo/fuzz/client/reports/page.html"} <= names
    assert not [name for name in names if name.startswith(("tests", "benchmarks"))]


NOT_FOR_A_SERVER = {"hypothesis", "schemathesis", "pytest", "httpx", "requests", "ijson", "python-jsonpath", "jinja2"}


def needed(name: str, known: set[str]) -> set[str]:
    """What is installed with a package, by their names, without its extras."""
    for line in metadata.requires(name) or ():
        requirement = Requirement(line)
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if wanted and canonicalize_name(requirement.name) not in known:
            known.add(canonicalize_name(requirement.name))
            needed(requirement.name, known)
    return known


def test_a_server_needs_nothing_that_tests_need() -> None:
    """Assumed: whoever wants to fuzz or check asks for it by an extra."""
    installed = needed("mock-apollo", set())
    assert installed & NOT_FOR_A_SERVER == set()
    assert {"fastapi", "uvicorn", "typer", "jsonschema-rs"} <= installed


def test_the_same_source_makes_the_same_files(tmp_path: Path) -> None:
    """Assumed: wheel and sdist, byte for byte, wherever and whenever they are made."""
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
    """Assumed: beside the libraries of this environment, and without this checkout."""
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
