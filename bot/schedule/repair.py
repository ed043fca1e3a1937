"""Repair: a stored schedule that cannot be kept is replaced by one that can, once, where a row is read. Pure."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.model.channel import Schedule


def repaired(stored: Schedule) -> Schedule:
    """The schedule itself, or one that works in its place, says what is wrong with it, and remembers it.

    A zone may be unknown to this machine only, so what is stored stays until a person sets another schedule.
    """
    works, faults = stored, []
    if not works.weekdays & frozenset(range(7)):
        works = replace(works, weekdays=Schedule().weekdays)
        faults.append("The schedule has no weekday any more: Monday to Friday is used. Mend it: `schedule daily`.")
    try:
        ZoneInfo(works.zone)
    except (LookupError, ValueError, OSError):  # what zoneinfo raises for names that are no zones
        works = replace(works, zone="UTC")
        named = stored.zone[:40].replace("`", "'")  # nothing in it is taken for a command
        unknown = f"The time zone {named!r} is unknown: UTC is used."
        faults.append(f"{unknown} Name another, such as `schedule Europe/Paris`.")
    if not faults:
        return stored
    return replace(works, fault=" ".join(faults), stored=stored)
