"""How are fields listed, and custom fields created and updated?"""

from typing import Literal

from mock_apollo.apollo.records import NEW_CUSTOM_FIELD, CustomField, PicklistValue
from mock_apollo.apollo.updates.custom_fields import rewrite_values
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.refusals import CrmMappingRefused, FieldRefused, InvalidId

CATEGORIES = {"contact": "person", "account": "company", "opportunity": "deal"}
PICKLISTS = ("picklist", "multipicklist")
TYPED: tuple[Literal["id", "name", "modality", "text_field_max_length"], ...] = (
    "id",
    "name",
    "modality",
    "text_field_max_length",
)

# Apollo's own fields: modality, member of the record, label, type (assumed, except `id`).
SYSTEM = (
    ("contact", "id", "Identifier", "string"),
    ("contact", "name", "Name", "string"),
    ("contact", "first_name", "First name", "string"),
    ("contact", "last_name", "Last name", "string"),
    ("contact", "title", "Title", "string"),
    ("contact", "email", "Email", "string"),
    ("contact", "organization_name", "Company", "string"),
    ("contact", "contact_stage_id", "Stage", "association"),
    ("contact", "owner_id", "Owner", "association"),
    ("account", "id", "Identifier", "string"),
    ("account", "name", "Name", "string"),
    ("account", "domain", "Domain", "string"),
    ("account", "phone", "Phone", "string"),
    ("account", "account_stage_id", "Stage", "association"),
    ("account", "owner_id", "Owner", "association"),
)


def get_a_list_of_fields(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Return Apollo's own fields and the custom fields (GET /fields, documented).

    The ids have the modality as a prefix (`contact.5b75...`); updates of records take them without it.
    """
    known = [_system(*field) for field in SYSTEM] + [_shown(field) for field in world.custom_fields.values()]
    return {"fields": [field for field in known if fields.get("source", field["source"]) == field["source"]]}, ()


def create_a_custom_field(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Create a custom field (POST /fields, documented); the form of its id is assumed. Raises WorldFull."""
    world.check_room()
    field: CustomField = {
        **NEW_CUSTOM_FIELD,
        "id": world.new_id(),
        "name": fields["label"],
        "type": fields["type"],
        "modality": fields["modality"],
        "text_field_max_length": _max_length(fields.get("meta", {})),
        "created_at": world.timestamp(),
    }
    world.put_custom_field(field)
    return {"typed_custom_fields": [_typed(field)]}, ()


def update_a_custom_field(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Update custom fields (PATCH /fields, documented): all of them, or none on a refusal.

    Records lose the values of options that are left out, unless another option has them in `reassign_from` (assumed).
    Raises FieldRefused, CrmMappingRefused, InvalidId.
    """
    drafts: dict[str, CustomField] = {}
    steps: list[tuple[CustomField, Fields]] = []
    for given in fields["fields"]:
        field = drafts.get(given["id"]) or _found(world, given["id"])
        _check(field, given)
        drafts[given["id"]] = _changed(world, field, given)
        steps.append((drafts[given["id"]], given))
    for draft, given in steps:
        world.put_custom_field(draft)
        if draft["type"] in PICKLISTS and "picklist_values" in given.get("meta", {}):
            _move_values(world, draft, given["meta"]["picklist_values"])
    shown = drafts.values()
    return {"fields": [_shown(draft) for draft in shown], "typed_custom_fields": [_typed(draft) for draft in shown]}, ()


def _found(world: World, field_id: str) -> CustomField:
    """Return the custom field of an id such as `contact.5b75...`. Raises FieldRefused."""
    modality, _, raw_id = field_id.partition(".")
    field = world.custom_fields.get(raw_id)
    if field is None or field["modality"] != modality:
        raise FieldRefused("Some fields could not be found")
    return field


def _check(field: CustomField, given: Fields) -> None:
    """Check that the changes are allowed. Raises FieldRefused, CrmMappingRefused, InvalidId."""
    if field["parent"]:
        raise FieldRefused("Child fields cannot be updated directly")
    if given.get("type", field["type"]) != field["type"]:
        raise FieldRefused("Cannot change field type after creation")
    if field["type"] in PICKLISTS and "picklist_values" in given.get("meta", {}):
        _check_options(field, given["meta"]["picklist_values"])


def _check_options(field: CustomField, options: list[Fields]) -> None:
    if not options:
        raise FieldRefused("Picklist fields must have at least one option")
    if any("mapped_crm_id" in option for option in options):
        raise CrmMappingRefused
    unused = {option["id"] for option in field["picklist_values"]}
    for option_id in (option["id"] for option in options if "id" in option):
        if option_id not in unused:
            raise InvalidId(option_id)
        unused.remove(option_id)


def _changed(world: World, field: CustomField, given: Fields) -> CustomField:
    meta = given.get("meta", {})
    draft: CustomField = {**field, "name": given.get("label", field["name"])}
    if "max_length" in meta:
        draft["text_field_max_length"] = _max_length(meta)
    if field["type"] in PICKLISTS and "picklist_values" in meta:
        draft["picklist_values"] = [_option(world, field, option) for option in meta["picklist_values"]]
    return draft


def _option(world: World, field: CustomField, given: Fields) -> PicklistValue:
    """Return an option; an id that is not sent is new, a name that is not sent stays."""
    names = {option["id"]: option["name"] for option in field["picklist_values"]}
    option_id = given.get("id") or world.new_id()
    while option_id in names and "id" not in given:
        option_id = world.new_id()
    return {"id": option_id, "name": given.get("name", names.get(option_id, ""))}


def _move_values(world: World, field: CustomField, options: list[Fields]) -> None:
    """Move the values of the records to the new options; values of removed options are deleted."""
    moved = {option["id"]: option["id"] for option in field["picklist_values"]}
    for option, given in zip(field["picklist_values"], options, strict=True):
        moved |= dict.fromkeys(given.get("reassign_from", ()), option["id"])

    def rewritten(value: str) -> str:
        return ",".join(dict.fromkeys(moved[part] for part in value.split(",") if part in moved))

    rewrite_values(world, field["id"], rewritten)


def _max_length(meta: Fields) -> int | None:
    """Return `max_length` as an int; JSON Schema counts 60.0 as an integer too."""
    return int(meta["max_length"]) if "max_length" in meta else None


def _typed(field: CustomField) -> Json:
    return {name: field[name] for name in TYPED}


def _system(modality: str, member: str, label: str, kind: str) -> Json:
    return _described(f"{modality}.{member}", modality, label, kind) | {
        "editable": False,
        "group": "basic_info",
        "source": "system",
        "is_system_field": True,
    }


def _shown(field: CustomField) -> Json:
    meta = {"max_length": field["text_field_max_length"], "computed_type": "manual", "visibility_status": "active"}
    options = {"picklist_values": field["picklist_values"]} if field["type"] in PICKLISTS else {}
    return _described(f"{field['modality']}.{field['id']}", field["modality"], field["name"], field["type"]) | {
        "field_name": field["name"],
        "parent": field["parent"],
        "created_at": field["created_at"],
        "meta": meta | options,
    }


def _described(field_id: str, modality: str, label: str, kind: str) -> Json:
    """Return the members that system fields and custom fields have in common."""
    return {
        "id": field_id,
        "category": CATEGORIES[modality],
        "context": ["finder", "csv_export"],
        "description": None,
        "editable": True,
        "example": None,
        "field_name": field_id,
        "group": None,
        "icon_class": None,
        "label": label,
        "modality": modality,
        "parent": None,
        "source": "custom",
        "type": kind,
        "finder_view_ids": [],
        "project_workspace_id": None,
        "context_card_ids": [],
        "product_profile_ids": [],
        "is_system_field": False,
        "finder_views": [],
        "is_local": False,
    }
