"""Which accounts match a search?"""

from mock_apollo.apollo.api.paging import UNKNOWN_LIST, UNKNOWN_STAGE, crumb, page_of, search_document
from mock_apollo.apollo.records import Account, listed_account
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json

SORTED_BY = {"account_created_at": "created_at", "account_updated_at": "updated_at"}


def search_for_accounts(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Return a page of the accounts that match all criteria (POST /accounts/search, documented)."""
    member = SORTED_BY.get(fields.get("sort_by_field", ""))
    found = [account for account in world.accounts.values() if _matches(account, fields)]
    shown, pagination = page_of(found, fields, member)
    accounts = [listed_account(account, world.account_size(account["id"])) for account in shown]
    return search_document("accounts", accounts, _breadcrumbs(world, fields), pagination), ()


def _matches(account: Account, fields: Fields) -> bool:
    """Return whether the account matches all criteria; empty criteria are ignored."""
    stage_ids, label_ids = fields.get("account_stage_ids"), fields.get("account_label_ids")
    return (
        fields.get("q_organization_name", "").strip().casefold() in (account["name"] or "").casefold()
        and (not stage_ids or account["account_stage_id"] in stage_ids)
        and (not label_ids or not set(label_ids).isdisjoint(account["label_ids"]))
    )


def _breadcrumbs(world: World, fields: Fields) -> list[dict[str, str]]:
    names = {record["id"]: record["name"] for record in (*world.account_stages.values(), *world.labels.values())}
    criteria = (("Account Stage", "account_stage_ids", UNKNOWN_STAGE), ("Lists", "account_label_ids", UNKNOWN_LIST))
    crumbs = [
        crumb(label, field, record_id, names.get(record_id, unknown))
        for label, field, unknown in criteria
        for record_id in fields.get(field, ())
    ]
    name = fields.get("q_organization_name")
    return [crumb("Company Name", "q_organization_name", name), *crumbs] if name else crumbs
