"""What can go wrong, when somebody asks for it?"""

from typing import Any

from fastapi import APIRouter, HTTPException

from mock_apollo.apollo.faults import FaultError, FaultRule
from mock_apollo.server.control.guard import Guarded, TheApollo, TheWorld

router = APIRouter(prefix="/faults", dependencies=[Guarded])


@router.get("")
async def faults(world: TheWorld) -> list[dict[str, Any]]:
    """The rules of a world, with how many calls they have seen, and how often they have struck."""
    return [fault.document() for fault in world.faults]


@router.post("")
async def add(apollo: TheApollo, world: TheWorld, rule: FaultRule) -> dict[str, Any]:
    """Let something go wrong."""
    try:
        return apollo.add_fault(world, rule).document()
    except FaultError as error:
        raise HTTPException(422, str(error)) from error


@router.delete("")
async def clear(world: TheWorld) -> dict[str, int]:
    """Let nothing go wrong any more."""
    count = len([*world.faults])
    world.faults.clear()
    return {"removed": count}


@router.delete("/{fault_id}")
async def remove(world: TheWorld, fault_id: str) -> dict[str, int]:
    """Take one rule away."""
    try:
        world.faults.remove(fault_id)
    except FaultError as error:
        raise HTTPException(404, f"{error}; GET /__admin/faults lists them.") from error
    return {"removed": 1}
