"""Users, the profile of the key, custom fields and usage."""

from typing import Any

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.protocol.messages import Call
from tests.calls import content, new_apollo, patch, with_key


def ask(apollo: Apollo, path: str, query: str = "", method: str = "GET") -> Any:
    """Return the document of a 200."""
    reply = apollo.answer(Call(method, f"/api/v1/{path}", query, with_key("demo")))
    assert reply.status == 200, reply.body
    return content(reply)


def test_users_are_listed_by_pages(apollo: Apollo) -> None:
    """Documented: page and per_page are strings, the totals numbers."""
    everybody = [*apollo.keys.open("demo").users]
    document = ask(apollo, "users/search", "page=2&per_page=1")
    assert document["pagination"] == {
        "page": "2",
        "per_page": "1",
        "total_entries": len(everybody),
        "total_pages": len(everybody),
    }
    assert [user["id"] for user in document["users"]] == everybody[1:2]
    assert all(user["team_id"] == "6095a710bd01d100a506d4ac" for user in document["users"])


def test_a_key_acts_as_the_first_user_of_the_team(apollo: Apollo) -> None:
    """Documented for the profile; that it is the user of longest standing is observed."""
    first = next(iter(apollo.keys.open("demo").users.values()))
    profile = ask(apollo, "users/api_profile")
    assert (profile["id"], profile["email"]) == (first["id"], first["email"])
    assert "num_credits_remaining" not in profile
    with_credits = ask(apollo, "users/api_profile", "include_credit_usage=true")
    assert with_credits["num_credits_remaining"] == with_credits["effective_num_lead_credits"] == 10_000
    assert with_credits["total_unified_credits_used"] == 0


def test_a_good_key_is_healthy(apollo: Apollo) -> None:
    """Documented by older pages; an invalid key gets the 401 of every operation (assumed)."""
    assert ask(apollo, "auth/health") == {"is_logged_in": True}
    assert apollo.answer(Call("GET", "/api/v1/auth/health", "", with_key("invalid"))).status == 401


def test_custom_fields_are_listed_with_their_options(apollo: Apollo) -> None:
    """Documented: picklist_values only for fields that have some."""
    fields = {field["id"]: field for field in ask(apollo, "typed_custom_fields")["typed_custom_fields"]}
    assert fields.keys() == apollo.keys.open("demo").custom_fields.keys()
    options = fields["617ff4041e711500a401c25e"]["picklist_values"]
    assert options[0]["id"] == options[0]["_id"] == options[0]["key"]
    assert "picklist_values" not in fields["5b75f1c11dc2727d43ae3bb9"]


@pytest.mark.parametrize(("limit", "hour"), [("hour=5", (5, 2, 3)), ("minute=9", (None, 2, None))])
def test_the_usage_statistics_are_the_counters(limit: str, hour: tuple[int | None, ...]) -> None:
    """Documented: by action, whose name is a JSON list as text; a window that is over is empty."""
    apollo = new_apollo(rate_limit=limit)
    for _ in range(2):
        apollo.answer(patch())
    usage = ask(apollo, "usage_stats/api_usage_stats", method="POST")
    windows = usage['["api/v1/contacts", "update"]']
    assert list(windows) == ["day", "hour", "minute"]
    assert windows["hour"] == dict(zip(("limit", "consumed", "left_over"), hour, strict=True))
    assert usage['["api/v1/usage_stats", "api_usage_stats"]']["hour"]["consumed"] == 1
    assert usage['["api/v1/contacts", "search"]']["hour"]["consumed"] == 0
    apollo.keys.open("demo").clock.advance(3_600_000)
    later = ask(apollo, "usage_stats/api_usage_stats", method="POST")
    assert later['["api/v1/contacts", "update"]']["hour"]["consumed"] == 0
    assert later['["api/v1/contacts", "update"]']["day"]["consumed"] == 2
