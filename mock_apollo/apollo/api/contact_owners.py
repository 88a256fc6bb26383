"""How do contacts get another owner?"""

from typing import Literal

from mock_apollo.apollo.updates.contacts import change_contacts
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import MissingParameter

SHOWN: tuple[Literal["id", "owner_id", "crm_owner_id"], ...] = ("id", "owner_id", "crm_owner_id")


def update_contact_ownership(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Give contacts another owner (POST /contacts/update_owners, documented): all of them, or none on a refusal.

    Raises MissingParameter, InvalidId, UnknownContact, ContactDeleted, ContactHidden.
    """
    for name in ("contact_ids", "owner_id"):
        if not fields.get(name):
            raise MissingParameter(name)
    owner_id = world.user(fields["owner_id"])["id"]
    changed = change_contacts(world, fields["contact_ids"], {"owner_id": owner_id})
    return {"contacts": [{name: contact[name] for name in SHOWN} for contact in changed]}, ()
