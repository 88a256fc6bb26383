"""Clients that are programs: run for each case, or as workers that stay."""

import re
import signal
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psutil
import pytest

from mock_apollo.fuzz.client.campaign import Client, Found, Plan, Trial, by_edits
from mock_apollo.fuzz.client.case_server import Stage
from mock_apollo.fuzz.client.drivers.command import KEPT, Command, ProgramError
from mock_apollo.fuzz.client.drivers.worker import Workers
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


HOLDS = """
import subprocess
update()
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
"""
LOGS = """
import logging
update()
try: json.loads("")
except ValueError: logging.exception("refused"); sys.exit(EXIT)
"""


def test_what_a_client_leaves_running_is_ended(stage: Any) -> None:
    """Assumed: it is not waited for, although it holds the outputs open."""
    began = time.monotonic()
    assert tried(stage, Command(python(HOLDS), 1), GRANTED, timeout=20) == []
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGRTMIN + 1])
def test_a_signal_is_told_by_its_name(stage: Any, number: int) -> None:
    """Assumed: or by its number."""
    (found,) = tried(stage, Command(python(f"update(); os.kill(os.getpid(), {int(number)})"), 1), GRANTED)
    assert found.broken.code == "signal"
    assert found.broken.why in ("it was killed by SIGSEGV", f"it was killed by signal {int(number)}")


def test_a_client_that_writes_and_writes_is_heard_to_its_end(stage: Any) -> None:
    """Assumed: and only the end is kept."""
    code = "update()\nfor n in range(300_000): print('line', n)\nsys.exit(1)"
    (found,) = tried(stage, Command(python(code), 1), GRANTED)
    assert found.broken.why == "exit code 1: line 299999"
    assert len(found.broken.output) <= KEPT


CALLS_AND_TELLS = """
try: urllib.request.urlopen(urllib.request.Request(url, body, more))
except OSError: pass
raise ValueError(key * 3)
"""


@pytest.mark.parametrize("where", ["query", "body", "basic", "header"])
def test_no_key_is_in_what_is_told(stage: Any, where: str) -> None:
    """Assumed: wherever the client sends it, and whatever it says of it."""
    key = "sk_live_" + "0123456789" * 40
    sent = {
        "query": "url += '/api/v1/contact_stages?api_key=' + key; body = None; more = {}",
        "body": "url += '/api/v1/contacts/search'; body = json.dumps({'api_key': key}).encode(); more = {}",
        "basic": "url += '/api/v1/contact_stages'; body = None; more = {'authorization': 'Basic ' + key}",
        "header": "url += '/api/v1/contact_stages'; body = None; more = {'x-api-key': key}",
    }[where]
    code = f"key = '{key}'; {sent}; more['content-type'] = 'application/json'" + CALLS_AND_TELLS
    (found,) = tried(stage, Command(python(code), 1), GRANTED)
    assert found.broken.why.startswith("ValueError: [redacted]")
    assert "sk_live" not in found.broken.output.replace("key = 'sk_live", "")


def test_a_client_that_loses_the_path_of_its_base_url_is_told_so(stage: Any) -> None:
    """Assumed: as `urljoin` and `new URL` do with a path that begins with a slash."""
    code = "import urllib.parse\nupdate(urllib.parse.urljoin(url, '/')[:-1])"
    (found,) = tried(stage, Command(python(code), 1), GRANTED)
    assert "without the path of the base URL, which ends in /case and a number" in found.broken.why


def test_a_command_that_calls_until_the_time_is_over_is_late() -> None:
    """Assumed: it does not hang, as it still calls."""
    stage = Stage.of(UPDATE, 100_000)
    with stage.open() as url:
        found = tried((stage, url), Command(python("while True: update()"), 1), GRANTED, timeout=SOON)
    assert [one.broken.code for one in found] == ["timeout"]


def test_an_exception_that_says_that_apollo_refused_is_no_crash(stage: Any) -> None:
    """Assumed: when it did, and as the user says."""
    code = "update()\nclass ApolloRefused(Exception): pass\nraise ApolloRefused('no')"
    client = Command(python(code), 1, re.compile("ApolloRefused"))
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


TWICE = "    print('{\"ok\": true}'); print('{\"ok\": true}', flush=True)"
ONCE = "    print('{\"ok\": true}', flush=True); sys.exit(0)"
DEAF = "    print('{\"ok\": true}', flush=True); os.close(0); time.sleep(60)"


def test_a_worker_that_speaks_out_of_turn_is_no_finding(stage: Any) -> None:
    """Assumed: its verdicts cannot be told apart, so nothing is."""
    with pytest.raises(ProgramError, match="writes more verdicts than it is given base URLs"):
        tried(stage, Workers(python(STAY + TWICE), 1), *[GRANTED] * 20)


def test_a_worker_that_ends_between_cases_is_replaced(stage: Any) -> None:
    """Assumed: the next case is not to blame."""
    assert tried(stage, Workers(python(STAY + ONCE), 2), *[GRANTED] * 8) == []


def test_a_worker_that_does_not_listen_is_ended(stage: Any) -> None:
    """Assumed: after the time that it has."""
    found = tried(stage, Workers(python(STAY + DEAF), 1), GRANTED, GRANTED, timeout=SOON)
    assert [one.broken.code for one in found] == ["hang"]


def test_a_case_is_known_by_its_url(stage: Any) -> None:
    """Assumed: what is not a case says so."""
    for path in ("/api/v1/contacts/1", "/case/99999/api/v1/contacts/1"):
        reply = httpx.patch(stage[1] + path)
        assert (reply.status_code, reply.text[:12]) == (404, "The base URL")
