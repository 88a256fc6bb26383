"""Tests of who may use the control API, and of which world a request controls."""

from typing import Any

import pytest

from mock_apollo.apollo.answer import Apollo
from tests.calls import patch
from tests.server.control.asgi_client import steer


def test_a_token_is_required_of_all_clients_and_admits_remote_ones(apollo: Apollo) -> None:
    """Assumed: without a token, only clients on the same machine are admitted."""
    bearer = {"authorization": "Bearer t0p-secret"}
    for client, token, headers, status in [
        ("127.0.0.1", None, {}, 200),
        ("10.0.0.7", None, {}, 403),
        ("10.0.0.7", "t0p-secret", bearer, 200),
        ("10.0.0.7", "t0p-secret", {}, 401),
        ("127.0.0.1", "t0p-secret", {"authorization": "Bearer wrong"}, 401),
    ]:
        for path in ("worlds", "faults", "journal", "state", "clock"):
            reply = steer(apollo, "GET", path, client=client, token=token, headers=headers)
            assert (path, reply.status_code) == (path, status)
            assert "access-control-allow-origin" not in reply.headers


def test_a_control_call_needs_a_key_that_is_accepted(apollo: Apollo) -> None:
    """Assumed: the key names the world."""
    missing = steer(apollo, "POST", "reset", headers={"x-api-key": ""})
    assert (missing.status_code, missing.json()["error"]) == (422, "Send the key of the world in the X-Api-Key header.")
    assert steer(apollo, "POST", "reset", headers={"x-api-key": "invalid"}).status_code == 401
    assert steer(apollo, "GET", "journal", headers={"x-api-key": "invalid"}).status_code == 401


def test_a_key_in_any_script_names_one_world(apollo: Apollo) -> None:
    """Assumed: for Apollo's calls and for control calls alike."""
    key = "\u043a\u043b\u044e\u0447"
    apollo.answer(patch({"title": "Counted"}, key=key))
    reply = steer(apollo, "GET", "journal/counts", headers={"x-api-key": key.encode()})
    assert reply.json() == {"update-a-contact": {"200": 1}}


@pytest.mark.parametrize("headers", [{"host": "["}, {"origin": "http://["}], ids=str)
def test_a_malformed_host_or_origin_is_refused(apollo: Apollo, headers: Any) -> None:
    """Assumed: as one of another machine is."""
    assert steer(apollo, "GET", "worlds", headers=headers).status_code == 403
