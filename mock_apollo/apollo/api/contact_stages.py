"""Which contact stages are there, and how do contacts move to another?"""

from mock_apollo.apollo.records import without_place
from mock_apollo.apollo.updates.contacts import change_contacts
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import InvalidId, MissingParameter


def list_contact_stages(world: World, _: Fields) -> tuple[Json, Findings]:
    """Return all contact stages (GET /contact_stages, documented)."""
    return {"contact_stages": [*world.stages.values()]}, ()


def update_contact_stage(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Move contacts to a stage (POST /contacts/update_stages, documented): all of them, or none on a refusal.

    `contact_stage_name` may be sent instead of `contact_stage_id` (observed); the id wins.
    Raises MissingParameter, InvalidId, UnknownContact, ContactDeleted, ContactHidden.
    """
    for name in ("contact_ids", "contact_stage_id"):
        if not fields.get(name) and not (name == "contact_stage_id" and fields.get("contact_stage_name")):
            raise MissingParameter(name)
    stage_id = _stage_id(world, fields)
    moved = change_contacts(world, fields["contact_ids"], {"contact_stage_id": stage_id})
    return {"contacts": [without_place(contact) | {"custom_field_errors": None} for contact in moved]}, ()


def _stage_id(world: World, fields: Fields) -> str:
    if fields.get("contact_stage_id"):
        return world.stage(fields["contact_stage_id"])["id"]
    name = fields["contact_stage_name"]
    ids = {stage["name"]: stage["id"] for stage in world.stages.values()}
    if name not in ids:
        raise InvalidId(name)
    return ids[name]
