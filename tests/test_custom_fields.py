"""Custom values."""

import pytest

from mock_apollo.custom_fields import CHECKS, WANTED, objection
from mock_apollo.records import NEW_CUSTOM_FIELD, CustomField

PICKLIST: CustomField = {
    **NEW_CUSTOM_FIELD,
    "type": "picklist",
    "picklist_values": [{"id": "617ff4041e711500a401c25f", "name": "New Customer"}],
}


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ({**NEW_CUSTOM_FIELD, "type": "number"}, "-1.5", "one"),
        ({**NEW_CUSTOM_FIELD, "type": "date"}, "2025-08-07", "07.08.2025"),
        ({**NEW_CUSTOM_FIELD, "type": "datetime"}, "2025-08-07T10:00:00Z", "2025-13-07"),
        ({**NEW_CUSTOM_FIELD, "type": "boolean"}, "true", "yes"),
        ({**NEW_CUSTOM_FIELD, "type": "string", "text_field_max_length": 3}, "abc", "abcd"),
        ({**NEW_CUSTOM_FIELD, "type": "textarea", "text_field_max_length": 3}, "a\nb", "abcd"),
        (PICKLIST, "617ff4041e711500a401c25f", "New Customer"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else value,
)
def test_a_value_must_fit_the_type_of_its_field(field: CustomField, good: str, bad: str) -> None:
    """Documented for dates and picklists; assumed for the others."""
    assert objection(field, good) is None
    assert objection(field, "") is None
    assert objection(field, bad) == f"{bad!r} is not {WANTED[field['type']]}"


def test_text_without_a_maximum_may_be_long() -> None:
    """Documented: text_field_max_length is null for most fields."""
    assert objection(NEW_CUSTOM_FIELD, "x" * 100_000) is None


def test_every_type_has_its_check() -> None:
    """Documented: the types of GET /fields."""
    assert CHECKS.keys() == WANTED.keys()
