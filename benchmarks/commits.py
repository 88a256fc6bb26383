"""How is another commit measured beside this one? Unpacked from git under build/, and run from there.

It runs with the libraries that are installed here, so that only our own code differs; where it cannot, it gets those
of its own constraints.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.report import ROOT
from benchmarks.servers import ours

UNPACKED = ROOT / "build" / "commits"
TRIAL = "from benchmarks.workload import CALL, new_apollo; assert new_apollo().answer(CALL).status == 200"


class Checkout(NamedTuple):
    """The code of a commit, and the Python that runs it."""

    name: str
    folder: Path
    python: str = sys.executable

    @property
    def libraries(self) -> str:
        """Which libraries it runs with."""
        return "those installed here" if self.python == sys.executable else "those of its own constraints"

    def command(self, *arguments: str) -> list[str]:
        """Return the command that runs Python on this code; -P, since the present folder has the same packages."""
        return ["env", f"PYTHONPATH={self.folder}", self.python, "-P", *arguments]

    def serve(self, port: int) -> list[str]:
        """Return the command of its server, everything on."""
        return self.command(*ours(port)[1:])


HERE = Checkout("this commit", ROOT)


def checkout(commit: str) -> Checkout:
    """Return the code of a commit, ready to run."""
    folder = UNPACKED / _git("rev-parse", "--verify", f"{commit}^{{commit}}").decode().strip()
    if not folder.exists():
        _unpack(folder)
    found = Checkout(commit, folder)
    works = subprocess.run(found.command("-c", TRIAL), check=False, capture_output=True).returncode == 0
    return found if works else found._replace(python=str(_install(folder)))


def _unpack(folder: Path) -> None:
    partly = folder.with_suffix(f".{os.getpid()}")
    partly.mkdir(parents=True)
    subprocess.run(["tar", "-x", "-C", str(partly)], input=_git("archive", folder.name), check=True)  # noqa: S607 - the one in the path
    partly.rename(folder)


def _install(folder: Path) -> Path:
    python = folder / ".venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / ".venv")], check=True)
        install = ["-m", "pip", "install", "--quiet", "--constraint", str(folder / "constraints.txt"), str(folder)]
        subprocess.run([str(python), *install], check=True)
    return python


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True).stdout  # noqa: S607 - the one in the path
