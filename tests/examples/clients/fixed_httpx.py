"""The client on httpx and pydantic with its bugs fixed: every member has a default."""

import ssl

import httpx
from pydantic import BaseModel

CONTACT = "66e34b81740c50074e3d1bd4"
SSL = ssl.create_default_context()  # made once, as it takes longer than a call


class ApolloRefusedError(Exception):
    """Apollo refused the call."""


class Phone(BaseModel):
    """A phone number."""

    sanitized_number: str | None = None


class Contact(BaseModel):
    """The members of a contact that the rest of the program uses."""

    id: str = ""
    title: str | None = None
    phone_numbers: list[Phone] = []


def update(http: httpx.Client, title: str) -> str:
    """Set a title, and return a line about the contact. Raises ApolloRefusedError."""
    reply = http.patch(f"/api/v1/contacts/{CONTACT}", json={"title": title})
    if reply.status_code != httpx.codes.OK:
        raise ApolloRefusedError(reply.text)
    contact = Contact.model_validate(reply.json()["contact"])
    numbers = [phone.sanitized_number for phone in contact.phone_numbers if phone.sanitized_number]
    return (
        f"{contact.id or CONTACT} {contact.title or 'without a title'} {numbers[0] if numbers else 'without a phone'}"
    )


def run(url: str, key: str) -> str:
    """Run the client at a base URL."""
    with httpx.Client(base_url=url, headers={"X-Api-Key": key}, verify=SSL) as http:
        return update(http, "Novelist")
