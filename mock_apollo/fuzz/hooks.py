"""What does schemathesis check beside its own checks? It loads this file by its path.

FUZZ_EXPECTED has the statuses of a round in which nothing can succeed, with commas between them.
"""

import os
from typing import Any

import requests
import schemathesis
from schemathesis import Case, Response

SHOWN_AS_SENT = ("first_name", "last_name", "title", "account_id", "contact_stage_id", "present_raw_address")
TIMEOUT = 30
GRANTED = 200


@schemathesis.deserializer("text/plain")
def text(_: Any, response: Response) -> str:
    """Without this nobody would look at the exact words of a 401."""
    return response.text


@schemathesis.check
def expected_status(_: Any, response: Response, __: Case[Any]) -> None:
    """In a round in which nothing can succeed, nothing does."""
    expected = os.environ.get("FUZZ_EXPECTED", "")
    if expected and str(response.status_code) not in expected.split(","):
        raise AssertionError(f"Here every answer is one of {expected}")


@schemathesis.check
def update_is_kept(_: Any, response: Response, case: Case[Any]) -> None:
    """What was granted is shown, and an empty update afterwards shows the same contact."""
    if response.status_code != GRANTED:
        return
    contact = response.json()["contact"]
    sent = case.body if isinstance(case.body, dict) else {}
    lost = [name for name in SHOWN_AS_SENT if sent.get(name) and contact.get(name) != sent[name]]
    if lost:
        raise AssertionError(f"The reply does not show what was sent as {', '.join(lost)}")
    if _timeless(contact) != _timeless(_contact_now(response)):
        raise AssertionError("An empty update afterwards shows another contact, so this one was lost")


def _timeless(contact: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in contact.items() if name != "updated_at"}


def _contact_now(response: Response) -> dict[str, Any]:
    """The contact, as an update that changes nothing shows it."""
    request = response.request
    url = (request.url or "").partition("?")[0]
    headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
    again = requests.request("PATCH", url, json={}, headers=headers, timeout=TIMEOUT)
    return dict(again.json()["contact"])
