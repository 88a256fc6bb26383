"""What is told of a client, in each of the forms."""

import json
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.campaign import Plan, Result, by_edits
from mock_apollo.fuzz.client.oracle import MEANINGS
from mock_apollo.fuzz.client.reports.documents import as_json, as_junit
from mock_apollo.fuzz.client.reports.html import as_html
from mock_apollo.fuzz.client.reports.summary import causes
from mock_apollo.fuzz.client.reports.text import as_text
from tests.fuzz.client.clients import campaign_of, contact_of, update


def shouts(attempt: Attempt) -> None:
    """A client that shouts every title, and says markup."""
    contact = contact_of(update(attempt))
    if contact.get("title") is None:
        raise ValueError("<b>no title</b>")
    contact["title"].upper()
    contact["phone_numbers"][0].keys()


def replay(name: str) -> str:
    """How a case is tried alone."""
    return f"again {name}"


@pytest.fixture(scope="module")
def result() -> Result:
    """All that is known of the client."""
    return campaign_of(shouts).run(by_edits)


def test_a_text_has_case_edit_reply_and_replay(result: Result) -> None:
    """Assumed: a paragraph for each cause, and a line for the whole."""
    text = as_text(result, replay)
    assert "BROKEN  200: drop /contact/title\n  exception: ValueError: <b>no title</b> (test_text.py:" in text
    assert "  also by 200: null /contact/title; 200: empty /contact\n" in text
    assert '  -    "title": "Chief Writer",\n' in text
    assert "  replay  again 200: empty /contact/phone_numbers\n" in text
    assert text.splitlines()[-1].startswith("update-a-contact: 8")
    assert text.splitlines()[-1].endswith("broke the client in 3 ways (seed 1)")


def test_json_has_all(result: Result) -> None:
    """Assumed: for each case the edits, the reply, the calls, and what is other than documented."""
    told = json.loads(as_json(result, replay))
    assert [found["case"] for found in told["broken"]] == [found.case.name for found in result.found]
    first = told["broken"][0]
    assert first["edits"] == ["empty /contact"]
    assert json.loads(first["body"])["contact"] == {}
    assert first["calls"][0].startswith("curl -gi -X PATCH")
    assert first["code"] in MEANINGS
    assert told["sound"] is False
    assert len(told["behaviours"]) == 5


def test_the_coverage_says_what_was_exercised(result: Result) -> None:
    """Assumed: all of it, unless somebody asked for one case."""
    coverage = json.loads(as_json(result, replay))["coverage"]
    assert coverage["places"]["missed"] == []
    assert coverage["places"]["exercised"] == coverage["places"]["known"] > 90
    assert coverage["replies"]["422 Check the account ID"] >= 1
    assert coverage["acts"]["drop"] > 90
    one = campaign_of(shouts)
    one.result.plan = Plan(only=["200: null /contact/title"])
    places = json.loads(as_json(one.run(by_edits), replay))["coverage"]["places"]
    assert places["exercised"] == 1
    assert "/contact/email" in places["missed"]


def test_junit_has_a_test_for_each_case(result: Result) -> None:
    """Assumed: and for each behaviour; the failed ones say how to try them alone."""
    suite = ET.fromstring(as_junit(result, replay)).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    failed = [test.get("name") for test in suite if test.find("failure") is not None]
    assert failed == [found.case.name for found in result.found]
    assert suite.get("tests") == str(len(suite))
    assert suite.get("failures") == str(len(failed))
    assert "again 200: empty /contact" in "".join(suite.itertext())


class Page(HTMLParser):
    """What a browser would see of a page."""

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
    """Assumed: one file, in which what others said is only text."""
    page = Page()
    page.feed(as_html(result, replay))
    assert page.links == []
    assert "script" not in page.tags
    assert "b>no title</b>" in page.text
    assert '-    "title": "Chief Writer",' in page.text
    assert "again 200: empty /contact/phone_numbers" in page.text
    assert page.tags.count("article") == len(causes(result)) == 3


def test_a_sound_client_is_told_in_a_line() -> None:
    """Assumed: beside its behaviour."""
    campaign = campaign_of(lambda attempt: contact_of(update(attempt)))
    result = campaign.run(by_edits)
    assert result.is_sound
    assert "BROKEN" not in as_text(result, replay)
    assert "No case broke the client." in as_html(result, replay)


def test_what_is_known_is_told_after_ctrl_c() -> None:
    """Assumed: and that it is not all."""
    calls = []

    def interrupted(attempt: Attempt) -> None:
        calls.append(attempt)
        if len(calls) == 50:
            raise KeyboardInterrupt
        shouts(attempt)

    result = campaign_of(interrupted).run(by_edits)
    assert len(result.tried) == 49
    assert "Interrupted: this is what was known by then." in as_text(result, replay)
    assert "Interrupted: this is what was known by then." in as_html(result, replay)


def test_a_client_that_is_unfit_is_told_so() -> None:
    """Assumed: nobody looks for other bugs before."""
    result = campaign_of(lambda _: 1 / 0).run(by_edits)
    assert "The client breaks on the documented reply itself" in as_text(result, replay)
    assert "breaks on the documented reply itself" in as_html(result, replay)
