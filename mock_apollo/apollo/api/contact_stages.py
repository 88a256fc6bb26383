"""In which stages can contacts be, and how do they move?"""

from mock_apollo.apollo.records import without_place
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import InvalidId, MissingParameter


def list_contact_stages(world: World, _: Fields) -> tuple[Json, Findings]:
    """GET /contact_stages: documented."""
    return {"contact_stages": [*world.stages.values()]}, ()


def update_contact_stage(world: World, fields: Fields) -> tuple[Json, Findings]:
    """POST /contacts/update_stages: documented; the stage may be named instead (observed).

    All contacts and the stage are found before the first of them moves.
    Raises MissingParameter, InvalidId, UnknownContact, ContactDeleted.
    """
    for name in ("contact_ids", "contact_stage_id"):
        if not fields.get(name) and not (name == "contact_stage_id" and fields.get("contact_stage_name")):
            raise MissingParameter(name)
    stage_id = _stage_id(world, fields)
    moved = world.change_contacts(fields["contact_ids"], {"contact_stage_id": stage_id})
    return {"contacts": [without_place(contact) | {"custom_field_errors": None} for contact in moved]}, ()


def _stage_id(world: World, fields: Fields) -> str:
    if fields.get("contact_stage_id"):
        return world.stage(fields["contact_stage_id"])["id"]
    name = fields["contact_stage_name"]
    known = {stage["name"]: stage["id"] for stage in world.stages.values()}
    if name not in known:
        raise InvalidId(name)
    return known[name]
