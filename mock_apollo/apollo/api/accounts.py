"""How is one account created, updated and viewed?"""

from mock_apollo.apollo.records import listed_account, shown_account
from mock_apollo.apollo.updates.accounts import updated_account
from mock_apollo.apollo.updates.new_records import new_account
from mock_apollo.apollo.values.places import locate
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json


def create_an_account(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Create an account (POST /accounts, documented), even if its name exists already (assumed).

    Raises InvalidId, InvalidValue, WorldFull.
    """
    draft, findings = updated_account(world, new_account(world), fields)
    world.admit(1)
    world.put_account(draft)
    return {"account": shown_account(draft)}, findings


def update_an_account(world: World, fields: Fields, account_id: str) -> tuple[Json, Findings]:
    """Update an account (PATCH /accounts/{account_id}, documented). Raises InvalidId, InvalidValue."""
    draft, findings = updated_account(world, world.account_at(account_id), fields)
    world.put_account(draft)
    return {"account": shown_account(draft), "labels": world.lists.shown(draft["label_ids"])}, findings


def view_an_account(world: World, _: Fields, account_id: str) -> tuple[Json, Findings]:
    """Return an account (GET /accounts/{id}, documented), without Apollo's company data. Raises InvalidId."""
    account = world.account_at(account_id)
    place = locate(account["raw_address"] or "")
    shown = listed_account(account, world.account_size(account_id)) | {
        "primary_domain": account["domain"],
        "raw_address": account["raw_address"],
        "city": place.city,
        "state": place.state,
        "country": place.country,
    }
    return {"account": shown, "salesforce_users": [], "hubspot_owners": []}, ()


def list_account_stages(world: World, _: Fields) -> tuple[Json, Findings]:
    """Return all account stages (GET /account_stages, documented)."""
    return {"account_stages": [*world.account_stages.values()]}, ()
