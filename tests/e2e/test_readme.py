"""The README is true."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.clock import Clock
from mock_apollo.apollo.seeds import load_seed
from mock_apollo.cli.app import app
from mock_apollo.journal.log import log_to
from mock_apollo.protocol.timestamps import timestamp
from mock_apollo.server.build import build_greeting, load_records
from mock_apollo.server.settings import Settings
from tests.calls import patch
from tests.e2e.servers import ROOT, serving
from tests.e2e.test_plugin import project, run
from tests.tables import rewritten

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```([\w ]+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
HERE = "http://127.0.0.1:27655"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that nobody has used before; TESTED_URL names one that is to be tried instead."""
    if tested := os.environ.get("TESTED_URL"):
        yield tested
        return
    with serving(tmp_path_factory.mktemp("readme")) as server:
        yield server.url


def blocks(language: str) -> list[str]:
    """The code blocks of one language."""
    return [text for name, text in BLOCKS if name == language]


def steps(session: str) -> list[tuple[str, str]]:
    """The commands of a session, each with what it is said to print."""
    parts = re.split(r"^\$ ((?:.*\\\n)*.*)\n", session, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def pattern(said: str) -> str:
    """A regular expression for a printed text in which `...` stands for anything, and line breaks for nothing."""
    return ".*".join(re.escape(part.strip("\n")).replace("\\\n", r"\s*") for part in said.split("..."))


@pytest.mark.parametrize("session", blocks("console"), ids=lambda session: session[-60:].strip())
def test_every_session_prints_what_it_says(url: str, session: str) -> None:
    """Assumed: as a newcomer would type it."""
    for command, said in steps(session):
        shell = ["bash", "-c", command.replace(HERE, url)]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(  # noqa: S603 - the README's own words
            shell, env=os.environ | {"PATH": path}, check=False, capture_output=True, text=True
        )
        assert re.fullmatch(pattern(said), done.stdout.replace("\r", "").strip("\n"), re.DOTALL), done.stdout


@pytest.mark.parametrize("program", blocks("python"), ids=["client"])
def test_every_program_runs(url: str, program: str) -> None:
    """Assumed: with its own assertions."""
    exec(compile(program.replace(HERE, url), "README.md", "exec"), {})  # noqa: S102 - the README's own words


@pytest.mark.parametrize("tests", blocks("pytest"), ids=["plugin", "fuzz_client"])
def test_every_test_passes(folder: Path, tests: str) -> None:
    """Assumed: with the plugin, in a project of its own."""
    done = run(project(folder, tests))
    assert f"{tests.count('def test_')} passed" in done.stdout, done.stdout


@pytest.mark.parametrize("seed", blocks("yaml"), ids=["seed"])
def test_every_seed_can_be_loaded(folder: Path, seed: str) -> None:
    """Assumed: as a file."""
    (folder / "seed.yaml").write_text(seed)
    assert load_seed(folder / "seed.yaml", timestamp(Clock().now())).contacts


JOB = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
{}
    steps:
      - run: pytest
"""


@pytest.mark.parametrize(
    ("block", "schema", "around"),
    [
        ("yaml github", "vendor.github-workflows", JOB),
        ("yaml gitlab", "vendor.gitlab-ci", "{}"),
        ("yaml compose", "vendor.compose-spec", "{}"),
    ],
)
def test_every_service_is_one(folder: Path, block: str, schema: str, around: str) -> None:
    """Assumed: by the schemas of those who run it; the image starts with that environment in `make image`."""
    (text,) = blocks(block)
    file = folder / "service.yaml"
    file.write_text(around.replace("{}", text.rstrip()))
    tool = Path(sys.executable).with_name("check-jsonschema")
    command = [str(tool), "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - a tool
    assert done.returncode == 0, done.stdout
    assert "MOCK_APOLLO_ADMIN_TOKEN: let-me-steer" in text


def test_the_container_of_a_test_is_started_by_a_program() -> None:
    """Assumed: it can be compiled; no engine runs where the tests do. `make image` asks the same of the image."""
    (text,) = blocks("python testcontainers")
    compile(text, "README.md", "exec")
    assert '"MOCK_APOLLO_ADMIN_TOKEN", "let-me-steer"' in text
    assert "/readyz" in text


def test_every_setting_is_in_the_table() -> None:
    """Assumed: nothing else can be set."""
    listed = set(re.findall(r"^\| `--([a-z-]+)` \|", README, re.MULTILINE))
    assert listed == {name.replace("_", "-") for name in Settings.model_fields}


def test_the_tables_are_those_of_the_program() -> None:
    """Assumed: `make tables` writes them."""
    assert rewritten(README) == README
    assert "| `unknown-field` | warning |" in README


def test_every_command_is_named() -> None:
    """Assumed: nothing can be typed that is not explained."""
    commands = [
        "serve",
        "exec",
        "check",
        "env",
        "ready",
        "reset",
        "clear",
        "limit",
        "journal",
        "counts",
        "forget",
        "expect",
        "clock",
    ]
    groups = ["fuzz server", "fuzz client", "faults add", "snapshot save", "worlds list", "state export", "records put"]
    assert [command for command in commands + groups if f"mock-apollo {command}" not in README] == []
    listed = re.findall(r"^  ([a-z]+) ", CliRunner().invoke(app, ["--help"]).output, re.MULTILINE)
    assert sorted(listed) == sorted({*commands, *(group.split()[0] for group in groups)})


def test_every_link_to_a_file_leads_somewhere() -> None:
    """Assumed: no page is named that is not there."""
    links = re.findall(r"\]\((?!http)([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_banner_is_the_one_that_is_shown(url: str) -> None:
    """Assumed: word for word."""
    settings = Settings()
    greeting = build_greeting(settings, load_records(settings))
    assert blocks("banner") == [greeting.text(HERE)]


def test_the_log_says_what_it_is_said_to(apollo: Apollo) -> None:
    """Assumed: times and digests aside."""
    stream = StringIO()
    apollo.journal.listen(log_to(stream, "text"))
    apollo.answer(patch({"frist_name": "Leo"}))
    (said,) = blocks("log")
    assert re.sub(r"\d+\.\d ms", "0.1 ms", stream.getvalue()) == said
