"""Which page of the results does a search reply with, and in which document?"""

from collections.abc import Sequence
from typing import Any, TypeVar

from mock_apollo.apollo.records import Account, Contact, User
from mock_apollo.apollo.world.search import first_in_order

PER_PAGE = 25
UNKNOWN_STAGE, UNKNOWN_LIST = "[Deleted Stage]", "[Deleted List]"  # the first is documented

Found = TypeVar("Found", Account, Contact, User)


def page_of(
    found: list[Found], fields: dict[str, Any], member: str | None = None
) -> tuple[Sequence[Found], dict[str, int]]:
    """Return the requested page and its `pagination`, sorted by a date member; pages count from 1.

    JSON Schema counts 2.0 as an integer too, so `page` and `per_page` may be floats.
    """
    page, per_page = int(fields.get("page", 1)), int(fields.get("per_page", PER_PAGE))
    pagination = {
        "page": page,
        "per_page": per_page,
        "total_entries": len(found),
        "total_pages": -(-len(found) // per_page),
    }
    until = page * per_page
    ordered = first_in_order(found, until, member, ascending=fields.get("sort_ascending", False))
    return ordered[until - per_page : until], pagination


def crumb(label: str, field: str, value: str, display_name: str = "") -> dict[str, str]:
    """Return a breadcrumb, the description of one search criterion; without a display name the value is shown."""
    return {"label": label, "signal_field_name": field, "value": value, "display_name": display_name or value}


def search_document(
    kind: str, shown: Sequence[dict[str, Any]], breadcrumbs: Sequence[dict[str, str]], pagination: dict[str, int]
) -> dict[str, Any]:
    """Return the document of a search (documented); `kind` is the member with the records, such as `contacts`."""
    return {
        kind: shown,
        "breadcrumbs": breadcrumbs,
        "partial_results_only": False,
        "has_join": False,
        "disable_eu_prospecting": False,
        "partial_results_limit": 10_000,
        "pagination": pagination,
        "num_fetch_result": None,
    }
