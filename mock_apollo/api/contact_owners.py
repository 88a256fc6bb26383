"""Whose contacts are they, and how do they change hands?"""

from mock_apollo.contract.fields import Fields
from mock_apollo.contract.findings import Findings
from mock_apollo.records import Json
from mock_apollo.refusals import MissingParameter
from mock_apollo.world import World


def update_contact_ownership(world: World, fields: Fields) -> tuple[Json, Findings]:
    """POST /contacts/update_owners: documented. All are found before the first of them changes hands.

    Raises MissingParameter, InvalidId, UnknownContact, ContactDeleted.
    """
    for name in ("contact_ids", "owner_id"):
        if not fields.get(name):
            raise MissingParameter(name)
    owner_id = world.user(fields["owner_id"])["id"]
    contacts = [world.contact(contact_id) for contact_id in dict.fromkeys(fields["contact_ids"])]
    now = world.timestamp()
    for contact in contacts:
        world.put_contact({**contact, "owner_id": owner_id, "updated_at": now})
    changed = [{"id": c["id"], "owner_id": owner_id, "crm_owner_id": c["crm_owner_id"]} for c in contacts]
    return {"contacts": changed}, ()
