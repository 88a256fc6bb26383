"""A client on httpx and pydantic that believes in the example of the documentation."""

import ssl

import httpx
from pydantic import BaseModel

CONTACT = "66e34b81740c50074e3d1bd4"
SSL = ssl.create_default_context()  # takes longer than a call, so it is made once


class ApolloRefusedError(Exception):
    """Apollo said no."""


class Phone(BaseModel):
    """A phone number."""

    sanitized_number: str | None


class Contact(BaseModel):
    """What the rest of the program knows of a contact."""

    id: str
    title: str  # bug: it may be null
    phone_numbers: list[Phone]


def update(http: httpx.Client, title: str) -> str:
    """Set a title, and give back a line about the contact."""
    reply = http.patch(f"/api/v1/contacts/{CONTACT}", json={"title": title})
    if reply.status_code != httpx.codes.OK:
        raise ApolloRefusedError(reply.text)
    contact = Contact.model_validate(reply.json()["contact"])
    return f"{contact.id} {contact.title} {contact.phone_numbers[0].sanitized_number}"  # bug: there may be none


def run(url: str, key: str) -> str:
    """All that this client does, at a base URL."""
    with httpx.Client(base_url=url, headers={"X-Api-Key": key}, verify=SSL) as http:
        return update(http, "Novelist")
