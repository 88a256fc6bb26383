"""Clients that are tried in the tests, in this process and as programs."""

import sys
import time
from collections.abc import Callable
from typing import Any

import httpx

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.campaign import Found, Plan, Trial
from mock_apollo.fuzz.client.case_server import Stage
from mock_apollo.fuzz.client.drivers.python import InProcess
from tests.calls import FYODOR

UPDATE = "update-a-contact"
PATH = f"/api/v1/contacts/{FYODOR}"


class RefusedError(Exception):
    """Apollo said no."""


def update(attempt: Attempt, body: Any = None, **options: Any) -> httpx.Response:
    """One call, as most clients make it."""
    with httpx.Client(transport=attempt.httpx(), base_url=attempt.url, headers={"x-api-key": attempt.key}) as http:
        return http.patch(PATH, json={"title": "Novelist"} if body is None else body, **options)


def contact_of(reply: httpx.Response) -> Any:
    """What a careful client takes from a reply. Raises RefusedError."""
    if reply.status_code != httpx.codes.OK:
        raise RefusedError
    return reply.json()["contact"]


def trial_of(work: Callable[[Attempt], Any], max_calls: int = 10) -> Trial:
    """A trial of a client in this process."""
    stage = Stage.of(UPDATE, max_calls)
    return Trial(stage, InProcess(stage, work, (RefusedError,)), Plan())


def found_in(name: str, work: Callable[[Attempt], Any]) -> Found | None:
    """How one case breaks a client, if it does."""
    trial = trial_of(work)
    return trial.play(trial.replies.named(name))


def retrying(attempt: Attempt, waits: Callable[[int, httpx.Response], float | None]) -> Any:
    """A client that calls again as often as `waits` gives it a time."""
    calls = 0
    while True:
        reply = update(attempt)
        wait = None if reply.status_code == httpx.codes.OK else waits(calls, reply)
        if wait is None:
            return contact_of(reply)
        time.sleep(wait)
        calls += 1


def python(code: str) -> list[str]:
    """A program that has its base URL in `url`, and can call `update(url)`, which gives back status and text."""
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
