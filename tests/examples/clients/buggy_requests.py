"""A client on requests with the usual bugs of a quick script."""

import requests

CONTACT = "66e34b81740c50074e3d1bd4"


class ApolloRefusedError(Exception):
    """Apollo refused the call."""


def update(session: requests.Session, url: str, title: str) -> str:
    """Set a title, and return the name of the contact. Raises ApolloRefusedError."""
    reply = session.patch(f"{url}/api/v1/contacts/{CONTACT}", json={"title": title}, timeout=30)
    answer = reply.json()  # bug: the body of a 401 is text
    if reply.status_code != requests.codes.ok:
        raise ApolloRefusedError(answer.get("error") or answer.get("message"))
    first_name, last_name = answer["contact"]["name"].split(" ")  # bug: a name may have one word, or three
    return f"{last_name}, {first_name}"


def run(url: str, key: str) -> str:
    """Run the client at a base URL."""
    with requests.Session() as session:
        session.headers["X-Api-Key"] = key
        return update(session, url, "Novelist")
