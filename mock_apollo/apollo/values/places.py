"""Which city, state, country and time zone belong to an address?

Apollo matches an address to the most applicable place that it knows (documented). The fake does so with an offline
gazetteer: the places of the package `airportsdata` and the country names of `countryinfo`.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

LETTERS = re.compile(r"[^\W\d_]+")  # no digits: house numbers and postal codes are ignored

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
CODE = 2  # letters; a code of two letters means a state, except these country codes
COUNTRY_CODES = {"us", "uk"}


class Place(NamedTuple):
    """A location; members that the address does not determine are None."""

    city: str | None = None
    state: str | None = None
    country: str | None = None
    time_zone: str | None = None


NOWHERE = Place()
LONGEST = 500  # characters that are read; normalising megabytes could take minutes
MOST_PARTS = 8  # comma-separated parts that are read, from the end

DOCUMENTED = {
    "st petersburg russia": Place("Saint Petersburg", "Saint Petersburg", "Russia", "Asia/Krasnoyarsk"),
}


def locate(address: str) -> Place:
    """Return the most applicable place for an address such as `Atlanta, United States`.

    Streets and postal codes are ignored, and so is everything after the first 500 characters.
    An address without a known part gives NOWHERE.
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
    """Return the words in lower case without accents, so that `São Paulo` matches `Sao Paulo`."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(LETTERS.findall("".join(c for c in bare if not unicodedata.combining(c))))


WELL_KNOWN = 1_000  # weight of a city for each airport with an IATA code; an airport without one adds 1
CAPITAL = 1_000_000  # weight of a capital for each of its airports


class Gazetteer:
    """Places, weighted by how well known they are, and country names.

    `weights` maps places to weights, `countries` normalised spellings to official names.
    """

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
        """Return the best place for the normalised parts of an address; the country is the last part."""
        country = self._countries.get(parts[-1])
        inside = self._inside(parts[:-1], country) if country else None
        if inside is None and (country is None or self._may_be_a_state(parts)):
            inside = self._inside(parts, None)
        return inside or self._whole_country(country)

    def _may_be_a_state(self, parts: list[str]) -> bool:
        """Return whether the last part may be a state instead of a country: `Atlanta, Georgia`."""
        return len(parts) > 1 and parts[-1] in self._in_state

    def _inside(self, parts: list[str], country: str | None) -> Place | None:
        """Return the best-known city that the parts name, else the state, else None; `country` None means any."""
        city = self._best_known(
            place
            for part in parts
            for place in self._in_city.get(part, ())
            if country in (None, place.country) and self._agrees(place, [p for p in parts if p != part])
        )
        state = self._best_known(
            place for part in parts for place in self._in_state.get(part, ()) if country in (None, place.country)
        )
        if city and (state is None or self._weights[city] >= WELL_KNOWN):
            return city
        return state._replace(city=None) if state else None

    def _agrees(self, city: Place, other_parts: list[str]) -> bool:
        """Return whether the other parts name the state of the city, or no state at all."""
        states = [part for part in other_parts if part in self._in_state]
        return not states or _normal(city.state or "") in states

    def _best_known(self, places: Iterable[Place]) -> Place | None:
        return max(places, key=self._weights.__getitem__, default=None)

    def _whole_country(self, country: str | None) -> Place:
        """Return the country, with its time zone if it has only one."""
        zones = {place.time_zone for place in self._in_country[country]}
        return Place(country=country, time_zone=zones.pop() if len(zones) == 1 else None)


@cache
def _gazetteer() -> Gazetteer:
    """Load some 28,000 places, at the first address."""
    import airportsdata  # noqa: PLC0415 - takes a fifth of a second, and few runs need it
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
            weights[place] += CAPITAL if spot["city"] == country.capital() else WELL_KNOWN if spot["iata"] else 1
    return Gazetteer(weights, {s: name for s, name in spellings.items() if len(s) > CODE or s in COUNTRY_CODES})
