"""Which contacts match a search?"""

from typing import Any

from mock_apollo.apollo.api.paging import UNKNOWN_LIST, UNKNOWN_STAGE, crumb, page_of, search_document
from mock_apollo.apollo.records import Contact, shown_account, without_place
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json

SORTED_BY = {
    "contact_last_activity_date": "last_activity_date",
    "contact_created_at": "created_at",
    "contact_updated_at": "updated_at",
}


def search_for_contacts(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Return a page of the contacts that match all criteria.

    POST /contacts/search is documented; GET with `q` for the keywords is observed.
    """
    keywords = fields.get("q_keywords") or fields.get("q") or ""
    stage_ids, label_ids = fields.get("contact_stage_ids", []), fields.get("contact_label_ids", [])
    found = world.contacts_matching(keywords.casefold().split(), stage_ids, label_ids)
    member = SORTED_BY.get(fields.get("sort_by_field", ""))
    shown, pagination = page_of(found, fields, member)
    contacts = [_result(world, contact) for contact in shown]
    return search_document("contacts", contacts, _breadcrumbs(world, keywords, stage_ids, label_ids), pagination), ()


def _result(world: World, contact: Contact) -> dict[str, Any]:
    """Return a contact as searches show it: without city, state and country, with its account and organization."""
    account = world.accounts.get(contact["account_id"] or "")
    organization = {"id": contact["organization_id"], "name": contact["organization_name"]}
    return {
        **without_place(contact),
        "account": account and shown_account(account),
        "organization": organization if organization["id"] else None,
        "contact_job_change_event": None,
    }


def _breadcrumbs(world: World, keywords: str, stage_ids: list[str], label_ids: list[str]) -> list[dict[str, str]]:
    stages = {stage["id"]: stage["name"] for stage in world.stages.values()}
    lists = {label["id"]: label["name"] for label in world.labels.values()}
    crumbs = [crumb("Contact Stage", "contact_stage_ids", i, stages.get(i, UNKNOWN_STAGE)) for i in stage_ids]
    crumbs += [crumb("Lists", "contact_label_ids", i, lists.get(i, UNKNOWN_LIST)) for i in label_ids]
    crumbs += [crumb("Contains Keywords", "q_keywords", keywords)] if keywords else []
    return crumbs
