"""Does a value fit the type of its custom field? Values of all types are strings."""

import re
from collections.abc import Callable
from datetime import datetime

from mock_apollo.apollo.records import CustomField

NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_REPEATED = 80  # characters of a wrong value in its error


def objection(field: CustomField, value: str) -> str | None:
    """Return the error of a value of the wrong type, or None if it fits. `""` clears a field, so it always fits."""
    if not value or CHECKS[field["type"]](field, value):
        return None
    return f'"{value[:MOST_REPEATED]}" is not ' + WANTED[field["type"]]


def _is_text(field: CustomField, value: str) -> bool:
    max_length = field["text_field_max_length"]
    return max_length is None or len(value) <= max_length


def _is_number(_: CustomField, value: str) -> bool:
    return NUMBER.fullmatch(value) is not None


def _is_date(_: CustomField, value: str) -> bool:
    return DATE.fullmatch(value) is not None and _exists(value)


def _is_datetime(_: CustomField, value: str) -> bool:
    return DATE.match(value) is not None and _exists(value)


def _exists(value: str) -> bool:
    """Return whether the date exists: 2025-02-29 does not."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_boolean(_: CustomField, value: str) -> bool:
    return value in ("true", "false")


def _is_option(field: CustomField, value: str) -> bool:
    return any(option["id"] == value for option in field["picklist_values"])


def _are_options(field: CustomField, value: str) -> bool:
    return all(_is_option(field, part) for part in value.split(","))


CHECKS: dict[str, Callable[[CustomField, str], bool]] = {
    "string": _is_text,
    "textarea": _is_text,
    "number": _is_number,
    "date": _is_date,
    "datetime": _is_datetime,
    "boolean": _is_boolean,
    "picklist": _is_option,
    "multipicklist": _are_options,
}
WANTED = {
    "string": "short enough for this text field",
    "textarea": "short enough for this text field",
    "number": "a number",
    "date": "a date such as 2025-08-07",
    "datetime": "a date such as 2025-08-07 or 2025-08-07T10:00:00Z",
    "boolean": "true or false",
    "picklist": "the id of an option of this picklist (an id, not a name)",
    "multipicklist": "ids of options of this picklist, separated by commas",
}
