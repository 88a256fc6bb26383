"""What does the fake know of itself? Tables for programs."""

from typing import Any

from fastapi import APIRouter

from mock_apollo.apollo.behaviours import behaviours
from mock_apollo.contract.defects import defects
from mock_apollo.contract.findings import RULES

router = APIRouter()


@router.get("/contract")
def contract() -> dict[str, Any]:
    """The defects of the vendor's document, what mends each, and what schemathesis makes of it."""
    return {"defects": defects()}


@router.get("/behaviours")
def all_behaviours() -> dict[str, Any]:
    """The rules of the fake, how each is known, and the test that pins it."""
    return {"behaviours": [behaviour.model_dump() for behaviour in behaviours()]}


@router.get("/findings")
def all_findings() -> dict[str, Any]:
    """The codes of what the judge can find."""
    return {"findings": [{"code": code, **rule._asdict()} for code, rule in RULES.items()]}
