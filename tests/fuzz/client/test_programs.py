"""Clients that are programs: run for each case, or as workers that stay."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import psutil
import pytest

from mock_apollo.fuzz.client.program import Command, ProgramError
from mock_apollo.fuzz.client.stage import Stage
from mock_apollo.fuzz.client.trial import Client, Found, Plan, Trial, by_edits
from mock_apollo.fuzz.client.worker import Workers
from tests.fuzz.client.clients import UPDATE, python

STAY = """
for line in sys.stdin:
    url = line.strip()
    status, text = update(url)
"""
BOLD = """
    try:
        [update(url) for _ in range(9)]
    except OSError:
        print('{"ok": true}', flush=True)
"""
REPEATS = """
    print(text, file=sys.stderr, flush=True)
    if status == 422:
        sys.exit(9)
    print('{"ok": true}', flush=True)
"""
GRANTED, REFUSED = "200: as documented", "422: as documented"
SOON = 0.6  # seconds


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, str]]:
    """A stage with a port."""
    stage = Stage.of(UPDATE, 3)
    with stage.open() as url:
        yield stage, url


def tried(stage: tuple[Stage, str], client: Client, *names: str, timeout: float = 30) -> list[Found]:
    """Which of some cases break a client, after which nothing of it is left."""
    trial = Trial(stage[0], client, Plan(only=names, timeout=timeout), stage[1])
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    found = trial.run(by_edits).found
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
    return found


@pytest.mark.parametrize(
    ("code", "name", "broken"),
    [
        ("update()", GRANTED, None),
        ("update()", REFUSED, None),
        ("update(); sys.exit(1)", REFUSED, None),
        ("update(); print('no luck'); sys.exit(3)", GRANTED, ("exit-code", "exit code 3: no luck")),
        ("update(); json.loads('')", REFUSED, ("exception", "json.decoder.JSONDecodeError: Expecting value")),
        ("update(); os.kill(os.getpid(), signal.SIGSEGV)", GRANTED, ("signal", "it was killed by SIGSEGV")),
        ("update(); time.sleep(99)", GRANTED, ("hang", "it did not end within 0.6 s")),
        ("update()\nwhile True: pass", GRANTED, ("hang", "had not called for half of")),
        ("while True: update()", GRANTED, ("retry-storm", "more than 3 calls")),
        ("update(); update()", REFUSED, ("hopeless-retry", "The same call got the same 422")),
        ("update(key='')", GRANTED, ("contract-breach", "missing-credentials")),
        ("", GRANTED, ("no-call", "update-a-contact was not called: it called nothing")),
    ],
)
def test_a_command_is_broken_when(stage: Any, code: str, name: str, broken: tuple[str, str] | None) -> None:
    """Assumed: as the table of codes says."""
    timeout = SOON if broken and broken[0] == "hang" else 30
    found = tried(stage, Command(python(code), 1), name, timeout=timeout)
    assert [one.broken.code for one in found] == ([broken[0]] if broken else [])
    if broken:
        assert broken[1] in found[0].broken.why


def test_a_command_that_calls_until_the_time_is_over_is_late() -> None:
    """Assumed: it does not hang, as it still calls."""
    stage = Stage.of(UPDATE, 100_000)
    with stage.open() as url:
        found = tried((stage, url), Command(python("while True: update()"), 1), GRANTED, timeout=SOON)
    assert [one.broken.code for one in found] == ["timeout"]


def test_an_exception_that_says_that_apollo_refused_is_no_crash(stage: Any) -> None:
    """Assumed: when it did, and as the user says."""
    code = "update()\nclass ApolloError(Exception): pass\nraise ApolloError('no')"
    client = Command(python(code), 1, re.compile("ApolloError"))
    assert [one.case.name for one in tried(stage, client, REFUSED, GRANTED)] == [GRANTED]


def test_the_base_url_may_stand_in_the_command(stage: Any) -> None:
    """Assumed: for clients that look at no environment."""
    words = [*python("update(sys.argv[1])"), "{url}"]
    assert tried(stage, Command(words, 1), GRANTED) == []


@pytest.mark.parametrize("kind", [Command, Workers])
def test_a_command_that_is_not_there_is_no_finding(stage: Any, kind: Any) -> None:
    """Assumed: it says what to do."""
    with pytest.raises(ProgramError, match=r"no-such-client cannot be run: .* Give the command behind --\."):
        tried(stage, kind(["no-such-client"], 1), GRANTED)


@pytest.mark.parametrize(
    ("code", "name", "broken"),
    [
        ("    print('{\"ok\": true}', flush=True)", GRANTED, None),
        ("    print('noise'); print('{'); print('{\"ok\": true}', flush=True)", GRANTED, None),
        ('    print(\'{"ok": false, "refused": true}\', flush=True)', REFUSED, None),
        ('    print(\'{"ok": false, "refused": true}\', flush=True)', GRANTED, ("exception", "it gave no reason")),
        ('    print(\'{"ok": false, "error": "KeyError: x"}\', flush=True)', GRANTED, ("exception", "KeyError: x")),
        ("    sys.exit('gone')", GRANTED, ("exit-code", "exit code 1: gone")),
        ("    sys.exit(0)", GRANTED, ("exit-code", "the worker ended, with exit code 0, and gave no verdict")),
        ("    1 / 0", REFUSED, ("exception", "ZeroDivisionError: division by zero")),
        ("    time.sleep(99)", GRANTED, ("hang", "it did not end within")),
        ("    [update(url) for _ in range(9)]", GRANTED, ("retry-storm", "more than 3 calls")),
        (BOLD, GRANTED, ("retry-storm", "more than 3 calls")),
    ],
)
def test_a_worker_is_broken_when(stage: Any, code: str, name: str, broken: tuple[str, str] | None) -> None:
    """Assumed: by its verdict, or when it gives none."""
    timeout = SOON if broken and broken[0] == "hang" else 30
    found = tried(stage, Workers(python(STAY + code), 1), name, timeout=timeout)
    assert [one.broken.code for one in found] == ([broken[0]] if broken else [])
    if broken:
        assert broken[1] in found[0].broken.why


def test_a_worker_that_broke_off_is_replaced(stage: Any) -> None:
    """Assumed: the next case gets another one, and says what it said itself."""
    found = tried(stage, Workers(python(STAY + REPEATS), 2), REFUSED, GRANTED, REFUSED, GRANTED)
    assert [one.case.name for one in found] == [REFUSED, REFUSED]
    assert all("Cannot update contact as it is deleted." in one.broken.output for one in found)


def test_a_case_is_known_by_its_url(stage: Any) -> None:
    """Assumed: what is not a case says so."""
    for path in ("/api/v1/contacts/1", "/case/99999/api/v1/contacts/1"):
        reply = httpx.patch(stage[1] + path)
        assert (reply.status_code, reply.text[:12]) == (404, "The base URL")
