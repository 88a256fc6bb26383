"""What `make image` says when a tool is missing."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.image import HELPERS, ROOT

NEEDS = "make image: needs docker with a running daemon, or else buildah, podman and their helpers; not found: "
PODMAN = ("buildah", "podman", "runc", "netavark", "aardvark-dns")


@pytest.mark.parametrize(
    ("present", "missing"),
    [
        ((), PODMAN),
        (("docker",), PODMAN),
        (("buildah", "podman", "netavark", "aardvark-dns"), ("runc",)),
        (PODMAN, ("mmdebstrap",)),
    ],
    ids=str,
)
def test_a_missing_tool_is_one_sentence(tmp_path: Path, present: tuple[str, ...], missing: tuple[str, ...]) -> None:
    """Assumed: exit code 2; this docker has no daemon, and this podman has no images."""
    for tool in present:
        (tmp_path / tool).write_text(f"#!/bin/sh\nexit {int(tool == 'docker')}\n")
        (tmp_path / tool).chmod(0o755)
    command = [sys.executable, "-m", "tests.image"]
    environment = {"PATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    found = os.pathsep.join(HELPERS)  # where this machine may have some of podman's helpers
    listed = ", ".join(tool for tool in missing if not shutil.which(tool, path=found))
    assert (done.returncode, done.stderr) == (2, f"{NEEDS}{listed}.\n")


def test_a_step_that_fails_is_one_sentence(tmp_path: Path) -> None:
    """Assumed: exit code 1, with the command, after what the tool itself prints."""
    (tmp_path / "docker").write_text('#!/bin/sh\n[ "$1" = info ] && exit\necho broken >&2\nexit 3\n')
    (tmp_path / "docker").chmod(0o755)
    command = [sys.executable, "-m", "tests.image"]
    environment = {"PATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 1
    assert done.stderr == (
        f"broken\nmake image: docker build --tag localhost/mock-apollo:dev {shlex.quote(str(ROOT))} ended with 3.\n"
    )
