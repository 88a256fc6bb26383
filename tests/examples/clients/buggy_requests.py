"""A script on requests, as one finds them in answers to questions."""

import requests

CONTACT = "66e34b81740c50074e3d1bd4"


class ApolloRefusedError(Exception):
    """Apollo said no."""


def update(session: requests.Session, url: str, title: str) -> str:
    """Set a title, and give back a line about the contact."""
    reply = session.patch(f"{url}/api/v1/contacts/{CONTACT}", json={"title": title}, timeout=30)
    answer = reply.json()  # bug: a 401 is no JSON
    if reply.status_code != requests.codes.ok:
        raise ApolloRefusedError(answer.get("error") or answer.get("message"))
    first_name, last_name = answer["contact"]["name"].split(" ")  # bug: people have one name, or three
    return f"{last_name}, {first_name}"


def run(url: str, key: str) -> str:
    """All that this client does, at a base URL."""
    with requests.Session() as session:
        session.headers["X-Api-Key"] = key
        return update(session, url, "Novelist")
