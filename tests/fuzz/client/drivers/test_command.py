"""Commands that are run once for each case."""

import re
import signal
import time
from typing import Any

import pytest

from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.drivers.command import Command
from mock_apollo.fuzz.client.drivers.processes import MAX_OUTPUT, ProgramError
from mock_apollo.fuzz.client.drivers.worker import Workers
from tests.fuzz.client.clients import UPDATE, python, tried

GRANTED, REFUSED = "200: as documented", "422: as documented"
SOON = 0.6  # seconds


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
        ("update()\nwhile True: pass", GRANTED, ("hang", "made no call in the second half of")),
        ("while True: update()", GRANTED, ("retry-storm", "more than 3 calls")),
        ("update(); update()", REFUSED, ("hopeless-retry", "The same call got the same 422")),
        ("update(key='')", GRANTED, ("contract-breach", "missing-credentials")),
        ("", GRANTED, ("no-call", "update-a-contact was not called: it called nothing")),
    ],
)
def test_a_command_is_broken_when(served: Any, code: str, name: str, broken: tuple[str, str] | None) -> None:
    """Assumed: by its exit code, its last words, its calls, or when its time is over."""
    timeout = SOON if broken and broken[0] == "hang" else 30
    found = tried(served, Command(python(code), 1), name, timeout=timeout)
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


def test_what_a_client_leaves_running_is_ended(served: Any) -> None:
    """Assumed: at once, although it holds the outputs open."""
    began = time.monotonic()
    assert tried(served, Command(python(HOLDS), 1), GRANTED, timeout=20) == []
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGRTMIN + 1])
def test_a_signal_is_reported_by_its_name(served: Any, number: int) -> None:
    """Assumed: or by its number, if it has no name."""
    (found,) = tried(served, Command(python(f"update(); os.kill(os.getpid(), {int(number)})"), 1), GRANTED)
    assert found.broken.code == "signal"
    assert found.broken.why in ("it was killed by SIGSEGV", f"it was killed by signal {int(number)}")


def test_of_a_long_output_the_end_is_kept(served: Any) -> None:
    """Assumed: the client is not blocked, and the last line is the reason."""
    code = "update()\nfor n in range(300_000): print('line', n)\nsys.exit(1)"
    (found,) = tried(served, Command(python(code), 1), GRANTED)
    assert found.broken.why == "exit code 1: line 299999"
    assert len(found.broken.output) <= MAX_OUTPUT


CALLS_AND_LEAKS = """
try: urllib.request.urlopen(urllib.request.Request(url, body, more))
except OSError: pass
raise ValueError(key * 3)
"""


@pytest.mark.parametrize("where", ["query", "body", "basic", "header"])
def test_no_report_shows_the_key_of_a_client(served: Any, where: str) -> None:
    """Assumed: wherever the client sends it, also when it prints it."""
    key = "sk_live_" + "0123456789" * 40
    sent = {
        "query": "url += '/api/v1/contact_stages?api_key=' + key; body = None; more = {}",
        "body": "url += '/api/v1/contacts/search'; body = json.dumps({'api_key': key}).encode(); more = {}",
        "basic": "url += '/api/v1/contact_stages'; body = None; more = {'authorization': 'Basic ' + key}",
        "header": "url += '/api/v1/contact_stages'; body = None; more = {'x-api-key': key}",
    }[where]
    code = f"key = '{key}'; {sent}; more['content-type'] = 'application/json'" + CALLS_AND_LEAKS
    (found,) = tried(served, Command(python(code), 1), GRANTED)
    assert found.broken.why.startswith("ValueError: [redacted]")
    assert "sk_live" not in found.broken.output.replace("key = 'sk_live", "")


def test_a_client_that_drops_the_path_of_its_base_url_gets_a_hint(served: Any) -> None:
    """Assumed: as `urljoin` and `new URL` do with a path that begins with a slash."""
    code = "import urllib.parse\nupdate(urllib.parse.urljoin(url, '/')[:-1])"
    (found,) = tried(served, Command(python(code), 1), GRANTED)
    assert "without the path of the base URL, which ends in /case and a number" in found.broken.why


def test_a_command_that_makes_calls_until_its_time_is_over_is_late() -> None:
    """Assumed: a timeout, not a hang, as it still makes calls."""
    server = CaseServer.of(UPDATE, 100_000)
    with server.open() as url:
        found = tried((server, url), Command(python("while True: update()"), 1), GRANTED, timeout=SOON)
    assert [one.broken.code for one in found] == ["timeout"]


def test_an_exception_that_reports_a_refusal_is_no_crash(served: Any) -> None:
    """Assumed: only when Apollo refused, and by the pattern of the user."""
    code = "update()\nclass ApolloRefused(Exception): pass\nraise ApolloRefused('no')"
    client = Command(python(code), 1, re.compile("ApolloRefused"))
    assert [one.case.name for one in tried(served, client, REFUSED, GRANTED)] == [GRANTED]


def test_the_base_url_may_stand_in_the_command(served: Any) -> None:
    """Assumed: for clients that do not read the environment."""
    words = [*python("update(sys.argv[1])"), "{url}"]
    assert tried(served, Command(words, 1), GRANTED) == []


@pytest.mark.parametrize("kind", [Command, Workers])
def test_a_command_that_does_not_exist_is_an_error(served: Any, kind: Any) -> None:
    """Assumed: not a finding; the message says what to do."""
    with pytest.raises(ProgramError, match=r"no-such-client cannot be run: .* Give the command behind --\."):
        tried(served, kind(["no-such-client"], 1), GRANTED)
