"""What does schemathesis check beside its own checks? It loads this file by its path.

FUZZ_EXPECTED has the statuses of a round in which nothing can succeed, with commas between them.
"""

import os
from typing import Any

import requests
import schemathesis
from schemathesis import Case, Response

SHOWN_AS_SENT = ("first_name", "last_name", "title", "account_id", "contact_stage_id", "present_raw_address")
CREDENTIALS = ("x-api-key", "authorization")
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
    """What was granted is shown, and can be viewed afterwards."""
    document = response.json() if response.status_code == GRANTED else None
    contact = document.get("contact") if isinstance(document, dict) else None
    if contact is None:
        return
    sent = case.body if isinstance(case.body, dict) else {}
    lost = [name for name in SHOWN_AS_SENT if sent.get(name) and contact.get(name) != sent[name]]
    if lost:
        raise AssertionError(f"The reply does not show what was sent as {', '.join(lost)}")
    viewed = _viewed(response, str(contact.get("id")))
    if viewed != {name: contact.get(name) for name in viewed}:
        raise AssertionError("A view afterwards shows another contact, so this update was lost")


def _viewed(response: Response, contact_id: str) -> dict[str, Any]:
    """The contact, as it is viewed with the same key; nothing when it is not there."""
    request = response.request
    url = f"{(request.url or '').partition('/contacts')[0]}/contacts/{contact_id}"
    headers = {name: value for name, value in request.headers.items() if name.lower() in CREDENTIALS}
    return dict(requests.get(url, headers=headers, timeout=TIMEOUT).json().get("contact", {"id": None}))
