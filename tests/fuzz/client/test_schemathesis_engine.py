"""schemathesis as the engine: the inverted contract and the harness; tests/e2e/test_fuzz_client.py runs it."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import httpx
import orjson
import pytest

from mock_apollo.contract.document import Contract
from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.campaign import Campaign
from mock_apollo.fuzz.client.cases.replies import Replies
from mock_apollo.fuzz.client.schemathesis_engine import PATH, Harness, by_schemathesis, inverted
from mock_apollo.server.background import serving
from tests.fuzz.client.clients import UPDATE, campaign_of, contact_of, update

REPLIES = Replies(Contract.load(), UPDATE)


def splits_a_name(attempt: Attempt) -> str:
    """A client with one bug."""
    first, last = contact_of(update(attempt)).get("name", " ").split(" ")
    return f"{last}, {first}"


def test_each_json_reply_is_a_request_of_the_inverted_contract() -> None:
    """Assumed: with the schema and the examples of the contract; a 401 is a text, so it is left out."""
    document = inverted(REPLIES)
    assert [*document["paths"]] == [f"{PATH}{status}" for status in (200, 403, 422, 429)]
    content = document["paths"][f"{PATH}422"]["post"]["requestBody"]["content"]["application/json"]
    assert content["schema"] == REPLIES.documented["422"].schema
    assert [*content["examples"]] == ["422", "422 Check the account ID", "422 Check the contact stage ID"]


@pytest.fixture
def harness() -> Iterator[tuple[Campaign, Harness, str]]:
    """A harness on a port, around a client with a bug."""
    campaign = campaign_of(splits_a_name)
    harness = Harness(campaign)
    with serving(harness) as (url, _):
        yield campaign, harness, url


def body(**changes: Any) -> bytes:
    """The documented success with another contact."""
    shown = REPLIES.granted.content
    return orjson.dumps({**shown, "contact": {**shown["contact"], **changes}})


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (body(), 204, ""),
        (body(title=None), 204, ""),
        (body(name="Fyodor"), 500, "exception: ValueError: not enough values"),
        (b'{"contact": 7}', 400, "would break the contract"),
        (b"{", 400, "unexpected"),
    ],
    ids=["documented", "harmless", "broken", "unlawful", "no JSON"],
)
def test_the_harness_answers_whether_the_client_broke(harness: Any, content: bytes, status: int, words: str) -> None:
    """Assumed: 204 if not, 500 if so, 400 for what the contract does not allow."""
    reply = httpx.post(f"{harness[2]}{PATH}200", content=content, timeout=30)
    assert reply.status_code == status
    assert words in reply.text


def test_an_error_of_trying_is_kept_for_the_end(harness: Any) -> None:
    """Assumed: schemathesis must not take it for a finding."""

    def fails(_: Any) -> list[Any]:
        raise ZeroDivisionError

    campaign, handler, url = harness
    campaign.play = fails
    assert httpx.post(f"{url}{PATH}200", content=body(), timeout=30).status_code == 204
    assert isinstance(handler.error, ZeroDivisionError)


def test_a_client_that_breaks_on_documented_success_is_not_tried_further() -> None:
    """Assumed: schemathesis is not even started."""
    campaign = campaign_of(lambda _: 1 / 0)
    out = StringIO()
    by_schemathesis(campaign, [], out)
    assert campaign.result.unfit
    assert (len(campaign.result.tried), out.getvalue()) == (1, "")
