"""A client on httpx and pydantic that takes the documented example for the rule."""

import ssl

import httpx
from pydantic import BaseModel

CONTACT = "66e34b81740c50074e3d1bd4"
SSL = ssl.create_default_context()  # made once, as it takes longer than a call


class ApolloRefusedError(Exception):
    """Apollo refused the call."""


class Phone(BaseModel):
    """A phone number."""

    sanitized_number: str | None


class Contact(BaseModel):
    """The members of a contact that the rest of the program uses."""

    id: str
    title: str  # bug: it may be null
    phone_numbers: list[Phone]


def update(http: httpx.Client, title: str) -> str:
    """Set a title, and return a line about the contact. Raises ApolloRefusedError."""
    reply = http.patch(f"/api/v1/contacts/{CONTACT}", json={"title": title})
    if reply.status_code != httpx.codes.OK:
        raise ApolloRefusedError(reply.text)
    contact = Contact.model_validate(reply.json()["contact"])
    return f"{contact.id} {contact.title} {contact.phone_numbers[0].sanitized_number}"  # bug: the list may be empty


def run(url: str, key: str) -> str:
    """Run the client at a base URL."""
    with httpx.Client(base_url=url, headers={"X-Api-Key": key}, verify=SSL) as http:
        return update(http, "Novelist")
