"""Places of addresses."""

import pytest

from mock_apollo.apollo.values.places import NOWHERE, Place, locate

US = "United States"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("St. Petersburg, Russia", ("Saint Petersburg", "Saint Petersburg", "Russia", "Asia/Krasnoyarsk")),
        ("st petersburg,  RUSSIA", ("Saint Petersburg", "Saint Petersburg", "Russia", "Asia/Krasnoyarsk")),
        ("Atlanta, United States", ("Atlanta", "Georgia", US, "America/New_York")),
        ("Atlanta, Georgia", ("Atlanta", "Georgia", US, "America/New_York")),
        ("Atlanta, GA, USA", ("Atlanta", "Georgia", US, "America/New_York")),
        ("535 Mission St, San Francisco, CA 94105", ("San Francisco", "California", US, "America/Los_Angeles")),
        ("New York, NY", ("New York", "New York", US, "America/New_York")),
        ("London, UK", ("London", "England", "United Kingdom", "Europe/London")),
        ("Dublin", ("Dublin", "Leinster", "Ireland", "Europe/Dublin")),
        ("São Paulo, Brasil", ("Sao Paulo", "São Paulo", "Brazil", "America/Sao_Paulo")),
        ("Georgia", (None, None, "Georgia", "Asia/Tbilisi")),
        ("Georgia, United States", (None, "Georgia", US, "America/New_York")),
        ("Cambridge, MA", (None, "Massachusetts", US, "America/New_York")),
        ("Paris, Germany", (None, None, "Germany", "Europe/Berlin")),
        ("Russia", (None, None, "Russia", None)),
    ],
)
def test_an_address_is_matched_to_the_most_applicable_place(address: str, expected: tuple[str | None, ...]) -> None:
    """Documented for St. Petersburg, including its wrong time zone; the results for the others are assumed."""
    assert locate(address) == Place(*expected)


@pytest.mark.parametrize(
    "address", ["", ",", "12345", "Somewhere over the rainbow", "\0", "a" + "\u0300\u0316" * 250_000]
)
def test_an_address_without_a_known_part_is_nowhere(address: str) -> None:
    """Documented: without an address all four are null."""
    assert locate(address) == NOWHERE
