"""How are records added to lists, and removed from them?"""

from collections.abc import Callable

from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json

NOTHING_TO_DO: Json = {"message": "No Models or Lists provided"}


def add_records_to_a_list(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Add records to lists (POST /labels/add_entity_ids_to_label_names, documented).

    Unknown lists are created; unknown record ids, and blank names (assumed), are ignored. Raises WorldFull.
    """
    label_ids = world.lists.ids(fields["label_names"], fields["modality"])
    if not fields["entity_ids"] or not label_ids:
        world.lists.made.clear()
        return NOTHING_TO_DO, ()
    world.admit()
    _relabel(world, fields, lambda current: [*dict.fromkeys((*current, *label_ids))])
    return _reply(world, fields, label_ids, "add_entities_to_labels"), ()


def remove_records_from_a_list(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Remove records from lists (POST /labels/remove_entity_ids_from_label_names, documented).

    Unknown lists and record ids are ignored.
    """
    if not fields["entity_ids"] or not fields["label_names"]:
        return NOTHING_TO_DO, ()
    label_ids = world.lists.known_ids(fields["label_names"], fields["modality"])
    _relabel(world, fields, lambda current: [i for i in current if i not in label_ids])
    return _reply(world, fields, label_ids, "remove_entities_from_labels"), ()


def _relabel(world: World, fields: Fields, new_lists: Callable[[list[str]], list[str]]) -> None:
    """Change the lists of each known record of the modality; `new_lists` maps its label ids to the new ones."""
    now = world.timestamp()
    for record_id in dict.fromkeys(fields["entity_ids"]):
        contact, account = world.contacts_by_id.get(record_id), world.accounts.get(record_id)
        if contact and fields["modality"] == "contacts":
            world.put_contact({**contact, "label_ids": new_lists(contact["label_ids"]), "updated_at": now})
        if account and fields["modality"] == "accounts":
            world.put_account({**account, "label_ids": new_lists(account["label_ids"]), "updated_at": now})


def _reply(world: World, fields: Fields, label_ids: list[str], job_type: str) -> Json:
    """Return the counted lists or, for `async`, a job; the fake has finished it already (assumed)."""
    if fields.get("async"):
        params = {"modality": fields["modality"], "label_names": fields["label_names"]}
        job: Json = {"id": world.new_id(), "user_id": world.acting_user()["id"], "job_type": job_type}
        job |= {"entity_ids": fields["entity_ids"], "params": params, "progress": -1, "batch_size": None}
        return {"entity_progress_job": job}
    world.counted_lists()
    return {"labels": [{**label, "book_of_business": None} for label in world.lists.shown(label_ids)]}
