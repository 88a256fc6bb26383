"""What the fuzzer checks beside schemathesis' own checks, on replies of a real server."""

from typing import Any, cast

import pytest
import requests
from schemathesis import Case, Response

from mock_apollo.fuzz.server import schemathesis_hooks as hooks
from tests.calls import FYODOR


class Sent:
    """As much of a case as the checks look at."""

    def __init__(self, body: Any) -> None:
        self.body = body


def update(url: str, key: str, body: dict[str, Any]) -> Response:
    """The reply to an update, as schemathesis would have it."""
    reply = requests.patch(
        f"{url}/api/v1/contacts/{FYODOR}", json=body, headers={"x-api-key": key}, timeout=hooks.TIMEOUT
    )
    return cast("Response", reply)


def check(response: Response, body: Any) -> None:
    """Whether the update is shown and kept."""
    hooks.update_is_kept(None, response, cast("Case[Any]", Sent(body)))


def test_an_update_that_is_kept_passes(url: str, key: str) -> None:
    """Documented: an update updates."""
    check(update(url, key, {"title": "Novelist"}), {"title": "Novelist"})


def test_a_refusal_is_not_looked_at(url: str, key: str) -> None:
    """Assumed: nothing was granted."""
    check(update(url, key, {"title": 1}), {"title": 1})


def test_a_field_that_is_not_shown_is_found(url: str, key: str) -> None:
    """Assumed: here the reply is to something else than what was sent."""
    with pytest.raises(AssertionError, match="does not show what was sent as title"):
        check(update(url, key, {"title": "Novelist"}), {"title": "Poet"})


def test_an_update_that_is_gone_is_found(url: str, key: str) -> None:
    """Assumed: here another update came in between."""
    first = update(url, key, {"title": "Novelist"})
    update(url, key, {"title": "Poet"})
    with pytest.raises(AssertionError, match="this update was lost"):
        check(first, {"title": "Novelist"})


def test_the_words_of_a_text_are_given_to_the_validator(url: str) -> None:
    """Documented: 401 is text."""
    assert hooks.text(cast("Any", None), update(url, "invalid", {})) == "Invalid access credentials."


@pytest.mark.parametrize(("expected", "passes"), [("", True), ("401,405", True), ("200", False)])
def test_a_status_that_a_round_does_not_expect_is_found(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    expected: str,
    passes: bool,  # noqa: FBT001
) -> None:
    """Assumed: rounds in which nothing can succeed say what they expect."""
    monkeypatch.setenv("FUZZ_EXPECTED", expected)
    response, case = update(url, "invalid", {}), cast("Case[Any]", Sent({}))
    if passes:
        hooks.expected_status(None, response, case)
    else:
        with pytest.raises(AssertionError, match="every answer is one of 200"):
            hooks.expected_status(None, response, case)
