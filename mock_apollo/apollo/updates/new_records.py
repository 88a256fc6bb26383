"""Which values does a new record start with?"""

from collections.abc import Mapping
from typing import Any

from mock_apollo.apollo.records import NEW_ACCOUNT, NEW_CONTACT, Account, Contact
from mock_apollo.apollo.world.world import World


def new_contact(world: World) -> Contact:
    """Return a new contact with Apollo's defaults, in the first stage (documented)."""
    now, user_id = world.timestamp(), world.acting_user()["id"] or None
    return {
        **NEW_CONTACT,
        "id": world.new_id(),
        "contact_stage_id": next(iter(world.stages), None),
        "owner_id": user_id,
        "creator_id": user_id,
        "created_at": now,
        "updated_at": now,
    }


def new_account(world: World) -> Account:
    """Return a new account with Apollo's defaults (documented), in the first stage (assumed)."""
    now = world.timestamp()
    return {
        **NEW_ACCOUNT,
        "id": world.new_id(),
        "team_id": world.team_id,
        "account_stage_id": next(iter(world.account_stages), None),
        "owner_id": world.acting_user()["id"] or None,
        "created_at": now,
        "updated_at": now,
    }


def company(world: World, fields: Mapping[str, Any]) -> str | None:
    """Return the id of the organization that fields refer to by its id, an account, or its name."""
    if fields.get("organization_id"):
        return str(fields["organization_id"])
    account = world.accounts.get(fields.get("account_id") or "")
    return account["organization_id"] if account else world.organization_id(fields.get("organization_name") or "")
