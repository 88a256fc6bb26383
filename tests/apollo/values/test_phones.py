"""Phone numbers."""

import pytest

from mock_apollo.apollo.records import PhoneNumber
from mock_apollo.apollo.values.phones import first_sanitized, sanitize, with_phone


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("555-303-9182", "+15553039182"),
        ("555-123-4567", "+15551234567"),
        ("(123) 555-0158", "+11235550158"),
        ("+1-415-555-0121", "+14155550121"),
        ("+44 7700 900852", "+447700900852"),
        ("1 (415) 555 0121", "+14155550121"),
        ("555-303-9182 ext. 12", "+15553039182"),
        ("555-303-9182x12", "+15553039182"),
        (" +4912345678", "+4912345678"),
        ("+1234567890", "+1234567890"),
        ("12", "+12"),
        ("fax: 555-303-9182", "+15553039182"),
        ("call me", None),
        ("\u0663\u0663", None),
    ],
)
def test_numbers_are_sanitised_without_a_check_of_validity(raw: str, expected: str | None) -> None:
    """Documented for the first four; extensions, and numbers without digits, are assumed."""
    assert sanitize(raw) == expected


def test_a_removed_number_moves_the_following_ones_up() -> None:
    """Assumed: `""` removes the number of its type."""
    phones: list[PhoneNumber] = []
    phones = with_phone(phones, "work_direct", "1")
    phones = with_phone(phones, "mobile", "2")
    phones = with_phone(phones, "home", "3")
    phones = with_phone(phones, "work_direct", " ")
    assert [(p["position"], p["type"]) for p in phones] == [(0, "mobile"), (1, "home")]
    assert first_sanitized(phones) == "+2"
    assert with_phone(phones, "other", "") == phones


def test_a_number_keeps_its_place_when_it_is_overwritten() -> None:
    """Documented: overwritten, not added."""
    phones = with_phone(with_phone([], "work_hq", "1"), "other", "2")
    assert with_phone(phones, "work_hq", "+44 1") == [
        {**phones[0], "raw_number": "+44 1", "sanitized_number": "+441"},
        phones[1],
    ]


def test_without_phones_there_is_no_sanitised_number() -> None:
    """Documented: null."""
    assert first_sanitized([]) is None
