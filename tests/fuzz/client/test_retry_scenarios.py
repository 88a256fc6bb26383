"""Grades of clients that are refused, by their waits on the virtual clock."""

from typing import Any

import httpx
import pytest

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.campaign import Campaign
from tests.fuzz.client.clients import campaign_of, contact_of, retrying, update

TOLD, SPENT, DOWN, UNAUTHORISED, INVALID = range(5)  # the scenarios, in their order


def obeys(attempt: Attempt) -> Any:
    """Wait as Retry-After asks, else twice as long each time, and give up."""

    def wait(calls: int, reply: httpx.Response) -> float | None:
        if reply.status_code in (401, 422) or calls == 4:
            return None
        return float(reply.headers.get("retry-after", 2**calls))

    return retrying(attempt, wait)


def gives_up(attempt: Attempt) -> Any:
    """Never calls again."""
    return contact_of(update(attempt))


def hurries(attempt: Attempt) -> Any:
    """Repeat the call three times, after half a second each, whatever Retry-After asks."""
    return retrying(attempt, lambda calls, _: 0.5 if calls < 3 else None)


def insists(attempt: Attempt) -> Any:
    """Never gives up."""
    return retrying(attempt, lambda _, __: 60.0)


def storms(attempt: Attempt) -> Any:
    """Calls again at once, three times."""
    return retrying(attempt, lambda calls, _: 0.0 if calls < 3 else None)


def believes_in_json(attempt: Attempt) -> Any:
    """Reads every refusal as JSON."""
    return contact_of(reply) if (reply := update(attempt)).json() else None


def grades(campaign: Campaign) -> list[str]:
    """Return the grades of a client."""
    campaign.grade_behaviours()
    return [behaviour.grade for behaviour in campaign.result.behaviours]


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (obeys, ["good"] * 5),
        (gives_up, ["good"] * 5),
        (hurries, ["bad", "poor", "poor", "bad", "bad"]),
        (insists, ["good", "bad", "bad", "bad", "bad"]),
        (storms, ["bad", "poor", "poor", "bad", "bad"]),
        (believes_in_json, ["good", "good", "bad", "bad", "good"]),
    ],
)
def test_manners_are_graded(client: Any, expected: list[str]) -> None:
    """Assumed: Retry-After, back-off, and what is hopeless."""
    assert grades(campaign_of(client)) == expected


def test_the_waits_are_reported() -> None:
    """Assumed: in seconds, as the client slept them."""
    campaign = campaign_of(obeys)
    campaign.grade_behaviours()
    behaviours = campaign.result.behaviours
    assert behaviours[TOLD].what == "waited 2.0 s"
    assert behaviours[SPENT].what == "gave up after 5 calls; its waits: 1.0, 2.0, 4.0, 8.0 s"
    assert behaviours[UNAUTHORISED].what == "did not repeat the call"


def test_a_crash_is_reported_with_its_scenario() -> None:
    """Assumed: a 503 is a page of a proxy, which the contract does not know."""
    campaign = campaign_of(believes_in_json)
    campaign.grade_behaviours()
    assert campaign.result.behaviours[DOWN].what.startswith("exception: JSONDecodeError: Expecting value")


def test_the_clock_runs_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: a frozen one would call every wait too short."""
    monkeypatch.setenv("MOCK_APOLLO_FROZEN_AT", "2024-09-12T20:14:53Z")
    monkeypatch.setenv("MOCK_APOLLO_KEYS", "only-this")
    assert grades(campaign_of(obeys)) == ["good"] * 5


def test_bad_manners_make_a_client_unsound() -> None:
    """Assumed: poor ones do not."""
    campaign = campaign_of(hurries)
    campaign.grade_behaviours()
    assert not campaign.result.is_sound
    campaign.result.behaviours = campaign.result.behaviours[SPENT:UNAUTHORISED]
    assert campaign.result.is_sound
