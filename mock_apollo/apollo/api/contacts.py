"""How is one contact created, updated and viewed?"""

from mock_apollo.apollo.records import Contact
from mock_apollo.apollo.updates.contacts import updated_contact
from mock_apollo.apollo.updates.new_records import company, new_contact
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import ContactDeleted, ContactGone, ContactNotFound, UnknownContact


def update_a_contact(world: World, fields: Fields, contact_id: str) -> tuple[Json, Findings]:
    """Update a contact (PATCH /contacts/{contact_id}, documented).

    The policy `unknown_contact` decides how an unknown id is refused.
    Raises InvalidId, InvalidValue, UnknownContact, ContactNotFound, ContactDeleted, ContactHidden, WorldFull.
    """
    try:
        contact = world.contact(contact_id)
    except UnknownContact as refusal:
        raise ContactNotFound(contact_id) if world.policy.unknown_contact == "404" else refusal from refusal
    draft, findings = updated_contact(world, contact, fields)
    if world.lists.made:
        world.admit()
    world.put_contact(draft)
    return contact_document(world, draft), findings


def view_a_contact(world: World, _: Fields, contact_id: str) -> tuple[Json, Findings]:
    """Return a contact with its lists (GET /contacts/{contact_id}, documented).

    Raises InvalidId, UnknownContact, ContactGone, ContactHidden.
    """
    try:
        contact = world.contact(contact_id)
    except ContactDeleted as refusal:
        raise ContactGone from refusal
    return contact_document(world, contact), ()


def create_a_contact(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Create a contact (POST /contacts, documented); with `run_dedupe`, update an existing duplicate instead.

    Raises InvalidId, InvalidValue, WorldFull.
    """
    reason, existing = world.duplicates().of(fields, company(world, fields)) if fields.get("run_dedupe") else ("", None)
    draft, findings = updated_contact(world, existing or new_contact(world), fields)
    world.admit(existing is None)
    if existing is None:
        draft["queued_for_crm_push"] = True
    world.put_contact(draft)
    document = contact_document(world, draft | {"contact_campaign_statuses": []})  # type: ignore[arg-type]
    if existing is not None:
        result = {"found_existing": True, "match_reason": reason, "existing_contact_id": existing["id"]}
        document["dedupe_result"] = result
    return document, findings


def contact_document(world: World, contact: Contact) -> Json:
    """Return the JSON document of a contact and its lists, as Apollo replies."""
    return {"contact": contact, "labels": world.lists.shown(contact["label_ids"])}
