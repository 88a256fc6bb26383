"""The pytest plugin, in projects that use it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from mock_apollo.apollo.control.control import Control
from mock_apollo.server.client import Remote
from tests.e2e.servers import ROOT, serving

SAMPLE = ROOT / "tests" / "examples" / "sync_engine"


def run(folder: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a project, with more variables in its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOCK_APOLLO_")} | more
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        f"--confcutdir={folder}",
        *options,
        str(folder),
    ]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves


SETTINGS = """\
[pytest]
pythonpath = .
asyncio_default_fixture_loop_scope = function
filterwarnings = error
"""


def project(folder: Path, tests: str) -> Path:
    """Write a project with one test file."""
    (folder / "pytest.ini").write_text(SETTINGS)
    (folder / "test_it.py").write_text(tests)
    return folder


def test_the_tests_of_the_sample_pass() -> None:
    """Assumed: twelve tests of a sync engine, with nothing but the fixtures."""
    done = run(SAMPLE)
    assert re.search(r"\b12 passed", done.stdout), done.stdout


def test_the_sample_passes_against_a_fake_that_runs_elsewhere(folder: Path) -> None:
    """Assumed: steered by the control API, with a token; its worlds are removed at the end."""
    with serving(folder, "--admin-token", "let-me-steer") as server:
        done = run(SAMPLE, "--apollo-url", server.url, MOCK_APOLLO_ADMIN_TOKEN="let-me-steer")
        assert re.search(r"\b12 passed", done.stdout), done.stdout[-3000:]
        assert Remote(server.url, "", "let-me-steer").act(Control.worlds) == []
        refused = run(SAMPLE, "--apollo-url", server.url, "--maxfail=1")
        assert "Send the admin token" in refused.stdout, refused.stdout[-3000:]


def test_two_hundred_of_them_do_not_disturb_each_other(folder: Path) -> None:
    """Assumed: four workers, each with a server of its own."""
    for file in SAMPLE.glob("*.*"):
        (folder / file.name).write_text(file.read_text())
    again = "import pytest\n\n\n@pytest.fixture(params=range(17), autouse=True)\ndef again(request):\n    pass\n"
    (folder / "conftest.py").write_text(again)
    done = run(folder, "-n", "4")
    assert re.search(r"\b204 passed", done.stdout), done.stdout[-3000:]


HEAD = """
import httpx, requests, pytest

FYODOR = "66e34b81740c50074e3d1bd4"


def patch(apollo, **body):
    return httpx.patch(f"{apollo.url}/api/v1/contacts/{FYODOR}", json=body, headers=apollo.headers)
"""


def test_a_strict_run_fails_for_what_apollo_ignores(folder: Path) -> None:
    """Assumed: with the finding in the report; a marker makes one test strict."""
    tests = (
        HEAD
        + """
def test_typo(apollo):
    assert patch(apollo, frist_name="Leo").status_code == 200

def test_clean(apollo):
    assert patch(apollo, first_name="Leo").status_code == 200

@pytest.mark.apollo(strict=True)
def test_marked(apollo_transport):
    with httpx.Client(transport=apollo_transport.httpx()) as client:
        client.patch(f"{apollo_transport.world.url}/api/v1/contacts/x", headers=apollo_transport.world.headers, json={})
"""
    )
    project(folder, tests)
    done = run(folder)
    assert re.search(r"1 failed, 2 passed", done.stdout), done.stdout
    assert "error malformed-id at path.contact_id" in done.stdout
    done = run(folder, "--apollo-strict")
    assert re.search(r"2 failed, 1 passed", done.stdout), done.stdout
    assert "warning unknown-field at $.frist_name: Apollo ignores frist_name: did you mean first_name?" in done.stdout


def test_clients_of_all_kinds_need_no_port(folder: Path) -> None:
    """Assumed: httpx in both ways, requests; faults arrive as their own exceptions."""
    tests = (
        HEAD
        + """
PATH = f"/api/v1/contacts/{FYODOR}"

def test_httpx(apollo_transport):
    world = apollo_transport.world
    with httpx.Client(transport=apollo_transport.httpx(), base_url=world.url, headers=world.headers) as client:
        assert client.patch(PATH, json={"title": "A"}).json()["contact"]["title"] == "A"
        for kind, error in (("reset", httpx.ReadError), ("cut", httpx.RemoteProtocolError)):
            world.faults.add(kind, times=1)
            with pytest.raises(error):
                client.get(PATH)
        world.faults.add("delay", delay_ms=60_000)
        with pytest.raises(httpx.ReadTimeout):
            client.get(PATH)
        assert [rule["struck"] for rule in world.faults.all()] == [1, 1, 1]
    assert world.contacts[FYODOR]["title"] == "A"

@pytest.mark.asyncio
async def test_async_httpx(apollo_transport):
    world = apollo_transport.world
    async with httpx.AsyncClient(transport=apollo_transport.httpx(), base_url=world.url) as client:
        assert (await client.patch(PATH, json={})).status_code == 401
        world.faults.add("drip", delay_ms=10)
        reply = await client.patch(PATH, json={"title": "B"}, headers=world.headers)
        assert reply.json()["contact"]["title"] == "B"

def test_requests(apollo_transport):
    world = apollo_transport.world
    with requests.Session() as session:
        session.mount(world.url, apollo_transport.requests())
        session.headers.update(world.headers)
        reply = session.patch(world.url + PATH, json={"title": "C"})
        assert (reply.json()["contact"]["title"], reply.headers["x-hourly-usage"]) == ("C", "1")
        world.faults.add("reset", times=1)
        with pytest.raises(requests.ConnectionError):
            session.get(world.url + PATH)
        world.faults.add("delay", delay_ms=60_000)
        with pytest.raises(requests.ReadTimeout):
            session.get(world.url + PATH, timeout=1)
        with pytest.raises(requests.ReadTimeout):
            session.get(world.url + PATH, timeout=(1, 1))
"""
    )
    done = run(project(folder, tests))
    assert re.search(r"\b3 passed", done.stdout), done.stdout


def test_a_world_is_what_the_marker_says(folder: Path) -> None:
    """Assumed: its seed, from a file or inline, and its limits; the fixture reaches everything of the world."""
    tests = (
        HEAD
        + """
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

Path("seed.yaml").write_text("contacts: [{first_name: Ada}]")

@pytest.mark.apollo(seed={"contacts": [{"first_name": "Leo"}]})
def test_seed(apollo):
    (contact,) = apollo.contacts.values()
    assert contact["name"] == "Leo"
    apollo.put({"contacts": [{"id": contact["id"], "title": "Count"}]})
    assert apollo.contacts[contact["id"]]["title"] == "Count"
    written = apollo.export()
    apollo.reset()
    assert apollo.contacts[contact["id"]]["title"] is None
    apollo.load(written)
    assert apollo.export() == written

@pytest.mark.apollo(seed="seed.yaml", rate_limit="hour=0")
def test_file(apollo):
    assert [contact["name"] for contact in apollo.contacts.values()] == ["Ada"]
    assert patch(apollo).status_code == 429

def test_steering(apollo):
    assert len(apollo.contacts) == 7
    apollo.contacts.hide(FYODOR)
    assert "not authorized" in patch(apollo).text
    apollo.clock.freeze(datetime(2030, 1, 1, tzinfo=UTC))
    assert apollo.clock.now == 1893456000
    apollo.clock.run()
    number = apollo.faults.add("500")
    apollo.faults.remove(number)
    apollo.faults.add("500")
    apollo.faults.clear()
    apollo.expect(status=422, times=1)
    with pytest.raises(AssertionError, match="near miss: PATCH .* status is 422, not 200"):
        apollo.expect(status=200)
    assert apollo.journal.counts() == {"update-a-contact": {"422": 1}}
    assert apollo.journal.wait(1, status=422).line[2] == 422
    with pytest.raises(TimeoutError, match="near miss"):
        apollo.journal.wait(0.01, status=418)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(apollo.journal.wait, 30, finding="unknown-field")
        patch(apollo, frist_name="Leo")
        assert waiting.result().findings[0].code == "unknown-field"
    assert len(apollo.journal.as_har()["log"]["entries"]) == 2
    assert apollo.journal.as_curl().count("curl") == 2
    assert "def test_2_update_a_contact_gets_422" in apollo.journal.as_pytest()
    apollo.remove("hidden_contacts", FYODOR)
    assert "does not exist" in patch(apollo).text
    apollo.journal.clear()
    assert apollo.journal.entries() == []
    apollo.clear()
    assert len(apollo.contacts) == 0
    apollo.replace({"contacts": [{"first_name": "Leo"}]})
    assert [contact["name"] for contact in apollo.contacts.values()] == ["Leo"]
"""
    )
    done = run(project(folder, tests))
    assert re.search(r"\b3 passed", done.stdout), done.stdout


def test_nothing_is_imported_before_a_fixture_is_used(folder: Path) -> None:
    """Assumed: a project that has the plugin installed and does not use it loses no time."""
    tests = """
import sys

def test_lean():
    ours = {name for name in sys.modules if name.startswith("mock_apollo.")}
    assert ours == {"mock_apollo.testing", "mock_apollo.testing.pytest_plugin"}
    assert not {"fastapi", "uvicorn", "jsonschema_rs", "pydantic"} & sys.modules.keys()
"""
    done = run(project(folder, tests), "-p", "no:anyio", "-p", "no:schemathesis", "-p", "no:hypothesispytest")
    assert re.search(r"\b1 passed", done.stdout), done.stdout


def test_a_wrong_marker_names_the_arguments_it_takes(folder: Path) -> None:
    """Assumed: for a misspelt or positional argument; markers of a class and of its test count together."""
    tests = (
        HEAD
        + """
@pytest.mark.apollo("seed.yaml")
def test_position(apollo_transport):
    pass

@pytest.mark.apollo(sed={})
def test_name(apollo_transport):
    pass

@pytest.mark.apollo(strict=True)
class TestBoth:
    @pytest.mark.apollo(rate_limit="off")
    def test_strict(self, apollo):
        patch(apollo, frist_name="Leo")

def test_removed(apollo):
    httpx.delete(apollo.url + "/__admin/worlds", headers=apollo.headers)

def test_drops(apollo_transport):
    world = apollo_transport.world
    world.faults.add("drip", delay_ms=400)
    with httpx.Client(transport=apollo_transport.httpx(), base_url=world.url, timeout=0.2) as client:
        assert client.get(f"/api/v1/contacts/{FYODOR}", headers=world.headers).status_code == 200

def test_bodies(apollo_transport):
    world = apollo_transport.world
    with requests.Session() as session:
        session.mount(world.url, apollo_transport.requests())
        headers = {"x-api-key": world.key.encode(), "content-type": "application/json"}
        reply = session.patch(f"{world.url}/api/v1/contacts/{FYODOR}", data=iter([b"{", b"}"]), headers=headers)
    assert reply.status_code == 200
    assert len(world.journal.entries()) == 1
"""
    )
    done = run(project(folder, tests))
    assert re.search(r"1 failed, 3 passed, 2 errors", done.stdout), done.stdout
    assert (
        done.stdout.count("@pytest.mark.apollo takes seed, rate_limit, strict, by their names, and nothing else") >= 2
    )
    assert "unknown-field at $.frist_name" in done.stdout
