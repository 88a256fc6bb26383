"""Which clients do the tests try? Functions of this process, and programs."""

import sys
import time
from collections.abc import Callable
from typing import Any

import httpx
import psutil

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.campaign import Campaign, Client, Found, Plan, by_edits
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.drivers.python import InProcess
from tests.calls import FYODOR

UPDATE = "update-a-contact"
PATH = f"/api/v1/contacts/{FYODOR}"


class RefusedError(Exception):
    """Apollo refused the call."""


def update(attempt: Attempt, body: Any = None, **options: Any) -> httpx.Response:
    """Make one call, as most clients make it."""
    with httpx.Client(transport=attempt.httpx(), base_url=attempt.url, headers={"x-api-key": attempt.key}) as http:
        return http.patch(PATH, json={"title": "Novelist"} if body is None else body, **options)


def contact_of(reply: httpx.Response) -> Any:
    """Return the contact of a reply. Raises RefusedError."""
    if reply.status_code != httpx.codes.OK:
        raise RefusedError
    return reply.json()["contact"]


def campaign_of(work: Callable[[Attempt], Any], max_calls: int = 10) -> Campaign:
    """Return a campaign against a client in this process."""
    server = CaseServer.of(UPDATE, max_calls)
    return Campaign(server, InProcess(server.apollo.clock, work, (RefusedError,)), Plan())


def found_in(name: str, work: Callable[[Attempt], Any]) -> Found | None:
    """Return how one case breaks a client, if it does."""
    campaign = campaign_of(work)
    return campaign.play(campaign.replies.named(name))


def breaks(attempt: Attempt) -> None:
    """Break on a missing title with markup in the message, and on an empty list of phones."""
    contact = contact_of(update(attempt))
    if contact.get("title") is None:
        raise ValueError("<b>no title</b>")
    contact["title"].upper()
    contact["phone_numbers"][0].keys()


def replay(name: str) -> str:
    """The line that replays a case."""
    return f"again {name}"


def retrying(attempt: Attempt, waits: Callable[[int, httpx.Response], float | None]) -> Any:
    """Repeat the call as long as `waits` returns a number of seconds to sleep before."""
    calls = 0
    while True:
        reply = update(attempt)
        wait = None if reply.status_code == httpx.codes.OK else waits(calls, reply)
        if wait is None:
            return contact_of(reply)
        time.sleep(wait)
        calls += 1


def tried(served: tuple[CaseServer, str], client: Client, *names: str, timeout: float = 30) -> list[Found]:
    """Try some cases, and return those that break the client; none of its processes is left."""
    return campaign_on(served, client, *names, timeout=timeout).result.found


def campaign_on(served: tuple[CaseServer, str], client: Client, *names: str, timeout: float = 30) -> Campaign:
    """Run a campaign of some cases on a port; none of the client's processes is left."""
    campaign = Campaign(served[0], client, Plan(only=names, timeout=timeout), served[1])
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    campaign.run(by_edits)
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
    return campaign


def python(code: str) -> list[str]:
    """Return a program that has its base URL in `url`, and `update(url)`, which returns status and text."""
    return [sys.executable, "-c", PROGRAM + code]


PROGRAM = f"""
import json, os, signal, sys, time, urllib.error, urllib.request
url = os.environ["APOLLO_API_BASE_URL"]
def update(url=url, key="demo"):
    request = urllib.request.Request(url + "{PATH}", b'{{"title": "Novelist"}}', method="PATCH")
    request.add_header("content-type", "application/json"); request.add_header("x-api-key", key)
    try:
        with urllib.request.urlopen(request) as reply: return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error: return error.code, error.read().decode()
"""
