"""The client on requests with its bugs fixed."""

import requests

CONTACT = "66e34b81740c50074e3d1bd4"


class ApolloRefusedError(Exception):
    """Apollo refused the call."""


def update(session: requests.Session, url: str, title: str) -> str:
    """Set a title, and return the name of the contact. Raises ApolloRefusedError."""
    reply = session.patch(f"{url}/api/v1/contacts/{CONTACT}", json={"title": title}, timeout=30)
    if reply.status_code != requests.codes.ok:
        raise ApolloRefusedError(reply.text)
    first_name, _, last_name = reply.json()["contact"].get("name", "").partition(" ")
    return f"{last_name}, {first_name}" if last_name else first_name


def run(url: str, key: str) -> str:
    """Run the client at a base URL."""
    with requests.Session() as session:
        session.headers["X-Api-Key"] = key
        return update(session, url, "Novelist")
