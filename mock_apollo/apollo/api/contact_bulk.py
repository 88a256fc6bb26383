"""How are many contacts created or changed at once?"""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from mock_apollo.apollo.records import Contact, without_place
from mock_apollo.apollo.updates.contacts import changed
from mock_apollo.apollo.updates.new_records import new_contact
from mock_apollo.apollo.values.names_and_emails import is_email
from mock_apollo.apollo.world.duplicates import IDS
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import ValidationFailed

AT_ONCE = 100  # contacts; more of them are a job (documented)
MOST = 20  # findings for one call


def bulk_create_contacts(world: World, fields: Fields) -> tuple[Json, Findings]:
    """POST /contacts/bulk_create: documented. One that is there already is shown as it is, and never changed.

    It is known by an id of another system; with `run_dedupe`, by all that a creation compares (documented by examples).
    Nothing is created before all of it is lawful. Raises InvalidId, InvalidValue, WorldFull.
    """
    world.check_room(len(fields["contacts"]))
    drafts = [changed(world, new_contact(world), _as_created(given, fields)) for given in fields["contacts"]]
    if "owner_id" in fields:
        world.user(fields["owner_id"])
    known = world.duplicates(indexed=True)
    created: list[Contact] = []
    existing: dict[str, Contact] = {}
    for given, (draft, _) in zip(fields["contacts"], drafts, strict=True):
        compared = given if fields.get("run_dedupe") else {name: given[name] for name in IDS if name in given}
        compared = compared | {"hubspot_vid": given.get("hubspot_id")}
        _, found = known.of(compared, world.company(given))
        if found is not None:
            existing[found["id"]] = found
            continue
        label_ids = world.lists.ids(filter(str.strip, fields.get("append_label_names", ())))
        made: Contact = {**draft, "label_ids": label_ids, "queued_for_crm_push": True}
        world.put_contact(made)
        known.add(made)
        created.append(made)
    return {
        "created_contacts": [_shown(world, contact) for contact in created],
        "existing_contacts": [_shown(world, contact) for contact in existing.values()],
    }, _placed((f"$.contacts[{place}]", passed) for place, (_, passed) in enumerate(drafts))


def bulk_update_contacts(world: World, fields: Fields) -> tuple[Json, Findings]:
    """POST /contacts/bulk_update: documented. All is checked before the first contact changes.

    Up to 100 contacts are answered at once; more, or `async`, are a job, which the fake has done already (assumed).
    Raises ValidationFailed, InvalidId, InvalidValue, UnknownContact, ContactDeleted, ContactHidden.
    """
    attributes = enumerate(fields.get("contact_attributes", ()))
    wanted = [("$", contact_id, fields) for contact_id in fields.get("contact_ids", ())]
    wanted += [(f"$.contact_attributes[{place}]", given["id"], given) for place, given in attributes]
    drafts = {contact["id"]: contact for contact in world.contacts(contact_id for _, contact_id, _ in wanted)}
    passed_over = []
    for place, contact_id, given in wanted:
        if not all(is_email(each["email"]) for each in (fields, given) if "email" in each):
            raise ValidationFailed(contact_id, "email", "Invalid email format")
        drafts[contact_id], passed = changed(world, drafts[contact_id], given)
        passed_over.append((place, passed))
    for draft in drafts.values():
        world.put_contact(draft)
    if fields.get("async") or len(drafts) > AT_ONCE:
        return {"entity_progress_job": _job(world, [*drafts])}, _placed(passed_over)
    return {"contacts": [without_place(draft) for draft in drafts.values()]}, _placed(passed_over)


def _as_created(given: Fields, fields: Fields) -> Fields:
    """The fields of one contact, with the owner that all are to have."""
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


def _placed(passed_over: Iterable[tuple[str, Findings]]) -> Findings:
    """What was passed over, each with the place in the body at which it stands."""
    placed = (f._replace(path=f.path.replace("$", place, 1)) for place, passed in passed_over for f in passed)
    return tuple(islice(dict.fromkeys(placed), MOST))
