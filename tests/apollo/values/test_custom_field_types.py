"""Values of custom fields."""

from typing import get_args, get_type_hints

import pytest

from mock_apollo.apollo.records import NEW_CUSTOM_FIELD, CustomField
from mock_apollo.apollo.values.custom_field_types import CHECKS, WANTED, objection

PICKLIST: CustomField = {
    **NEW_CUSTOM_FIELD,
    "type": "picklist",
    "picklist_values": [{"id": "617ff4041e711500a401c25f", "name": "New Customer"}],
}


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ({**NEW_CUSTOM_FIELD, "type": "number"}, "-1.5e3", "nan"),
        ({**NEW_CUSTOM_FIELD, "type": "number"}, "7", "1_000"),
        ({**NEW_CUSTOM_FIELD, "type": "date"}, "2025-08-07", "2025-08-07T10:00:00"),
        ({**NEW_CUSTOM_FIELD, "type": "date"}, "2024-02-29", "2025-02-29"),
        ({**NEW_CUSTOM_FIELD, "type": "datetime"}, "2025-08-07", "2025-W32-4"),
        ({**NEW_CUSTOM_FIELD, "type": "datetime"}, "2025-08-07T10:00:00Z", "2025-13-07"),
        ({**NEW_CUSTOM_FIELD, "type": "boolean"}, "true", "yes"),
        ({**NEW_CUSTOM_FIELD, "type": "string", "text_field_max_length": 3}, "abc", "abcd"),
        ({**NEW_CUSTOM_FIELD, "type": "textarea", "text_field_max_length": 3}, "a\nb", "abcd"),
        (PICKLIST, "617ff4041e711500a401c25f", "New Customer"),
        ({**PICKLIST, "type": "multipicklist"}, "617ff4041e711500a401c25f,617ff4041e711500a401c25f", "New Customer"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else value,
)
def test_a_value_must_fit_the_type_of_its_field(field: CustomField, good: str, bad: str) -> None:
    """Documented for dates and picklists; assumed for the others."""
    assert objection(field, good) is None
    assert objection(field, "") is None
    assert objection(field, bad) == f'"{bad}" is not ' + WANTED[field["type"]]


def test_text_without_a_maximum_may_be_long() -> None:
    """Documented: text_field_max_length is null for most fields."""
    assert objection(NEW_CUSTOM_FIELD, "x" * 100_000) is None


def test_every_type_has_its_check() -> None:
    """Documented: the types of GET /fields."""
    types = set(get_args(get_type_hints(CustomField)["type"]))
    assert types == {"string", "textarea", "number", "date", "datetime", "boolean", "picklist", "multipicklist"}
    assert CHECKS.keys() == WANTED.keys() == types
