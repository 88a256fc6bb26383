"""The result of a campaign as a text and as a page."""

from html.parser import HTMLParser
from typing import Any

import pytest

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.campaign import Result, by_edits
from mock_apollo.fuzz.client.oracle import Broken
from mock_apollo.fuzz.client.reports.html import as_html
from mock_apollo.fuzz.client.reports.summary import causes
from mock_apollo.fuzz.client.reports.text import as_text
from tests.fuzz.client.clients import breaks, campaign_of, contact_of, replay, update


@pytest.fixture(scope="module")
def result() -> Result:
    """The result of the client."""
    return campaign_of(breaks).run(by_edits)


def test_a_text_has_case_edit_reply_and_replay(result: Result) -> None:
    """Assumed: a paragraph for each cause, and a line for the whole."""
    text = as_text(result, replay)
    assert "BROKEN  200: drop /contact/title\n  exception: ValueError: <b>no title</b> (clients.py:" in text
    assert "  also by 200: null /contact/title; 200: empty /contact\n" in text
    assert '  -    "title": "Chief Writer",\n' in text
    assert "  replay  again 200: empty /contact/phone_numbers\n" in text
    assert text.splitlines()[-1].startswith("update-a-contact: 8")
    assert text.splitlines()[-1].endswith("broke the client in 3 ways (seed 1)")


class Page(HTMLParser):
    """The text, tags and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_needs_nothing_else(result: Result) -> None:
    """Assumed: one file, in which output of the client is only text."""
    page = Page()
    page.feed(as_html(result, replay))
    assert page.links == []
    assert "script" not in page.tags
    assert "b>no title</b>" in page.text
    assert '-    "title": "Chief Writer",' in page.text
    assert "again 200: empty /contact/phone_numbers" in page.text
    assert page.tags.count("article") == len(causes(result)) == 3


def test_the_report_of_a_sound_client_has_no_finding() -> None:
    """Assumed: only its behaviours and the summary."""
    campaign = campaign_of(lambda attempt: contact_of(update(attempt)))
    result = campaign.run(by_edits)
    assert result.is_sound
    assert "BROKEN" not in as_text(result, replay)
    assert "No case broke the client." in as_html(result, replay)


def test_a_report_after_ctrl_c_says_that_it_is_not_complete() -> None:
    """Assumed: with what was known by then."""
    calls = []

    def interrupted(attempt: Attempt) -> None:
        calls.append(attempt)
        if len(calls) == 50:
            raise KeyboardInterrupt
        breaks(attempt)

    result = campaign_of(interrupted).run(by_edits)
    assert len(result.tried) == 49
    assert "Interrupted: this is what was known by then." in as_text(result, replay)
    assert "Interrupted: this is what was known by then." in as_html(result, replay)


def test_a_client_that_breaks_on_documented_success_is_said_to() -> None:
    """Assumed: nothing else was tried."""
    result = campaign_of(lambda _: 1 / 0).run(by_edits)
    assert "The client breaks on the documented reply itself" in as_text(result, replay)
    assert "breaks on the documented reply itself" in as_html(result, replay)


def test_errors_of_the_protocol_are_reported_once_for_each_cause(result: Result) -> None:
    """Assumed: in no case, with their number, in the text, the page and the summary."""
    errors = [Broken("worker-protocol", f"it answered a case twice: /case/{number}") for number in (7, 8)]
    one = Result(result.operation_id, result.plan, protocol_errors=errors)
    text = as_text(one, replay)
    assert "BROKEN  the worker itself, in no case\n  worker-protocol: it answered a case twice: /case/7 (2 x)\n" in text
    assert text.endswith("0 cases, 0 broke the client; the worker broke its protocol (seed 1)\n")
    assert as_html(one, replay).count("it answered a case twice") == 1
