"""Which users are in the team, and which one does a key act as?"""

from typing import Any

from mock_apollo.apollo.api.paging import page_of
from mock_apollo.apollo.records import User
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json

CREDIT_KINDS = ("lead", "direct_dial", "export", "ai", "power_up")
CREDITS = 10_000


def get_a_list_of_users(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Return a page of the users (GET /users/search, documented); `page` and `per_page` are strings."""
    shown, pagination = page_of([*world.users.values()], fields)
    as_text = {name: str(pagination[name]) for name in ("page", "per_page")}
    users = [_shown(world, user) for user in shown]
    return {"pagination": pagination | as_text, "users": users, "num_fetch_result": None}, ()


def get_current_user_profile(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Return the user that the key acts as (GET /users/api_profile, documented): the team's first (observed).

    No call spends credits here, so none are used (assumed).
    """
    user = world.acting_user()
    profile: Json = {"id": user["id"], "team_id": world.team_id}
    profile |= {name: user[name] for name in ("first_name", "last_name", "title", "email")}
    if fields.get("include_credit_usage"):
        profile["num_credits_remaining"] = CREDITS
        for kind in CREDIT_KINDS:
            profile |= {f"effective_num_{kind}_credits": CREDITS, f"num_{kind}_credits_used": 0}
        profile["total_unified_credits_used"] = 0
    return profile, ()


def auth_health(_: World, __: Fields) -> tuple[Json, Findings]:
    """Return that the key is valid (GET /auth/health, documented by Apollo's older pages)."""
    return {"is_logged_in": True}, ()


def _shown(world: World, user: User) -> dict[str, Any]:
    name = " ".join(filter(None, (user["first_name"], user["last_name"])))
    return {**user, "team_id": world.team_id, "name": name, "deleted": False}
