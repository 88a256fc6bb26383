"""A peer: the same endpoint as FastAPI's own documentation would have it, models in and models out."""

from typing import Annotated, Any

import orjson
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, create_model

from benchmarks.workload import sample_reply

SAMPLE: dict[str, Any] = orjson.loads(sample_reply().body)


class Update(BaseModel):
    """The sixteen fields that can be written."""

    first_name: str | None = None
    last_name: str | None = None
    organization_name: str | None = None
    title: str | None = None
    account_id: str | None = None
    email: str | None = None
    website_url: str | None = None
    label_names: list[str] | None = None
    contact_stage_id: str | None = None
    present_raw_address: str | None = None
    direct_phone: str | None = None
    corporate_phone: str | None = None
    mobile_phone: str | None = None
    home_phone: str | None = None
    other_phone: str | None = None
    typed_custom_fields: dict[str, str] | None = None


def _type_of(value: Any) -> Any:
    return Any if value is None else type(value)


Contact = create_model("Contact", **{k: (_type_of(v), v) for k, v in SAMPLE["contact"].items()})  # type: ignore[call-overload]


class Answer(BaseModel):
    """The reply."""

    contact: Contact
    labels: list[dict[str, Any]]


app = FastAPI()
contacts = {SAMPLE["contact"]["id"]: SAMPLE["contact"]}


def team(x_api_key: Annotated[str, Header()]) -> str:
    """Who calls."""
    if x_api_key.startswith("invalid"):
        raise HTTPException(401)
    return x_api_key


@app.patch("/api/v1/contacts/{contact_id}")
async def update(contact_id: str, changes: Update, _: Annotated[str, Depends(team)]) -> Answer:
    """Merge and answer."""
    contact = contacts[contact_id] | changes.model_dump(exclude_unset=True)
    contacts[contact_id] = contact
    return Answer.model_validate({"contact": contact, "labels": SAMPLE["labels"]})
