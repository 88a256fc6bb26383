"""How are lists listed, created and renamed?"""

from typing import Any

from mock_apollo.apollo.records import Label
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json


def get_a_list_of_all_lists(world: World, _: Fields) -> tuple[list[Json], Findings]:
    """Return all lists as a bare array, counted now (GET /labels, documented).

    Replies about a contact show the count of the last such call (that counts lag behind is documented).
    """
    team_id = world.team_id
    return [_listed(label, team_id) for label in world.counted_lists()], ()


def create_a_list(world: World, fields: Fields) -> tuple[Json, Findings]:
    """Create a list (POST /labels, documented). Raises NameTaken, WorldFull."""
    label = world.lists.new(fields["name"], fields["modality"])
    world.admit()
    return _shown(label), ()


def update_a_list(world: World, fields: Fields, label_id: str) -> tuple[Json, Findings]:
    """Rename a list (PATCH /labels/{id}, documented). Raises RecordNotFound, NameTaken."""
    return _shown(world.lists.rename(label_id, fields["name"], world.timestamp())), ()


def _shown(label: Label) -> Json:
    return {"label": {**label, "book_of_business": None}}


def _listed(label: Label, team_id: str | None) -> dict[str, Any]:
    return {
        "_id": label["id"],
        "cached_count": label["cached_count"],
        "concurrency_locks": {},
        "created_at": label["created_at"],
        "modality": label["modality"],
        "name": label["name"],
        "need_cached_count_update": False,
        "needs_count_update_at": None,
        "rule_config_template_id": None,
        "team_id": team_id,
        "updated_at": label["updated_at"],
        "user_id": label["user_id"],
        "id": label["id"],
        "key": label["id"],
    }
