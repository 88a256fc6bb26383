"""How does Apollo keep phone numbers?"""

import re

from mock_apollo.apollo.records import NEW_PHONE, PhoneNumber, PhoneType

EXTENSION = re.compile(r"(?<=[0-9])\s*(?:ext|x|#).*", re.IGNORECASE | re.DOTALL)
NATIONAL = 10  # digits of a number of the United States without its country code
NOT_A_DIGIT = re.compile(r"[^0-9]")


def sanitize(raw: str) -> str | None:
    """The number as `+` and digits, never checked for validity; None when it has no digit.

    Ten digits are taken for a number of the United States (documented); an extension is dropped (assumed).
    """
    digits = NOT_A_DIGIT.sub("", EXTENSION.sub("", raw))
    if not digits:
        return None
    return f"+1{digits}" if len(digits) == NATIONAL and not raw.lstrip().startswith("+") else f"+{digits}"


def with_phone(phones: list[PhoneNumber], kind: PhoneType, raw: str) -> list[PhoneNumber]:
    """The phones after `raw` was given for one kind.

    It overwrites the first number of its kind, or is appended when there is none; `""` removes that.
    """
    if not raw.strip():
        return without_phone(phones, kind)
    place = next((phone["position"] for phone in phones if phone["type"] == kind), len(phones))
    return [*phones[:place], new_phone(raw, kind, place), *phones[place + 1 :]]


def new_phone(raw: str, kind: PhoneType, position: int) -> PhoneNumber:
    """A number as it was given, at its place among the others."""
    given: PhoneNumber = {"raw_number": raw, "sanitized_number": sanitize(raw), "type": kind, "position": position}
    return {**NEW_PHONE, **given}


def without_phone(phones: list[PhoneNumber], kind: PhoneType) -> list[PhoneNumber]:
    """The phones but for the first of a kind, moved up."""
    gone = next((phone for phone in phones if phone["type"] == kind), None)
    kept = (phone for phone in phones if phone is not gone)
    return [{**phone, "position": place} for place, phone in enumerate(kept)]


def first_sanitized(phones: list[PhoneNumber]) -> str | None:
    """What `sanitized_phone` shows: the number at position 0."""
    return phones[0]["sanitized_number"] if phones else None
