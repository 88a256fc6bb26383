"""Whose contacts are they, and how do they change hands?"""

from typing import Literal

from mock_apollo.contract.fields import Fields
from mock_apollo.contract.findings import Findings
from mock_apollo.records import Json
from mock_apollo.refusals import MissingParameter
from mock_apollo.world import World

SHOWN: tuple[Literal["id", "owner_id", "crm_owner_id"], ...] = ("id", "owner_id", "crm_owner_id")


def update_contact_ownership(world: World, fields: Fields) -> tuple[Json, Findings]:
    """POST /contacts/update_owners: documented. All are found before the first of them changes hands.

    Raises MissingParameter, InvalidId, UnknownContact, ContactDeleted.
    """
    for name in ("contact_ids", "owner_id"):
        if not fields.get(name):
            raise MissingParameter(name)
    owner_id = world.user(fields["owner_id"])["id"]
    given = world.change_contacts(fields["contact_ids"], {"owner_id": owner_id})
    return {"contacts": [{name: contact[name] for name in SHOWN} for contact in given]}, ()
