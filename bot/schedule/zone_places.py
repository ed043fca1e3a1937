"""Countries, and cities that the time-zone database does not name, as zones: what people type when asked where."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from bot.schedule.places import country_of

# Names that the database's list of countries spells otherwise.
_ALSO = {
    "uk": "GB",
    "united kingdom": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "us": "US",
    "usa": "US",
    "u.s.": "US",
    "america": "US",
    "uae": "AE",
    "south korea": "KR",
    "korea": "KR",
    "한국": "KR",
    "czechia": "CZ",
    "türkiye": "TR",
    "turkiye": "TR",
    "holland": "NL",
    "deutschland": "DE",
    "viet nam": "VN",
    "prc": "CN",
    "hk": "HK",
    "ksa": "SA",
}
# Countries whose people live by several clocks: they are asked, with a city for each, the most populous first.
_SEVERAL = {
    "US": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "CA": ("America/Toronto", "America/Vancouver", "America/Edmonton", "America/Halifax"),
    "MX": ("America/Mexico_City", "America/Tijuana", "America/Cancun"),
    "BR": ("America/Sao_Paulo", "America/Manaus", "America/Fortaleza"),
    "RU": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Vladivostok"),
    "ID": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"),
    "AU": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"),
    "CD": ("Africa/Kinshasa", "Africa/Lubumbashi"),
}
# What people in research mean by a name, whatever else bears it, and short names of cities.
_CITIES = {
    "America/Los_Angeles": "san francisco, seattle, san diego, palo alto, mountain view, berkeley, stanford, "
    "san jose, portland, las vegas, sf, bay area, silicon valley, la",
    "America/New_York": "boston, cambridge ma, washington, washington dc, philadelphia, atlanta, miami, "
    "pittsburgh, princeton, nyc, baltimore",
    "America/Chicago": "austin, dallas, houston, minneapolis, madison, st. louis",
    "America/Denver": "salt lake city, boulder",
    "America/Toronto": "montreal, ottawa, waterloo",
    "America/Edmonton": "calgary",
    "America/Sao_Paulo": "rio de janeiro, brasilia, são paulo, campinas",
    "Asia/Shanghai": "beijing, shenzhen, guangzhou, hangzhou, nanjing, wuhan, chengdu, xi'an, tianjin, "
    "suzhou, hefei",
    "Asia/Kolkata": "delhi, new delhi, mumbai, bangalore, bengaluru, chennai, hyderabad, pune",
    "Asia/Tokyo": "osaka, kyoto, yokohama",
    "Asia/Seoul": "daejeon, busan",
    "Asia/Ho_Chi_Minh": "hanoi",
    "Asia/Dubai": "abu dhabi",
    "Asia/Kuala_Lumpur": "kl",
    "Asia/Jerusalem": "tel aviv, haifa",
    "Asia/Karachi": "lahore, islamabad",
    "Asia/Taipei": "hsinchu",
    "Australia/Sydney": "canberra",
    "Europe/Berlin": "munich, münchen, hamburg, frankfurt, cologne, köln, stuttgart, tübingen, heidelberg, bonn, "
    "karlsruhe, darmstadt, dresden, leipzig, bavaria, bayern",
    "Europe/Lisbon": "porto",
    "Europe/London": "oxford, cambridge, edinburgh, manchester, glasgow, cardiff, birmingham",
    "Europe/Paris": "lyon, grenoble, toulouse, nice, marseille",
    "Europe/Zurich": "geneva, lausanne, bern, basel, zürich",
    "Europe/Madrid": "barcelona, valencia, catalonia, catalunya, cataluña",
    "Europe/Rome": "milan, turin, bologna, florence",
    "Europe/Amsterdam": "rotterdam, delft, utrecht, eindhoven, leiden",
    "Europe/Moscow": "st petersburg, saint petersburg",
    "Europe/Warsaw": "krakow, kraków, wroclaw",
    "Europe/Stockholm": "gothenburg, uppsala, linköping",
}


@cache
def cities() -> Mapping[str, str]:
    """A city's name in lower case -> the zone that it keeps."""
    return {city: zone for zone, named in _CITIES.items() for city in named.split(", ")}


def zones_of_country(typed: str, *, abroad: bool = False) -> Sequence[str]:
    """The zone that a country's people live by, or several to choose from; none if it is no country.

    `abroad`: as it is called in other languages, too.
    """
    name = " ".join(typed.split()).casefold().removeprefix("the ")
    code = _ALSO.get(name) or _codes().get(name) or (country_of(name) if abroad else "")
    return _SEVERAL.get(code) or _main_zones().get(code, ())


@cache
def _codes() -> Mapping[str, str]:
    return {name.casefold(): code for code, name in _rows("iso3166.tab")}


@cache
def _main_zones() -> Mapping[str, Sequence[str]]:
    """A country's first zone in zone.tab, which lists its most populous first (theory.html, below)."""
    found: dict[str, Sequence[str]] = {}
    for code, _place, zone, *_ in _rows("zone.tab"):
        found.setdefault(code, (zone,))
    return found


def _rows(name: str) -> list[list[str]]:
    """The rows of a table of the time-zone database (https://data.iana.org/time-zones/theory.html)."""
    text = files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
