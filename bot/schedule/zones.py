"""Time zones as people type them: an IANA name, a city, a country, an offset; or a sentence that asks which."""

import re
from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.errors import UserError
from bot.schedule.places import close_places, country_of, zones_of_place
from bot.schedule.zone_offsets import ABBREVIATIONS, AMBIGUOUS, is_offset, zone_of_offset
from bot.schedule.zone_places import cities, zones_of_country

NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})  # files beside the zones, no zones
CLOSE = 60  # of 100: what rapidfuzz calls a likely misspelling
LIKELY = 84  # of 100: a slip of the finger in a name of six letters
SHOWN = 3
MAX_SHOWN_NAME = 40
_TIME = re.compile(r"(.+?)(?:['’]s)?(?: standard| summer| daylight| local)? time", re.IGNORECASE)


@cache
def zone_names() -> tuple[str, ...]:
    """Every IANA name this machine knows, ascending."""
    return tuple(sorted(available_timezones() - NOT_PLACES))


@cache
def _spellings() -> dict[str, str]:
    """Lower-case full names, cities, abbreviations, to the IANA name."""
    named: dict[str, set[str]] = {}
    for name in zone_names():
        if "/" in name:
            named.setdefault(name.rsplit("/", 1)[1].lower(), set()).add(name)
    unique = {city: names.pop() for city, names in named.items() if len(names) == 1}
    others = {city.replace(" ", "_"): zone for city, zone in cities().items()}
    return unique | {name.lower(): name for name in zone_names()} | others | ABBREVIATIONS


def check_zone(name: str) -> str:
    """The IANA name of a zone as typed: any case, spaces for underscores, a city, a country, an offset from UTC.

    Only names from the machine's own list are ever looked up, so no path can be smuggled in. Raises UserError
    that names close zones, or those between which an ambiguous name has to choose.
    """
    typed = "_".join(name.split()).lower()
    if typed in AMBIGUOUS:
        raise UserError(f"“{name.strip()}” is the time of several places: type {_either(AMBIGUOUS[typed])}.")
    if is_offset(name):
        return _offset(name)
    country = zones_of_country(name)  # before the database's own Portugal, Japan and the like, which are old links
    if len(country) == 1:
        return country[0]
    for spelling in (typed, typed.replace("_", "/", 1), typed.replace("-", "/", 1)):
        if spelling in _spellings():
            return _spellings()[spelling]
    found = country or _elsewhere(name)
    if len(found) == 1:
        return found[0]
    if found:
        several = "has several time zones" if country or country_of(name) else "is the name of several places"
        raise UserError(f"“{name.strip()}” {several}: type {_either(found)}.")
    if shorter := _TIME.fullmatch(" ".join(name.split())):
        return check_zone(shorter[1])
    shown = "".join(c for c in name if c.isprintable())[:MAX_SHOWN_NAME]
    close = [*close_zones(name, cutoff=LIKELY), *close_places(name, SHOWN)] or close_zones(name)
    close = list(dict.fromkeys(close))[:SHOWN]
    hint = (
        f"Did you mean {_either(close)}?"
        if close
        else "Use a name such as Europe/Berlin or America/New_York, or an offset such as UTC+2."
    )
    raise UserError(f"There is no time zone “{shown}”. {hint}")


def _elsewhere(name: str) -> Sequence[str]:
    """The zones of a place that the database does not name, in whatever language it is called so."""
    if len(name) > MAX_SHOWN_NAME:
        return ()
    country = zones_of_country(name, abroad=True)
    return country if len(country) == 1 else zones_of_place(name) or country


def close_zones(typed: str, limit: int = SHOWN, cutoff: int = CLOSE) -> list[str]:
    """The zones most like what was typed, the closest first, at most `limit`."""
    wanted = "_".join(typed.split()).lower()[:MAX_SHOWN_NAME]
    found = process.extract(wanted, _spellings().keys(), scorer=fuzz.ratio, score_cutoff=cutoff, limit=2 * limit)
    names = dict.fromkeys(_spellings()[spelling] for spelling, _score, _place in found)
    return [name for name in names if not name.startswith("Etc/GMT")][:limit]


def _offset(typed: str) -> str:
    zone = zone_of_offset(typed)
    if zone in zone_names():
        return zone
    raise UserError(
        f"No place keeps “{typed.strip()}” all year. Type a city there instead, such as America/St_Johns, or a "
        "whole hour such as UTC+2 (UTC-12 to UTC+14)."
    )


def _either(zones: Sequence[str]) -> str:
    return zones[0] if len(zones) == 1 else f"{', '.join(zones[:-1])} or {zones[-1]}"
