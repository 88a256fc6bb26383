"""What the pages show, holds: tests, seeds, settings, services, commands, the banner and the log."""

import re
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.clock import Clock
from mock_apollo.apollo.seeds import load_seed
from mock_apollo.journal.log import Log
from mock_apollo.protocol.timestamps import timestamp
from mock_apollo.server.background import running
from mock_apollo.server.build import build_greeting, load_records
from mock_apollo.server.settings import Settings, load_settings
from tests.calls import new_apollo, patch
from tests.docs.pages import BLOCKS, HERE, Block, blocks, shown
from tests.tables import PAGES, ROOT, all_commands
from tests.testing.test_pytest_plugin import project, run

SCHEMAS = {
    ".github/workflows/test.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
    "compose.yaml": "vendor.compose-spec",
}
CONTAINER = "a container in a test"
HELD = {  # the blocks that a test here or in test_sessions.py holds, by language: their titles
    "console": {""},
    "python": {"", CONTAINER},
    "sh": {""},
    "text": {"It prints", "The log"},
    "toml": {"mock-apollo.toml", "schemathesis.toml"},
    "yaml": {"seed.yaml", *SCHEMAS},
}
ELSEWHERE = {"docker", "export", "pip", "uvx"}  # commands of others, which nothing here can run


def test_every_block_is_held_by_a_test() -> None:
    """Assumed: a block of another kind needs a test of its own."""
    unheld = [block.name for block in BLOCKS if not block.is_test and block.title not in HELD.get(block.language, ())]
    assert unheld == []
    fences = sum(len(re.findall(r"^ *```", page.read_text("utf-8"), re.MULTILINE)) for page in PAGES)
    assert fences == 2 * len(BLOCKS)


def test_every_test_of_the_pages_passes(tmp_path: Path) -> None:
    """Assumed: with the plugin, in a project of their own."""
    tests = [block for block in BLOCKS if block.is_test]
    for block in tests:
        (project(tmp_path, block.text) / "test_it.py").rename(tmp_path / f"test_{block.page.stem}_{block.title}")
    done = run(tmp_path)
    assert f"{sum(block.text.count('def test_') for block in tests)} passed" in done.stdout, done.stdout


@pytest.mark.parametrize("seed", blocks("yaml", "seed.yaml"), ids=lambda block: block.name)
def test_every_seed_can_be_loaded(tmp_path: Path, seed: Block) -> None:
    """Assumed: as a file."""
    (tmp_path / seed.title).write_text(seed.text)
    assert load_seed(tmp_path / seed.title, timestamp(Clock().now())).contacts


def test_the_settings_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: in the working directory, with its tables."""
    (file,) = blocks("toml", "mock-apollo.toml")
    (tmp_path / file.title).write_text(file.text)
    monkeypatch.chdir(tmp_path)
    settings = load_settings({})
    assert (settings.port, settings.rate_limit.minute, len(settings.keys or ())) == (8080, 200, 2)
    assert settings.scopes == {"key-of-the-app": ["contacts/show", "contacts/search"]}


def test_schemathesis_alone_finds_nothing(tmp_path: Path) -> None:
    """Assumed: all checks, of one operation here; a wrong key is refused, and so is an id of nothing."""
    (file,) = blocks("toml", "schemathesis.toml")
    (tmp_path / file.title).write_text(file.text)
    with running(new_apollo()) as server:
        command = [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            f"{server.url}/openapi.json",
            "-H",
            "x-api-key: demo",
        ]
        some = ["--include-operation-id", "update-a-contact", "--max-examples", "3", "--seed", "1"]
        done = subprocess.run([*command, *some], check=False, capture_output=True, text=True, cwd=tmp_path)  # noqa: S603
        tried = server.apollo.journal.entries()  # without a key that was accepted
    assert done.returncode == 0, done.stdout
    assert 401 in {entry.line[2] for entry in tried}


@pytest.mark.parametrize("title", SCHEMAS)
def test_every_service_is_one(tmp_path: Path, title: str) -> None:
    """Assumed: by the schemas of those who run it; the image starts with that environment in `make image`."""
    (block,) = blocks("yaml", title)
    file = tmp_path / "service.yaml"
    file.write_text(block.text)
    tool = Path(sys.executable).with_name("check-jsonschema")
    command = [str(tool), "--builtin-schema", SCHEMAS[title], str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - a tool
    assert done.returncode == 0, done.stdout
    assert "MOCK_APOLLO_ADMIN_TOKEN: let-me-steer" in block.text


def test_the_container_of_a_test_is_started_by_a_program() -> None:
    """Assumed: it can be compiled; no engine runs where the tests do. `make image` asks the same of the image."""
    (block,) = blocks("python", CONTAINER)
    compile(block.text, shown(block.page), "exec")
    assert '"MOCK_APOLLO_ADMIN_TOKEN", "let-me-steer"' in block.text
    assert "/readyz" in block.text


LINES = [(block, line) for block in blocks("sh") for line in block.text.splitlines()]


@pytest.mark.parametrize(("block", "line"), LINES, ids=[f"{block.page.stem}-{line[:40]}" for block, line in LINES])
def test_every_command_can_be_typed(block: Block, line: str) -> None:
    """Assumed: it is one of ours with options that it takes, a target of make, or a tool of others."""
    words = shlex.split(line, comments=True)
    if words[0] == "make":
        assert re.search(f"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    elif words[0] == "mock-apollo":
        parse(line, words)
    else:
        assert words[0] in ELSEWHERE, block.name


def parse(line: str, words: list[str]) -> None:
    """Read the words of a command as the command line does, without running it. Raises an error of click's."""
    known = [(name, command) for name, command in all_commands() if f"{line} ".startswith(f"{name} ")]
    ((name, command),) = known
    command.make_context(name, words[len(name.split()) :])


@pytest.mark.parametrize("banner", blocks("text", "It prints"), ids=lambda block: block.name)
def test_the_banner_is_the_one_that_is_shown(banner: Block) -> None:
    """Assumed: word for word."""
    settings = Settings()
    assert banner.text == build_greeting(settings, load_records(settings)).text(HERE)


@pytest.mark.parametrize("log", blocks("text", "The log"), ids=lambda block: block.name)
def test_the_log_says_what_the_page_shows(apollo: Apollo, log: Block) -> None:
    """Assumed: times aside."""
    stream = StringIO()
    written = Log(stream, "text")
    apollo.journal.listen(written.hear)
    apollo.answer(patch({"frist_name": "Leo"}))
    written.close()
    assert re.sub(r"\d+\.\d ms", "0.1 ms", stream.getvalue()) == log.text
