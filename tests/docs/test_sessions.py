"""What the pages type, the server answers: sessions and programs run against a real server."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.docs.pages import HERE, Block, blocks, shown
from tests.e2e.servers import ROOT, serving

SESSIONS = blocks("console")
PAGES_WITH_SESSIONS = list(dict.fromkeys(session.page for session in SESSIONS))


@contextmanager
def server_for(page_blocks: list[Block], folder: Path) -> Iterator[str]:
    """Give the URL of a fresh server if the blocks call one; TESTED_URL names one to try instead."""
    if not any(HERE in block.text or "$ mock-apollo faults" in block.text for block in page_blocks):
        yield ""
    elif tested := os.environ.get("TESTED_URL"):
        yield tested
    else:
        with serving(folder) as server:
            yield server.url


def steps(session: str) -> list[tuple[str, str]]:
    """Return the commands of a session, each with the output that the page shows."""
    parts = re.split(r"^\$ ((?:.*\\\n)*.*)\n", session, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def pattern(said: str) -> str:
    """Return a regular expression for an output in which `...` stands for anything, and line breaks for nothing."""
    return ".*".join(re.escape(part.strip("\n")).replace("\\\n", r"\s*") for part in said.split("..."))


def typed(command: str, url: str) -> str:
    """Return what a command prints, with the server at a URL instead of the one that the page names."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MOCK_APOLLO_URL": url or HERE,
    }
    shell = ["bash", "-c", command.replace(HERE, url)]
    done = subprocess.run(shell, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603 - the pages' own words
    return done.stdout.replace("\r", "").strip("\n")


@pytest.mark.parametrize("page", PAGES_WITH_SESSIONS, ids=shown)
def test_every_session_of_a_page_prints_what_it_shows(tmp_path: Path, page: Path) -> None:
    """Assumed: one after the other, as a newcomer would type them."""
    sessions = [session for session in SESSIONS if session.page == page]
    with server_for(sessions, tmp_path) as url:
        for command, said in (step for session in sessions for step in steps(session.text)):
            printed = typed(command, url)
            assert re.fullmatch(pattern(said), printed, re.DOTALL), f"{command}\n{printed}"


@pytest.mark.parametrize("program", blocks("python", ""), ids=lambda block: block.name)
def test_every_program_runs(tmp_path: Path, program: Block) -> None:
    """Assumed: with its own assertions."""
    with server_for([program], tmp_path) as url:
        exec(compile(program.text.replace(HERE, url), shown(program.page), "exec"), {})  # noqa: S102 - the pages' own words
