"""Where is this address? An offline gazetteer gives city, state, country and time zone.

Apollo matches an address to the most applicable place that it knows (documented); so does this, with
the places of the `airportsdata` package and the country names of `countryinfo`.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

LETTERS = re.compile(r"[^\W\d_]+")  # without numbers: house numbers and postal codes name no place

US_STATES = {
    "al": "alabama",
    "ak": "alaska",
    "az": "arizona",
    "ar": "arkansas",
    "ca": "california",
    "co": "colorado",
    "ct": "connecticut",
    "de": "delaware",
    "dc": "district of columbia",
    "fl": "florida",
    "ga": "georgia",
    "hi": "hawaii",
    "id": "idaho",
    "il": "illinois",
    "in": "indiana",
    "ia": "iowa",
    "ks": "kansas",
    "ky": "kentucky",
    "la": "louisiana",
    "me": "maine",
    "md": "maryland",
    "ma": "massachusetts",
    "mi": "michigan",
    "mn": "minnesota",
    "ms": "mississippi",
    "mo": "missouri",
    "mt": "montana",
    "ne": "nebraska",
    "nv": "nevada",
    "nh": "new hampshire",
    "nj": "new jersey",
    "nm": "new mexico",
    "ny": "new york",
    "nc": "north carolina",
    "nd": "north dakota",
    "oh": "ohio",
    "ok": "oklahoma",
    "or": "oregon",
    "pa": "pennsylvania",
    "ri": "rhode island",
    "sc": "south carolina",
    "sd": "south dakota",
    "tn": "tennessee",
    "tx": "texas",
    "ut": "utah",
    "vt": "vermont",
    "va": "virginia",
    "wa": "washington",
    "wv": "west virginia",
    "wi": "wisconsin",
    "wy": "wyoming",
}
CODE = 2  # letters: a code of a state, but for these of countries
COUNTRY_CODES = {"us", "uk"}


class Place(NamedTuple):
    """A location, as exact as the address allowed."""

    city: str | None = None
    state: str | None = None
    country: str | None = None
    time_zone: str | None = None


NOWHERE = Place()
LONGEST = 500  # characters; to normalise more of them could take minutes
MOST_PARTS = 8  # of an address, from its end

DOCUMENTED = {
    "st petersburg russia": Place("Saint Petersburg", "Saint Petersburg", "Russia", "Asia/Krasnoyarsk"),
}


def locate(address: str) -> Place:
    """The most applicable place for an address such as `Atlanta, United States`.

    Streets and postal codes do no harm; an address without any known part is nowhere, and so is what
    stands behind the first 500 characters.
    """
    return _locate(address[:LONGEST])


@lru_cache(maxsize=1_024)
def _locate(address: str) -> Place:
    documented = DOCUMENTED.get(_normal(address))
    if documented:
        return documented
    parts = [_normal(part) for part in address.split(",")[-MOST_PARTS:]]
    known = [US_STATES.get(part, part) for part in parts if part]
    return _gazetteer().locate(known) if known else NOWHERE


def _normal(text: str) -> str:
    """Words in lower case without accents, so that `São Paulo` finds `Sao Paulo`."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(LETTERS.findall("".join(c for c in bare if not unicodedata.combining(c))))


KNOWN = 1_000  # the weight that an airport with a passengers' code gives to its city; any other gives 1
CAPITAL = 1_000_000


class Gazetteer:
    """Places, each with a weight that says how well known it is, and the names of countries."""

    def __init__(self, weights: Counter[Place], countries: dict[str, str]) -> None:
        self._weights = weights
        self._countries = countries
        self._in_country: defaultdict[str | None, list[Place]] = defaultdict(list)
        self._in_state: defaultdict[str, list[Place]] = defaultdict(list)
        self._in_city: defaultdict[str, list[Place]] = defaultdict(list)
        for place in weights:
            self._in_country[place.country].append(place)
            self._in_state[_normal(place.state or "")].append(place)
            self._in_city[_normal(place.city or "")].append(place)

    def locate(self, parts: list[str]) -> Place:
        """The best place for normalised parts, the most exact first, the country last."""
        country = self._countries.get(parts[-1])
        inside = self._inside(parts[:-1], country) if country else None
        if inside is None and (country is None or self._may_be_a_state(parts)):
            inside = self._inside(parts, None)
        return inside or self._whole_country(country)

    def _may_be_a_state(self, parts: list[str]) -> bool:
        """`Atlanta, Georgia` is not in the Caucasus."""
        return len(parts) > 1 and parts[-1] in self._in_state

    def _inside(self, parts: list[str], country: str | None) -> Place | None:
        """The city that the parts name, or else the state."""
        city = self._best_known(
            place
            for part in parts
            for place in self._in_city.get(part, ())
            if country in (None, place.country) and self._agrees(place, [p for p in parts if p != part])
        )
        state = self._best_known(
            place for part in parts for place in self._in_state.get(part, ()) if country in (None, place.country)
        )
        if city and (state is None or self._weights[city] >= KNOWN):
            return city
        return state._replace(city=None) if state else None

    def _agrees(self, city: Place, other_parts: list[str]) -> bool:
        """Whether no other part names a state that the city is not in."""
        states = [part for part in other_parts if part in self._in_state]
        return not states or _normal(city.state or "") in states

    def _best_known(self, places: Iterable[Place]) -> Place | None:
        return max(places, key=self._weights.__getitem__, default=None)

    def _whole_country(self, country: str | None) -> Place:
        """A country alone has a time zone only when it has just one."""
        zones = {place.time_zone for place in self._in_country[country]}
        return Place(country=country, time_zone=zones.pop() if len(zones) == 1 else None)


@cache
def _gazetteer() -> Gazetteer:
    """Read when the first address arrives: some 28,000 places."""
    import airportsdata  # noqa: PLC0415 - a fifth of a second that most runs never spend
    from countryinfo import CountryInfo, all_countries  # noqa: PLC0415 - likewise

    by_code: dict[str, CountryInfo] = {}
    spellings: dict[str, str] = {}
    for country in all_countries():
        official = by_code.setdefault(country.iso(2), country)
        spellings |= {_normal(s): official.name() for s in (*country.alt_spellings(), country.name())}
    weights: Counter[Place] = Counter()
    for spot in airportsdata.load("ICAO").values():
        if spot["city"] and spot["country"] in by_code:
            country = by_code[spot["country"]]
            place = Place(spot["city"], spot["subd"] or None, country.name(), spot["tz"])
            weights[place] += CAPITAL if spot["city"] == country.capital() else KNOWN if spot["iata"] else 1
    return Gazetteer(weights, {s: name for s, name in spellings.items() if len(s) > CODE or s in COUNTRY_CODES})
