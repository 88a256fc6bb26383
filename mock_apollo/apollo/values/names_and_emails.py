"""Which members does Apollo derive from a name, an email and an address?"""

import re
from collections.abc import Iterable
from hashlib import md5, sha256

from mock_apollo.apollo.records import Contact, ContactEmail
from mock_apollo.apollo.values.places import locate

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
FREE_DOMAINS = {"aol.com", "gmail.com", "gmx.de", "hotmail.com", "icloud.com", "outlook.com", "proton.me", "yahoo.com"}


def from_names(first_name: str | None, last_name: str | None) -> Contact:
    """Return first_name, last_name and the full name."""
    name = " ".join(filter(None, (first_name, last_name)))
    return {"first_name": first_name or None, "last_name": last_name or None, "name": name}


def is_email(text: str) -> bool:
    """Return whether the text has the form of an email address."""
    return EMAIL.fullmatch(text) is not None


def from_email(email: str | None) -> Contact:
    """Return the email and its status: an address that a customer sends counts as verified (documented).

    Without an email all members are None, except `free_domain`, which is False.
    """
    given = bool(email)
    return {
        "email": email or None,
        "email_status": "verified" if given else None,
        "email_true_status": "User Managed" if given else None,
        "email_from_customer": True if given else None,
        "updated_email_true_status": True if given else None,
        "free_domain": is_free(email or ""),
    }


def numbered_emails(emails: Iterable[str]) -> list[ContactEmail]:
    """Return the `contact_emails` of a contact: each address once, in order, with its hashes (observed)."""
    return [_numbered(email, position) for position, email in enumerate(filter(None, dict.fromkeys(emails)))]


def _numbered(email: str, position: int) -> ContactEmail:
    return {
        "email": email,
        "email_md5": md5(email.encode(), usedforsecurity=False).hexdigest(),
        "email_sha256": sha256(email.encode()).hexdigest(),
        "email_status": "verified",
        "email_source": None,
        "extrapolated_email_confidence": None,
        "position": position,
        "email_from_customer": True,
        "free_domain": is_free(email),
    }


def is_free(email: str) -> bool:
    """Return whether the address is at a free mail service such as gmail.com."""
    return email.rpartition("@")[2].lower() in FREE_DOMAINS


def from_address(address: str | None) -> Contact:
    """Return the address and its city, state, country and time zone."""
    place = locate(address or "")
    return {
        "present_raw_address": address or None,
        "city": place.city,
        "state": place.state,
        "country": place.country,
        "time_zone": place.time_zone,
    }
