"""Which custom fields are there?"""

from typing import Any

from mock_apollo.apollo.records import CustomField
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json


def get_a_list_of_all_custom_fields(world: World, _: Fields) -> tuple[Json, Findings]:
    """Return all custom fields, with the ids that updates accept (GET /typed_custom_fields, documented)."""
    return {"typed_custom_fields": [_shown(field) for field in world.custom_fields.values()]}, ()


def _shown(field: CustomField) -> dict[str, Any]:
    """Return a custom field as Apollo shows it; `picklist_values` is left out when there are none."""
    options = [
        {"_id": option["id"], "mapped_crm_values": {}, "name": option["name"], "id": option["id"], "key": option["id"]}
        for option in field["picklist_values"]
    ]
    return {
        "id": field["id"],
        "modality": field["modality"],
        "name": field["name"],
        "type": field["type"],
        "picklist_options": [],
        "mapped_crm_field": None,
        "additional_mapped_crm_field": None,
        "is_readonly_mapped_crm_field": None,
        "picklist_options_last_synced_at": None,
        "picklist_value_set_id": None,
        "mirrored": False,
        "system_name": None,
        "text_field_max_length": field["text_field_max_length"],
        "finder_view_ids": [],
        "is_local": False,
        **({"picklist_values": options} if options else {}),
    }
