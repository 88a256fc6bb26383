"""Tests of large bodies of control calls."""

from typing import Any

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.server.control.large import pieces
from tests.calls import UNKNOWN
from tests.server.control.asgi_client import JSON_HEADER, steer

MANY = [{"first_name": f"Leo {number}", "email": f"leo-{number}@estate.example"} for number in range(1_000)]


@pytest.mark.parametrize(
    "content",
    [{}, [], "text", None, {"a": []}, {"a": MANY[:200], "b": {"c": MANY[:201]}}, MANY, {"records": {"contacts": MANY}}],
    ids=["object", "array", "text", "null", "nested", "some", "many", "export"],
)
def test_pieces_are_what_is_written_at_once(content: Any) -> None:
    """Assumed: whoever reads them all cannot tell."""
    assert b"".join(pieces(content)) == orjson.dumps(content)


def test_a_large_world_is_replaced_exported_and_loaded(apollo: Apollo) -> None:
    """Assumed: with the bytes, and the refusals, of a small one."""
    assert steer(apollo, "PUT", "records", json={"contacts": MANY}).json()["contacts"] == len(MANY)
    written = steer(apollo, "GET", "state")
    assert "content-length" not in written.headers
    assert written.content == orjson.dumps(written.json())
    other = {"x-api-key": "other", **JSON_HEADER}
    assert steer(apollo, "PUT", "state", content=written.content, headers=other).json()["contacts"] == len(MANY)
    assert steer(apollo, "GET", "state", headers=other).content == written.content


@pytest.mark.parametrize("wrong", [{"account_id": UNKNOWN}, {"frist_name": "Leo"}], ids=["reference", "member"])
def test_a_large_import_with_one_mistake_changes_nothing(apollo: Apollo, wrong: Any) -> None:
    """Assumed: the sentence names the record."""
    written = steer(apollo, "GET", "state").content
    refused = steer(apollo, "PUT", "records", json={"contacts": [*MANY, wrong]})
    (problem,) = refused.json()["error"]
    assert refused.status_code == 422
    assert "contacts[1000].frist_name" in problem or UNKNOWN in problem
    assert steer(apollo, "GET", "state").content == written


def test_a_large_body_that_is_no_json_is_refused(apollo: Apollo) -> None:
    """Assumed: as a small one is."""
    refusals = [
        steer(apollo, "PUT", "records", content=b"[" * size, headers=JSON_HEADER).status_code for size in (10, 100_000)
    ]
    assert refusals[0] == 422
    assert refusals[1] in (400, 422)
