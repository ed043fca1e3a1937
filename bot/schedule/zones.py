"""Time zones as people type them: the IANA name, or a sentence that names close ones."""

from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.errors import UserError

NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})  # files beside the zones, no zones
CLOSE = 60  # of 100: what rapidfuzz calls a likely misspelling
SHOWN = 3
MAX_SHOWN_NAME = 40


@cache
def zone_names() -> tuple[str, ...]:
    """Every IANA name this machine knows, ascending."""
    return tuple(sorted(available_timezones() - NOT_PLACES))


@cache
def _spellings() -> dict[str, str]:
    """Lower-case full names, and cities that only one zone is named after, to the IANA name."""
    cities: dict[str, set[str]] = {}
    for name in zone_names():
        if "/" in name:
            cities.setdefault(name.rsplit("/", 1)[1].lower(), set()).add(name)
    unique = {city: names.pop() for city, names in cities.items() if len(names) == 1}
    return unique | {name.lower(): name for name in zone_names()}


def check_zone(name: str) -> str:
    """The IANA name of a zone as typed: any case, spaces for underscores, or a city's name alone.

    Only names from the machine's own list are ever looked up, so no path can be smuggled in. Raises UserError
    that names close zones.
    """
    typed = "_".join(name.split()).lower()
    known = _spellings().get(typed)
    if known is not None:
        return known
    shown = "".join(c for c in name if c.isprintable())[:MAX_SHOWN_NAME]
    close = close_zones(name)
    hint = (
        f"Did you mean {' or '.join(close)}?" if close else "Use a name such as Europe/Berlin or America/New_York."
    )
    raise UserError(f"There is no time zone “{shown}”. {hint}")


def close_zones(typed: str, limit: int = SHOWN) -> list[str]:
    """The zones most like what was typed, the closest first, at most `limit`."""
    wanted = "_".join(typed.split()).lower()[:MAX_SHOWN_NAME]
    found = process.extract(wanted, _spellings().keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=2 * limit)
    names = dict.fromkeys(_spellings()[spelling] for spelling, _score, _place in found)
    return list(names)[:limit]
