"""Refusals of whole calls, as replies."""

from typing import Any

import orjson
import pytest

from mock_apollo.protocol import refusals
from mock_apollo.protocol.messages import JSON, TEXT, lines_of
from mock_apollo.protocol.refusals import NotEmulated, Refusal


@pytest.mark.parametrize(
    ("refusal", "status", "expected"),
    [
        (
            refusals.NotInScope("contacts/update"),
            403,
            {
                "error": "This API key is not authorized to access api/v1/contacts/update. Request an API key from "
                "your administrator that includes this endpoint in its configured scope.",
                "error_code": "API_INACCESSIBLE",
            },
        ),
        (
            refusals.ApiKeyInWrongPlace(),
            422,
            {
                "error": "API key must be passed in the X-Api-Key header for security reasons",
                "error_code": "INVALID_API_KEY_LOCATION",
            },
        ),
        (
            refusals.RateLimited("api/v1/contacts/search", 600, "hour", 7),
            429,
            {
                "message": "The maximum number of api calls allowed for api/v1/contacts/search is 600 times per hour. "
                "Please upgrade your plan from https://app.apollo.io/#/settings/plans/upgrade."
            },
        ),
        (
            refusals.BodyTooLarge(5),
            413,
            {"error": "Something's wrong with your API request. The body is larger than 5 bytes; send a smaller one."},
        ),
        (
            refusals.UnreadableBody("It is empty."),
            422,
            {"error": "Something's wrong with your API request. It is empty."},
        ),
        (
            refusals.UndeclaredMediaType("It is a form."),
            422,
            {"error": "Something's wrong with your API request. It is a form."},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refusal_of_a_call_is_a_reply_in_json(refusal: Refusal, status: int, expected: Any) -> None:
    """Documented for scope and rate; observed for the place of the key; assumed for bodies."""
    reply = refusal.reply()
    assert (reply.status, reply.media_type) == (status, JSON)
    assert orjson.loads(reply.body) == expected


def test_a_missing_credential_is_refused_in_plain_text() -> None:
    """Documented: the 401 is no JSON."""
    reply = refusals.InvalidCredentials().reply()
    assert (reply.status, reply.media_type, reply.body) == (401, TEXT, b"Invalid access credentials.")


@pytest.mark.parametrize(
    ("refusal", "header"),
    [
        (refusals.NotEmulated("GET", "/x"), (b"x-mock-apollo", b"not-emulated")),
        (refusals.MethodNotAllowed("DELETE", ["PUT", "GET"]), (b"allow", b"GET, PUT")),
        (refusals.RateLimited("x", 1, "minute", 60), (b"retry-after", b"60")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refusal_has_headers_of_its_own_before_those_of_any_reply(
    refusal: Refusal, header: tuple[bytes, bytes]
) -> None:
    """Documented for Allow (RFC 9110) and Retry-After; the others are mock-apollo's own."""
    more = (b"x-rate-limit-minute", b"50")
    assert refusal.reply(lines_of([more])).headers == (header, more)


def test_a_path_that_is_not_emulated_says_who_speaks() -> None:
    """Assumed: an imitation of Apollo would hide a wrong path."""
    error = orjson.loads(refusals.NotEmulated("GET", "/x").reply().body)["error"]
    assert error.startswith("mock-apollo does not emulate GET /x. This is the fake speaking, not Apollo: ")


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("/api/v2/contacts", "check the path for a typing mistake."),
        ("//api/v1/contacts", "two slashes: does the base URL end in one?"),
        ("/api/v1//contacts", "two slashes: does the base URL end in one?"),
    ],
)
def test_a_path_that_is_not_emulated_gets_advice(path: str, advice: str) -> None:
    """Assumed: a base URL that ends with a slash is the usual reason for two of them."""
    assert str(NotEmulated("GET", path)).endswith(f"GET /openapi.json lists what it emulates; {advice}")
