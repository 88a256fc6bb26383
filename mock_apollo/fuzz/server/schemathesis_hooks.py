"""What does schemathesis check beside its own checks? It loads this file by its path.

FUZZ_EXPECTED is a comma-separated list of the statuses that a round may have; FUZZ_IDS is a JSON object of formats and
the ids that they stand for.
"""

import json
import os
from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, Response

from mock_apollo.protocol.refusals.calls import InvalidCredentials

SHOWN_AS_SENT = {  # fields that a reply shows exactly as they were sent, by kind of record
    "contact": ("first_name", "last_name", "title", "account_id", "contact_stage_id", "present_raw_address"),
    "account": ("account_stage_id", "owner_id"),
}
CREDENTIALS = ("x-api-key", "authorization")
TIMEOUT = 30
OK = 200


for _format, _ids in json.loads(os.environ.get("FUZZ_IDS", "{}")).items():
    schemathesis.openapi.format(_format, st.sampled_from(_ids))


@schemathesis.deserializer("text/plain")
def text(_: Any, response: Response) -> str:
    """Decode a text body, so that it is checked against its schema."""
    return response.text


@schemathesis.check
def expected_status(_: Any, response: Response, __: Case[Any]) -> None:
    """Fail when a round has expected statuses, and the reply has another."""
    expected = os.environ.get("FUZZ_EXPECTED", "")
    if expected and str(response.status_code) not in expected.split(","):
        raise AssertionError(f"In this round every status must be one of {expected}")


@schemathesis.check
def documented_words(_: Any, response: Response, __: Case[Any]) -> None:
    """Fail when a 401 has other words than the documented ones; the contract has them as an example only."""
    if response.status_code == InvalidCredentials.status and response.text != InvalidCredentials().content():
        raise AssertionError(f"The words of a 401 must be: {InvalidCredentials().content()}")


@schemathesis.check
def update_is_kept(_: Any, response: Response, case: Case[Any]) -> None:
    """Fail when the reply to an update does not show it, or when a view afterwards does not."""
    document = response.json() if response.status_code == OK else None
    kind = next((kind for kind in SHOWN_AS_SENT if isinstance(document, dict) and kind in document), None)
    if document is None or kind is None:
        return
    sent, record = case.body if isinstance(case.body, dict) else {}, document[kind]
    lost = [name for name in SHOWN_AS_SENT[kind] if sent.get(name) and record.get(name) != sent[name]]
    if lost:
        raise AssertionError(f"The reply does not show the values that were sent as {', '.join(lost)}")
    viewed = _viewed(response, kind, str(record.get("id")))
    if any(viewed.get(name) != value for name, value in record.items() if name in viewed) or "id" not in viewed:
        raise AssertionError("A view afterwards shows other values, so this update was lost")


def _viewed(response: Response, kind: str, record_id: str) -> dict[str, Any]:
    """View the record with the same key; return it, or an empty dict when it is not there."""
    request = response.request
    url = f"{(request.url or '').partition(f'/{kind}s')[0]}/{kind}s/{record_id}"
    headers = {name: value for name, value in request.headers.items() if name.lower() in CREDENTIALS}
    return dict(requests.get(url, headers=headers, timeout=TIMEOUT).json().get(kind, {}))
