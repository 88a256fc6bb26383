"""The checks of our own that schemathesis runs, on replies of a real server."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
import requests
from schemathesis import Case, Response

from mock_apollo.fuzz.server import schemathesis_hooks as hooks
from mock_apollo.server.background import running
from tests.calls import FYODOR, new_apollo

KEY = "a key"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The URL of a fake."""
    with running(new_apollo()) as server:
        yield server.url


class Sent:
    """The part of a schemathesis case that the checks read."""

    def __init__(self, body: Any) -> None:
        self.body = body


def update(url: str, body: dict[str, Any], key: str = KEY) -> Response:
    """Return the reply to an update, as schemathesis has it."""
    reply = requests.patch(
        f"{url}/api/v1/contacts/{FYODOR}", json=body, headers={"x-api-key": key}, timeout=hooks.TIMEOUT
    )
    return cast("Response", reply)


def check(response: Response, body: Any) -> None:
    """Check that the update is shown and kept. Raises AssertionError."""
    hooks.update_is_kept(None, response, cast("Case[Any]", Sent(body)))


def test_an_update_that_is_kept_passes(url: str) -> None:
    """Documented: an update updates."""
    check(update(url, {"title": "Novelist"}), {"title": "Novelist"})


def test_a_refusal_passes(url: str) -> None:
    """Assumed: nothing was updated."""
    check(update(url, {"title": 1}), {"title": 1})


def test_a_field_that_is_not_shown_is_found(url: str) -> None:
    """Assumed: here the reply belongs to another request."""
    with pytest.raises(AssertionError, match="does not show the values that were sent as title"):
        check(update(url, {"title": "Novelist"}), {"title": "Poet"})


def test_an_update_that_is_gone_is_found(url: str) -> None:
    """Assumed: here another update came in between."""
    first = update(url, {"title": "Novelist"})
    update(url, {"title": "Poet"})
    with pytest.raises(AssertionError, match="this update was lost"):
        check(first, {"title": "Novelist"})


def test_a_text_body_is_decoded(url: str) -> None:
    """Documented: the body of a 401 is text."""
    assert hooks.text(cast("Any", None), update(url, {}, "invalid")) == "Invalid access credentials."


def test_other_words_of_a_401_are_found(url: str) -> None:
    """Documented: the fake has Apollo's words, though a client may get others from Apollo."""
    refused, case = update(url, {}, "invalid"), cast("Case[Any]", Sent({}))
    hooks.documented_words(None, refused, case)
    cast("requests.Response", refused)._content = b"Unauthorized"  # noqa: SLF001 - requests has no other way
    with pytest.raises(AssertionError, match=r"The words of a 401 must be: Invalid access credentials\."):
        hooks.documented_words(None, refused, case)


@pytest.mark.parametrize(("expected", "passes"), [("", True), ("401,405", True), ("200", False)])
def test_a_status_that_a_round_does_not_expect_is_found(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    expected: str,
    passes: bool,  # noqa: FBT001
) -> None:
    """Assumed: rounds in which no call can succeed name the statuses that they expect."""
    monkeypatch.setenv("FUZZ_EXPECTED", expected)
    response, case = update(url, {}, "invalid"), cast("Case[Any]", Sent({}))
    if passes:
        hooks.expected_status(None, response, case)
    else:
        with pytest.raises(AssertionError, match="every status must be one of 200"):
            hooks.expected_status(None, response, case)
