"""Places all over the world, in the words of many languages, with the zones that they keep.

The table is made by `python -m tools.places` from GeoNames and Unicode's CLDR. It is read anew for each question:
people ask once in a while, and a hundred thousand names would stay in memory for good.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from bot.remembered import remembered

OUTNUMBERS = 5  # times as many people: the place that is meant, unless somebody says which
ALSO_CALLED = (
    20  # times as many people: a city's other name before another city's own (Victoria is Hong Kong, too)
)
SHOWN = 3
CLOSE = 84  # of 100: a slip of the finger in a name of six letters
WIDE = 100  # thousands of people: a city that a slip of the finger may mean
_SMALL = re.compile(rb"\n[^\t\n]+\t[A-Z][^\t\n]*\t\d\d?\t")  # the first city below that: the largest stand first


@dataclass(frozen=True, slots=True)
class Place:
    """A city, a country or state (with `=` before its code in `region`), or what a zone is called."""

    zones: tuple[str, ...]
    region: str
    people: int  # in thousands


def folded(name: str) -> str:
    """A name as it is compared: without accents, case, hyphens and dots."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    for sign, meant in (("-", " "), ("_", " "), (".", " "), ("'", ""), ("’", "")):
        bare = bare.replace(sign, meant)
    return " ".join(bare.split())


def zones_of_place(typed: str) -> tuple[str, ...]:
    """The zone of the place that is meant, or several if that cannot be told; none if there is no such place."""
    for name, region in _readings(typed):
        if found := _meant(places(name), region):
            return found
    return ()


def country_of(typed: str) -> str:
    """The code of the country that is called so in some language; "" if none is."""
    codes = [each.region[1:] for each in places(typed) if each.region.startswith("=") and not each.zones]
    return codes[0] if codes else ""


def close_places(typed: str, limit: int) -> list[str]:
    """The zones of large cities whose names are nearly what was typed."""
    if not (name := folded(typed)):
        return []
    table = _table()
    small = _SMALL.search(table)
    pieces = table[: small.start() if small else len(table)].decode().split("|")  # names, and lines' beginnings
    found = process.extract(name, pieces, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=None)
    large: dict[str, str] = {}
    for close, _score, at in found:
        zones, _region, people = _beginning(pieces, at)
        if zones and people >= WIDE:
            large.setdefault(close, zones.partition(",")[0])
    return list(dict.fromkeys(tuple(large.values())[:limit]))


def _beginning(pieces: Sequence[str], at: int) -> tuple[str, str, int]:
    """Zones, region and people of the line in which that name stands."""
    while "\t" not in pieces[at]:
        at -= 1
    zones, region, people, _ = pieces[at].strip("\n").split("\t")
    return zones, region, int(people)


def beginning(typed: str, limit: int) -> list[tuple[str, Place]]:
    """Cities, countries and states whose names begin so, the largest first, each with that name."""
    name = folded(typed)
    found: list[tuple[str, Place]] = []
    for place, names in _having(f"|{name}") if name and "|" not in name else ():
        found.append((next(each for each in names if each.startswith(name)), place))
    found.sort(key=lambda each: (each[0] != name, not each[1].region.startswith("="), -each[1].people))
    return found[:limit]


@lru_cache(maxsize=256)
def places(typed: str) -> tuple[Place, ...]:
    """All places that are called so; of those with another name of their own a part of the people counts."""
    name = folded(typed)
    if not name or "|" in name:
        return ()
    return tuple(
        place if names[0] == name else replace(place, people=place.people // ALSO_CALLED)
        for place, names in _having(f"|{name}|")
    )


def _readings(typed: str) -> Iterator[tuple[str, str]]:
    """What was typed as a name and, behind it, where that is: `Cambridge, MA`, `Berlin Germany`, `London time`."""
    name, comma, behind = typed.partition(",")
    if comma:
        yield name, behind.rpartition(",")[2]
        yield name, behind.partition(",")[0]
        return
    yield typed, ""
    words = typed.split()
    for at in (len(words) - 1, len(words) - 2):
        if at > 0:
            yield " ".join(words[:at]), " ".join(words[at:])


def _meant(found: Sequence[Place], where: str) -> tuple[str, ...]:
    if where.strip():
        codes = _codes(where)
        found = [each for each in found if each.zones and each.region.startswith(codes)] if codes else []
    people: dict[tuple[str, ...], int] = {}
    for each in found:
        if each.zones:
            people[each.zones] = max(people.get(each.zones, 0), each.people)
    ordered = sorted(people, key=lambda zones: -people[zones])
    if not ordered:
        return ()
    if len(ordered) == 1 or people[ordered[0]] >= OUTNUMBERS * max(1, people[ordered[1]]):
        return ordered[0]
    return tuple(dict.fromkeys(zone for zones in ordered for zone in zones))[:SHOWN]


def _codes(where: str) -> tuple[str, ...]:
    """The regions that are called so, by name or by code: `Germany`, `MA`, `UK`."""
    named = {each.region[1:] for each in places(where) if each.region.startswith("=")}
    code = where.strip().upper()
    if len(code) == 2 and code.isascii() and code.isalpha():
        named |= {"GB"} if code == "UK" else {code, f"US{code}"}
    return tuple(sorted(named))


def every_place() -> Iterator[tuple[Place, list[str]]]:
    """The whole table: each place with its names, its own the first."""
    return (_read(line.decode()) for line in _table().splitlines())


def _having(wanted: str) -> Iterator[tuple[Place, list[str]]]:
    """The places in whose names that stands; no other line is decoded, for a chat waits for the answer."""
    table, wanted_bytes = _table(), wanted.encode("utf-8", "surrogatepass")
    at = table.find(wanted_bytes)
    while at >= 0:
        end = table.index(b"\n", at)
        yield _read(table[table.rfind(b"\n", 0, at) + 1 : end].decode())
        at = table.find(wanted_bytes, end)


@remembered(1)  # one reply looks into it six times; between replies it is not worth its 2.5 MB
def _table() -> bytes:
    """Lines of zones, region, people and names, each with its end."""
    return gzip.decompress(files("bot.schedule").joinpath("places.txt.gz").read_bytes())


def _read(line: str) -> tuple[Place, list[str]]:
    zones, region, people, names = line.split("\t")
    return Place(tuple(filter(None, zones.split(","))), region, int(people)), names.strip("|").split("|")
