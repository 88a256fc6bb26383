"""Can a custom field have this value? Apollo writes all of them as strings, whatever their type."""

from collections.abc import Callable
from datetime import datetime

from mock_apollo.records import CustomField


def objection(field: CustomField, value: str) -> str | None:
    """Why the field cannot have the value, or None when it can. `""` clears any field."""
    if not value or CHECKS[field["type"]](field, value):
        return None
    return f"{value!r} is not {WANTED[field['type']]}"


def _is_text(field: CustomField, value: str) -> bool:
    longest = field["text_field_max_length"]
    return longest is None or len(value) <= longest


def _is_number(_: CustomField, value: str) -> bool:
    return _parses(float, value)


def _is_moment(_: CustomField, value: str) -> bool:
    return _parses(datetime.fromisoformat, value)


def _is_boolean(_: CustomField, value: str) -> bool:
    return value in ("true", "false")


def _is_option(field: CustomField, value: str) -> bool:
    return any(option["id"] == value for option in field["picklist_values"])


def _parses(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


CHECKS: dict[str, Callable[[CustomField, str], bool]] = {
    "string": _is_text,
    "textarea": _is_text,
    "number": _is_number,
    "date": _is_moment,
    "datetime": _is_moment,
    "boolean": _is_boolean,
    "picklist": _is_option,
}
WANTED = {
    "string": "short enough for this text field",
    "textarea": "short enough for this text field",
    "number": "a number",
    "date": "a date such as 2025-08-07",
    "datetime": "a date such as 2025-08-07",
    "boolean": "true or false",
    "picklist": "the id of an option of this picklist (its name will not do)",
}
