"""How are contacts found?"""

from typing import Any

from mock_apollo.contract.fields import Fields
from mock_apollo.contract.findings import Findings
from mock_apollo.records import Contact, Json, without_place
from mock_apollo.search import in_order
from mock_apollo.world import World

PER_PAGE = 25
UNKNOWN_STAGE, UNKNOWN_LIST = "[Deleted Stage]", "[Deleted List]"


def search_for_contacts(world: World, fields: Fields) -> tuple[Json, Findings]:
    """POST /contacts/search, documented, and GET with `q`, observed: a page of what matches all criteria."""
    keywords = fields.get("q_keywords") or fields.get("q") or ""
    stage_ids, label_ids = fields.get("contact_stage_ids", []), fields.get("contact_label_ids", [])
    found = world.contacts_matching(keywords.casefold().split(), stage_ids, label_ids)
    found = in_order(found, fields.get("sort_by_field", ""), ascending=fields.get("sort_ascending", False))
    page, per_page = int(fields.get("page", 1)), int(fields.get("per_page", PER_PAGE))  # 2.0 is whole in JSON Schema
    shown = found[(page - 1) * per_page : page * per_page]
    return {
        "contacts": [found_contact(world, contact) for contact in shown],
        "breadcrumbs": _breadcrumbs(world, keywords, stage_ids, label_ids),
        "partial_results_only": False,
        "has_join": False,
        "disable_eu_prospecting": False,
        "partial_results_limit": 10_000,
        "pagination": {
            "page": page,
            "per_page": per_page,
            "total_entries": len(found),
            "total_pages": -(-len(found) // per_page),
        },
        "num_fetch_result": None,
    }, ()


def found_contact(world: World, contact: Contact) -> dict[str, Any]:
    """A contact as it stands in a list: without its place, with its account."""
    account = world.account_or_none(contact["account_id"])
    organization = account and {"id": account["organization_id"], "name": account["name"]}
    return {
        **without_place(contact),
        "account": account,
        "organization": organization,
        "contact_job_change_event": None,
    }


def _breadcrumbs(world: World, keywords: str, stage_ids: list[str], label_ids: list[str]) -> list[Json]:
    """What was searched for, in words."""
    stages = {stage["id"]: stage["name"] for stage in world.stages.values()}
    lists = {label["id"]: label["name"] for label in world.labels.values()}
    crumbs = [("Contact Stage", "contact_stage_ids", i, stages.get(i, UNKNOWN_STAGE)) for i in stage_ids]
    crumbs += [("Lists", "contact_label_ids", i, lists.get(i, UNKNOWN_LIST)) for i in label_ids]
    crumbs += [("Contains Keywords", "q_keywords", keywords, keywords)] if keywords else []
    names = ("label", "signal_field_name", "value", "display_name")
    return [dict(zip(names, crumb, strict=True)) for crumb in crumbs]
