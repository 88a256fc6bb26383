"""How does Apollo store and sanitize phone numbers?"""

import re

from mock_apollo.apollo.records import NEW_PHONE, PhoneNumber, PhoneType

EXTENSION = re.compile(r"(?<=[0-9])\s*(?:ext|x|#).*", re.IGNORECASE | re.DOTALL)
NATIONAL = 10  # digits of a number of the United States without its country code
NOT_A_DIGIT = re.compile(r"[^0-9]")


def sanitize(raw: str) -> str | None:
    """Return the number as `+` and digits, without a check of its validity; None if it has no digits.

    Ten digits get the country code of the United States (documented); an extension is dropped (assumed).
    """
    digits = NOT_A_DIGIT.sub("", EXTENSION.sub("", raw))
    if not digits:
        return None
    return f"+1{digits}" if len(digits) == NATIONAL and not raw.lstrip().startswith("+") else f"+{digits}"


def with_phone(phones: list[PhoneNumber], kind: PhoneType, raw: str) -> list[PhoneNumber]:
    """Return the phones with `raw` as the number of a type.

    It overwrites the first number of that type, or is appended if there is none (documented); `""` removes the first
    number of that type (assumed).
    """
    if not raw.strip():
        return without_phone(phones, kind)
    place = next((phone["position"] for phone in phones if phone["type"] == kind), len(phones))
    return [*phones[:place], new_phone(raw, kind, place), *phones[place + 1 :]]


def new_phone(raw: str, kind: PhoneType, position: int) -> PhoneNumber:
    """Return a phone number with its sanitized form; positions count from 0."""
    given: PhoneNumber = {"raw_number": raw, "sanitized_number": sanitize(raw), "type": kind, "position": position}
    return {**NEW_PHONE, **given}


def without_phone(phones: list[PhoneNumber], kind: PhoneType) -> list[PhoneNumber]:
    """Return the phones without the first of a type; the following ones move up."""
    removed = next((phone for phone in phones if phone["type"] == kind), None)
    kept = (phone for phone in phones if phone is not removed)
    return [{**phone, "position": place} for place, phone in enumerate(kept)]


def first_sanitized(phones: list[PhoneNumber]) -> str | None:
    """Return the value of `sanitized_phone`: the sanitized number at position 0, or None."""
    return phones[0]["sanitized_number"] if phones else None
