"""How are many contacts created or updated in one call?"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from mock_apollo.apollo.records import NEW_CONTACT, Contact, without_place
from mock_apollo.apollo.updates.contacts import contact_draft, updated_contact, write_fields
from mock_apollo.apollo.updates.new_records import company, new_contact
from mock_apollo.apollo.values.names_and_emails import is_email
from mock_apollo.apollo.world.duplicates import IDS
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings, bounded
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import ValidationFailed

MOST_SYNCHRONOUS = 100  # contacts; a call for more of them is answered with a job (documented)


class _Update(NamedTuple):
    """The fields for one contact, and their JSON path in the body."""

    path: str
    contact_id: str
    fields: Fields


def bulk_create_contacts(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Create contacts (POST /contacts/bulk_create, documented): all of them, or none on a refusal.

    Existing contacts are returned unchanged. They are recognised by an id of another system or, with `run_dedupe`,
    by everything that a single creation compares (documented by examples). Raises InvalidId, InvalidValue, WorldFull.
    """
    drafts = [updated_contact(world, new_contact(world), _with_owner(given, fields)) for given in fields["contacts"]]
    if "owner_id" in fields:
        world.user(fields["owner_id"])
    new = sum(_existing(world, fields, given) is None for given in fields["contacts"])
    label_ids = world.lists.ids(fields.get("append_label_names", ())) if new else []
    world.admit(new)
    created, existing = _put_new(world, fields, [{**draft, "label_ids": label_ids} for draft, _ in drafts])
    return {
        "created_contacts": [_shown(world, contact) for contact in created],
        "existing_contacts": [_shown(world, contact) for contact in existing],
    }, _placed((f"$.contacts[{position}]", findings) for position, (_, findings) in enumerate(drafts))


def bulk_update_contacts(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Update contacts (POST /contacts/bulk_update, documented): all of them, or none on a refusal.

    More than 100 contacts, or `async`, are answered with a job; the fake has finished it already (assumed).
    Raises ValidationFailed, InvalidId, InvalidValue, UnknownContact, ContactDeleted, ContactHidden.
    """
    updates = _updates(fields)
    contacts = world.contacts(update.contact_id for update in updates)
    drafts = {contact["id"]: contact_draft(world, contact) for contact in contacts}
    findings = []
    for path, contact_id, given in updates:
        _check_emails(contact_id, fields, given)
        findings.append((path, write_fields(world, drafts[contact_id], given)))
    if not fields.get("contact_ids"):
        findings.append(("$", _check_shared(world, fields)))
    for draft in drafts.values():
        world.put_contact(draft)
    if fields.get("async") or len(drafts) > MOST_SYNCHRONOUS:
        return {"entity_progress_job": _job(world, [*drafts])}, _placed(findings)
    return {"contacts": [without_place(draft) for draft in drafts.values()]}, _placed(findings)


def _put_new(world: World, fields: Fields, drafts: list[Contact]) -> tuple[list[Contact], list[Contact]]:
    """Store the drafts that duplicate no contact; return them, and the existing contacts that the others duplicate."""
    created: list[Contact] = []
    existing: dict[str, Contact] = {}
    for given, draft in zip(fields["contacts"], drafts, strict=True):
        duplicate = _existing(world, fields, given)
        if duplicate is not None:
            existing[duplicate["id"]] = duplicate
            continue
        contact: Contact = {**draft, "queued_for_crm_push": True}
        world.put_contact(contact)
        created.append(contact)
    return created, [*existing.values()]


def _existing(world: World, fields: Fields, given: Fields) -> Contact | None:
    """Return the contact that one of the given contacts duplicates, or None."""
    return world.duplicates().of(_compared(given, fields), company(world, given))[1]


def _compared(given: Fields, fields: Fields) -> Fields:
    """Return the fields that are compared: all of them with `run_dedupe`, else the ids of other systems."""
    compared = given if fields.get("run_dedupe") else {name: given[name] for name in IDS if name in given}
    return {**compared, "hubspot_vid": given.get("hubspot_id")}


def _updates(fields: Fields) -> list[_Update]:
    """Return the shared fields for each of `contact_ids`, then the own fields of each of `contact_attributes`."""
    shared = [_Update("$", contact_id, fields) for contact_id in fields.get("contact_ids", ())]
    attributes = enumerate(fields.get("contact_attributes", ()))
    return shared + [_Update(f"$.contact_attributes[{place}]", given["id"], given) for place, given in attributes]


def _check_shared(world: World, fields: Fields) -> Findings:
    """Check shared fields that apply to no contact, and return the findings. Raises InvalidId, InvalidValue."""
    return write_fields(world, contact_draft(world, NEW_CONTACT), fields)


def _check_emails(contact_id: str, *fields: Fields) -> None:
    """Refuse an email that is not an address, `""` included. Raises ValidationFailed."""
    if not all(is_email(given["email"]) for given in fields if "email" in given):
        raise ValidationFailed(contact_id, "email", "Invalid email format")


def _with_owner(given: Fields, fields: Fields) -> Fields:
    """Return the fields of one new contact, with the owner that is sent for all."""
    return {**given, "owner_id": fields["owner_id"]} if "owner_id" in fields else given


def _shown(world: World, contact: Contact) -> dict[str, Any]:
    return {**without_place(contact), "team_id": world.team_id}


def _job(world: World, contact_ids: list[str]) -> Json:
    now = world.timestamp()
    return {
        "id": world.new_id(),
        "job_type": "contact_bulk_update",
        "status": "pending",
        "entity_ids": contact_ids,
        "created_at": now,
        "updated_at": now,
    }


def _placed(findings: Iterable[tuple[str, Findings]]) -> Findings:
    """Return the findings, those of shared fields once, with the JSON path of their contact as a prefix."""
    once = dict.fromkeys(findings)
    return bounded([f._replace(path=f.path.replace("$", path, 1)) for path, several in once for f in several])
