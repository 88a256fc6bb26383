"""What does the fake tell about itself? Its tables of defects, behaviours and findings, which are open to all."""

from typing import Any

from fastapi import APIRouter

from mock_apollo.apollo.behaviours import behaviours
from mock_apollo.contract.defects import defects
from mock_apollo.contract.findings import RULES
from mock_apollo.server.control.guard import OpenRoute

router = APIRouter(route_class=OpenRoute)


@router.get("/contract")
def contract() -> dict[str, Any]:
    """List the defects of the vendor's document, the correction of each, and what schemathesis reports of it."""
    return {"defects": defects()}


@router.get("/behaviours")
def all_behaviours() -> dict[str, Any]:
    """List the behaviours of the fake, how each is known, and the tests that pin it."""
    return {"behaviours": [behaviour.model_dump() for behaviour in behaviours()]}


@router.get("/findings")
def all_findings() -> dict[str, Any]:
    """List the codes of all findings."""
    return {"findings": [{"code": code, **rule._asdict()} for code, rule in RULES.items()]}
