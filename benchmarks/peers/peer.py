"""What is a peer? A mock server of another project: its package, its documents, its command, and what to ask it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.workload import Request

CACHE = Path(__file__).parents[2] / ".cache" / "peers"


class Missing(Exception):  # noqa: N818 - no error, a sentence for the report
    """Why a peer is skipped."""


class Package(NamedTuple):
    """A package at one version, from npm or from PyPI, and the runtimes that it needs."""

    installer: str
    name: str
    version: str
    runtimes: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where it is installed."""
        return CACHE / f"{self.name.strip('@').replace('/', '-')}-{self.version}"

    def install(self) -> None:
        """Install it, unless it is there."""
        for runtime in self.runtimes:
            if not shutil.which(runtime):
                raise Missing(f"it needs {runtime}, which is not installed")
        installed = self.folder / "installed"
        if not installed.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            for command in self._commands():
                _run(command, self.folder)
            installed.touch()

    def _commands(self) -> list[list[str]]:
        if self.installer == "npm":
            flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
            return [["npm", "install", *flags, "--prefix", str(self.folder), f"{self.name}@{self.version}"]]
        venv, extra = self.folder / "venv", "[server]" if self.name == "moto" else ""
        wanted = f"{self.name}{extra}=={self.version}"
        return [[sys.executable, "-m", "venv", str(venv)], [str(venv / "bin/pip"), "install", "--quiet", wanted]]


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Missing(f"it could not be installed: {last}")


class Right(NamedTuple):
    """What the real service answers to a question: a status, and words that stand in the body."""

    status: int
    words: str = ""


class Peer(NamedTuple):
    """A server to be measured and questioned."""

    name: str
    asked: str
    command: Callable[[Path, int], list[str]]
    update: Request
    look: Request
    questions: Mapping[str, Request]
    right: Mapping[str, Right]
    package: Package | None = None
    documents: Mapping[str, Callable[[], bytes]] = {}
    begin: tuple[Request, ...] = ()
    reset: Request | None = None
    warm_up: int = 10  # seconds of load, until it gets no faster
    when_questioned: Callable[[Path, int], list[str]] | None = None

    @property
    def folder(self) -> Path:
        """Where it runs, with its documents."""
        return self.package.folder if self.package else CACHE / "none"

    @property
    def title(self) -> str:
        """Its name, and its version where it has one."""
        return f"{self.name} ({self.package.name} {self.package.version})" if self.package else self.name

    def with_id(self, record: str) -> "Peer":
        """Return it with the id of the record that was made for it in all paths."""
        questions = {question: _with_id(request, record) for question, request in self.questions.items()}
        return self._replace(
            update=_with_id(self.update, record), look=_with_id(self.look, record), questions=questions
        )


def _with_id(request: Request, record: str) -> Request:
    return request._replace(path=request.path.replace("{id}", record))
