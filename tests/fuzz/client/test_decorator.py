"""The decorator and the strategy, and what breaks a client in this process."""

import asyncio
import re
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import requests
from hypothesis import given, settings

from mock_apollo.fuzz.client import Attempt, apollo_replies, fuzz_client
from mock_apollo.fuzz.client.campaign import by_edits
from tests.calls import ADA
from tests.fuzz.client.clients import PATH, RefusedError, campaign_of, contact_of, found_in, retrying, update

DOCUMENTED = "200: as documented"


def believes_in_a_name(attempt: Attempt) -> Any:
    """Split every name into two words."""
    first, last = contact_of(update(attempt)).get("name", " ").split(" ")
    return first, last


def sleeps(attempt: Attempt) -> None:
    """Sleep for a day."""
    update(attempt)
    time.sleep(86_400)


def calls_for_ever(attempt: Attempt) -> None:
    """Repeat the call for ever, whatever Exception is raised."""
    while True:
        with suppress(Exception):
            update(attempt)


def repeats(attempt: Attempt) -> None:
    """Repeat the call once."""
    update(attempt)
    contact_of(update(attempt))


def calls_another_operation(attempt: Attempt) -> None:
    """List the stages of contacts."""
    with httpx.Client(transport=attempt.httpx(), base_url=attempt.url, headers={"x-api-key": "k"}) as http:
        http.get("/api/v1/contact_stages")


@pytest.mark.parametrize(
    ("name", "client", "code", "why"),
    [
        ("200: one-word /contact/name", believes_in_a_name, "exception", "ValueError: not enough values"),
        ("200: as documented", sleeps, "hang", "it slept 86400 s on the virtual clock and 0 s of real time, although"),
        ("401: as documented", calls_for_ever, "retry-storm", "it made more than 10 calls"),
        ("401: as documented", repeats, "hopeless-retry", "The same call got the same 401 before"),
        ("422: as documented", repeats, "hopeless-retry", "The same call got the same 422 before"),
        ("200: as documented", lambda attempt: update(attempt, {"title": 7}), "contract-breach", "invalid-value"),
        ("200: as documented", calls_another_operation, "no-call", "it called list-contact-stages"),
        ("200: as documented", lambda _: None, "no-call", "it called nothing"),
    ],
    ids=["exception", "hang", "storm", "401 again", "422 again", "breach", "another call", "no call"],
)
def test_what_counts_as_broken(name: str, client: Any, code: str, why: str) -> None:
    """Assumed: each with its reason."""
    found = found_in(name, client)
    assert found is not None
    assert found.broken.code == code
    assert why in found.broken.why


@pytest.mark.parametrize("name", ["401: as documented", "422: as documented", "429: as documented", DOCUMENTED])
def test_a_client_that_reports_a_refusal_is_not_broken(name: str) -> None:
    """Assumed: by the exceptions that it is known to raise."""
    assert found_in(name, lambda attempt: contact_of(update(attempt))) is None


def fails_a_test(attempt: Attempt) -> None:
    """Fail as a test does."""
    update(attempt)
    pytest.fail("not so")


def exits(attempt: Attempt) -> None:
    """Exit as a script does."""
    update(attempt)
    sys.exit("refused")


class SpeechlessError(Exception):
    """An exception whose text cannot be made."""

    def __str__(self) -> str:
        raise KeyError


def is_speechless(attempt: Attempt) -> None:
    """Raise it."""
    update(attempt)
    raise SpeechlessError


async def in_a_group(attempt: Attempt) -> None:
    """Make thirty calls at once, in a group of tasks."""
    async with httpx.AsyncClient(transport=attempt.httpx()) as http, asyncio.TaskGroup() as tasks:
        for _ in range(30):
            tasks.create_task(http.patch(attempt.url + PATH, json={}, headers={"x-api-key": "any"}))


def swallows(attempt: Attempt) -> None:
    """Repeat the call, whatever BaseException is raised."""
    for _ in range(30):
        with suppress(BaseException):
            update(attempt)


@pytest.mark.parametrize(
    ("client", "code", "why"),
    [
        (fails_a_test, "exception", "Failed: not so"),
        (exits, "exception", "SystemExit: refused"),
        (is_speechless, "exception", "SpeechlessError, whose text cannot be shown"),
        (lambda attempt: asyncio.run(in_a_group(attempt)), "retry-storm", "more than 10 calls of one kind"),
        (swallows, "retry-storm", "more than 10 calls of one kind"),
        (lambda: None, "exception", "TypeError: <lambda>() takes 0 positional arguments"),
    ],
    ids=["pytest.fail", "sys.exit", "speechless", "group", "swallows", "no argument"],
)
def test_whatever_ends_a_client_is_a_finding(client: Any, code: str, why: str) -> None:
    """Assumed: the campaign goes on."""
    found = found_in(DOCUMENTED, client)
    assert found is not None
    assert found.broken.code == code
    assert why in found.broken.why


def test_what_pytest_skips_is_skipped() -> None:
    """Assumed: that is no finding."""
    with pytest.raises(pytest.skip.Exception):
        found_in(DOCUMENTED, lambda _: pytest.skip("not today"))


def test_a_client_that_polls_a_real_clock_gets_real_time() -> None:
    """Assumed: after a hundred naps they are real, so that the loop ends."""

    def waits(attempt: Attempt) -> None:
        until = datetime.now(UTC) + timedelta(milliseconds=30)
        while datetime.now(UTC) < until:
            time.sleep(0.01)
        update(attempt)

    assert found_in(DOCUMENTED, waits) is None


def test_a_client_that_takes_success_for_a_refusal_is_broken() -> None:
    """Assumed: the update was granted."""

    def rejects(attempt: Attempt) -> None:
        update(attempt)
        contact_of(httpx.Response(500))

    found = found_in(DOCUMENTED, rejects)
    assert found is not None
    assert found.broken.code == "exception"


def test_after_a_429_the_client_gets_a_success() -> None:
    """Assumed: when it repeats the call."""
    assert found_in("429: as documented", lambda attempt: retrying(attempt, lambda _, __: 1.0)) is None


def test_what_the_client_sent_as_a_key_is_in_no_report() -> None:
    """Assumed: neither in the reason nor in the trace."""

    def leaks(attempt: Attempt) -> None:
        update(attempt, headers={"authorization": "Bearer hunter2-hunter2"})
        raise ValueError("hunter2-hunter2")

    found = found_in(DOCUMENTED, leaks)
    assert found is not None
    assert "hunter2" not in str(found)
    assert "[redacted]" in found.broken.why


def test_other_operations_are_answered_by_the_fake() -> None:
    """Assumed: in a world of the case's own, which is gone with it."""

    def views(attempt: Attempt) -> None:
        with httpx.Client(transport=attempt.httpx(), base_url=attempt.url, headers={"x-api-key": "any"}) as http:
            before = http.get(f"/api/v1/contacts/{ADA}").json()["contact"]
            assert before["title"] != "Poet"
            http.put(f"/api/v1/contacts/{ADA}", json={"title": "Poet"})
            assert http.get(f"/api/v1/contacts/{ADA}").json()["contact"]["title"] == "Poet"
        update(attempt)

    campaign = campaign_of(views)
    case = campaign.replies.granted
    assert [campaign.play(case), campaign.play(case)] == [None, None]


def test_every_bug_is_found_by_one_edit() -> None:
    """Assumed: and the same seed finds the same again."""
    first, again = (campaign_of(believes_in_a_name).run(by_edits) for _ in range(2))
    assert {len(found.case.edits) for found in first.found} == {1}
    assert "200: one-word /contact/name" in [found.case.name for found in first.found]
    assert [case.name for case in first.tried] == [case.name for case in again.tried]
    assert [(found.case.name, found.broken) for found in first.found] == [
        (found.case.name, found.broken) for found in again.found
    ]


def test_a_bug_that_needs_two_edits_is_found_by_two() -> None:
    """Assumed: shrunk to them."""

    def confused(attempt: Attempt) -> None:
        contact = contact_of(update(attempt))
        assert "city" in contact or "state" in contact

    campaign = campaign_of(confused)
    campaign.result.plan = campaign.result.plan._replace(max_examples=500)
    found = campaign.run(by_edits).found
    assert [one.case.name for one in found if len(one.case.edits) > 1] == [
        "200: drop /contact/city + drop /contact/state"
    ]


def test_a_client_that_breaks_on_what_is_documented_is_tried_no_further() -> None:
    """Assumed: the rest would only repeat it."""
    result = campaign_of(lambda _: 1 / 0).run(by_edits)
    assert result.unfit
    assert [case.name for case in result.tried] == [DOCUMENTED]


@fuzz_client(max_examples=20)
def test_the_decorator_tries_a_client_in_this_process(apollo: Attempt) -> None:
    """Assumed: by httpx and requests, hundreds of times."""
    assert update(apollo).status_code == apollo.case.reply.status
    with requests.Session() as session:
        session.mount(apollo.url, apollo.requests())
        assert session.get(apollo.url + PATH, headers={"x-api-key": "k"}, timeout=9).status_code == 200


@fuzz_client(operation="view-a-contact", max_examples=0, over="socket", refusals=RefusedError)
async def test_the_decorator_takes_coroutines_and_sockets(apollo: Attempt, tmp_path: Any) -> None:
    """Assumed: beside other fixtures."""
    assert tmp_path.is_dir()
    loop = asyncio.get_running_loop()
    url, headers = apollo.url + PATH, {"x-api-key": apollo.key}
    reply = await loop.run_in_executor(None, lambda: requests.get(url, headers=headers, timeout=9))
    assert reply.status_code == apollo.case.reply.status


def yields(apollo: Attempt) -> Any:
    """Be a generator, which is no test."""
    yield apollo


@pytest.mark.parametrize(
    ("use", "why"),
    [
        (lambda: fuzz_client()(lambda: None), "needs an argument apollo"),
        (lambda: fuzz_client()(yields), "is a generator; a fuzzed test must be"),
        (lambda: fuzz_client(yields), "with parentheses"),  # type: ignore[arg-type]  # that is the mistake
    ],
)
def test_a_decorator_that_is_used_wrongly_says_so(use: Any, why: str) -> None:
    """Assumed: at once."""
    with pytest.raises(TypeError, match=why):
        use()


def test_the_decorator_reports_all_that_broke_the_client() -> None:
    """Assumed: case, edit, reply and a line to replay it."""
    tried = fuzz_client(max_examples=0)(splits_a_name)
    with pytest.raises(AssertionError) as caught:
        tried()
    report = str(caught.value)
    assert "BROKEN  200: empty /contact/name" in report
    assert "also by 200: one-word /contact/name" in report
    assert '+    "name": "",' in report
    assert 'reply   200 {"contact":' in report
    assert "replay  APOLLO_FUZZ_CASE='200: empty /contact/name' pytest tests/fuzz/client/test_decorator.py::" in report


def splits_a_name(apollo: Attempt) -> str:
    """A client with one bug."""
    reply = update(apollo)
    if reply.status_code != httpx.codes.OK:
        return "refused"
    first, last = reply.json()["contact"].get("name", " ").split(" ")
    return f"{last}, {first}"


def test_one_case_is_tried_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: by its name in the environment."""
    tried: list[str] = []

    def note(apollo: Attempt) -> None:
        tried.append(str(apollo))
        update(apollo)

    monkeypatch.setenv("APOLLO_FUZZ_CASE", "200: null /contact/title")
    fuzz_client()(note)()
    assert tried == ["Attempt('200: null /contact/title')"]


def test_an_example_that_fails_shows_its_case() -> None:
    """Assumed: with what is other than documented, the reply, and a line to replay it."""

    @settings(max_examples=200, database=None, deadline=None)
    @given(apollo=apollo_replies())
    def fails(apollo: Attempt) -> None:
        splits_a_name(apollo)

    with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever comes first
        fails()
    notes = "\n".join(caught.value.__notes__)
    assert re.search(r"^200: \S+ /contact/name$", notes, re.MULTILINE), notes
    assert '-    "name": "Fyodor Dostoevsky",' in notes
    assert "replay  APOLLO_FUZZ_CASE='200: " in notes


@settings(max_examples=50, deadline=None)
@given(apollo=apollo_replies())
def test_replies_are_a_strategy_too(apollo: Attempt) -> None:
    """Assumed: for `@given`."""
    reply = update(apollo)
    assert reply.status_code == apollo.case.reply.status
    assert reply.content == apollo.case.reply.body
    assert apollo.operation_calls == 1
