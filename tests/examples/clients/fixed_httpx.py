"""The client on httpx and pydantic, with nothing taken for granted that Apollo does not promise."""

import ssl

import httpx
from pydantic import BaseModel

CONTACT = "66e34b81740c50074e3d1bd4"
SSL = ssl.create_default_context()  # takes longer than a call, so it is made once


class ApolloRefusedError(Exception):
    """Apollo said no."""


class Phone(BaseModel):
    """A phone number."""

    sanitized_number: str | None = None


class Contact(BaseModel):
    """What the rest of the program knows of a contact."""

    id: str = ""
    title: str | None = None
    phone_numbers: list[Phone] = []


def update(http: httpx.Client, title: str) -> str:
    """Set a title, and give back a line about the contact."""
    reply = http.patch(f"/api/v1/contacts/{CONTACT}", json={"title": title})
    if reply.status_code != httpx.codes.OK:
        raise ApolloRefusedError(reply.text)
    contact = Contact.model_validate(reply.json()["contact"])
    numbers = [phone.sanitized_number for phone in contact.phone_numbers if phone.sanitized_number]
    return (
        f"{contact.id or CONTACT} {contact.title or 'without a title'} {numbers[0] if numbers else 'without a phone'}"
    )


def run(url: str, key: str) -> str:
    """All that this client does, at a base URL."""
    with httpx.Client(base_url=url, headers={"X-Api-Key": key}, verify=SSL) as http:
        return update(http, "Novelist")
