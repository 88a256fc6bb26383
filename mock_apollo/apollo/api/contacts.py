"""What do the operations on one contact do?"""

from mock_apollo.apollo.records import Contact
from mock_apollo.apollo.updates.contacts import changed
from mock_apollo.apollo.updates.new_records import new_contact
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import ContactDeleted, ContactGone, ContactNotFound, UnknownContact


def update_a_contact(world: World, fields: Fields, contact_id: str) -> tuple[Json, Findings]:
    """PATCH /contacts/{contact_id}: documented.

    Raises InvalidId, InvalidValue, UnknownContact, ContactNotFound, ContactDeleted, ContactHidden.
    """
    try:
        contact = world.contact(contact_id)
    except UnknownContact as refusal:
        raise ContactNotFound(contact_id) if world.policy.unknown_contact == "404" else refusal from refusal
    draft, findings = changed(world, contact, fields)
    world.put_contact(draft)
    return contact_document(world, draft), findings


def view_a_contact(world: World, _: Fields, contact_id: str) -> tuple[Json, Findings]:
    """GET /contacts/{contact_id}: documented. Raises InvalidId, UnknownContact, ContactGone, ContactHidden."""
    try:
        contact = world.contact(contact_id)
    except ContactDeleted as refusal:
        raise ContactGone from refusal
    return contact_document(world, contact), ()


def create_a_contact(world: World, fields: Fields) -> tuple[Json, Findings]:
    """POST /contacts: documented. With `run_dedupe`, one that is there already is updated instead.

    Raises InvalidId, InvalidValue.
    """
    reason, known = world.duplicates().of(fields, world.company(fields)) if fields.get("run_dedupe") else ("", None)
    draft, findings = changed(world, known or new_contact(world), fields)
    if known is None:
        draft["queued_for_crm_push"] = True
    world.put_contact(draft)
    document = contact_document(world, draft | {"contact_campaign_statuses": []})  # type: ignore[arg-type]
    if known is not None:
        found = {"found_existing": True, "match_reason": reason, "existing_contact_id": known["id"]}
        document["dedupe_result"] = found
    return document, findings


def contact_document(world: World, contact: Contact) -> Json:
    """A contact with its lists, as Apollo shows them."""
    return {"contact": contact, "labels": world.lists.shown(contact["label_ids"])}
