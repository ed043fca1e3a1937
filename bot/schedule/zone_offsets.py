"""Offsets and abbreviations as people type them: `UTC+2` is two hours ahead, `PST` is Los Angeles' own time."""

import re

# The files Etc/GMT-2 and so on bear POSIX's sign, which is the reverse of what everybody means
# (https://data.iana.org/time-zones/tzdb/etcetera), so people neither type nor see those names here.
_OFFSET = re.compile(r"(?:utc|gmt|z)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")
FURTHEST = {"+": 14, "-": 12}  # hours from UTC that any place on Earth keeps

# Places whose clocks are off by a part of an hour and never change for summer.
_PARTS = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+8:45": "Australia/Eucla",
    "+9:30": "Australia/Darwin",
    "-9:30": "Pacific/Marquesas",
}
# Abbreviations that one place is meant by. EST, MST and the like are files of the time-zone database too, without
# summer time, which nobody in New York means.
ABBREVIATIONS = {
    "z": "UTC",
    "zulu": "UTC",
    "eastern": "America/New_York",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "cdt": "America/Chicago",
    "ct": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "mt": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "akst": "America/Anchorage",
    "akdt": "America/Anchorage",
    "hst": "Pacific/Honolulu",
    "brt": "America/Sao_Paulo",
    "wet": "Europe/Lisbon",
    "west": "Europe/Lisbon",
    "cet": "Europe/Paris",
    "cest": "Europe/Paris",
    "cedt": "Europe/Paris",
    "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "met": "Europe/Berlin",
    "eet": "Europe/Athens",
    "eest": "Europe/Athens",
    "msk": "Europe/Moscow",
    "sast": "Africa/Johannesburg",
    "eat": "Africa/Nairobi",
    "wat": "Africa/Lagos",
    "pkt": "Asia/Karachi",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "kst": "Asia/Seoul",
    "jst": "Asia/Tokyo",
    "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney",
    "acst": "Australia/Adelaide",
    "acdt": "Australia/Adelaide",
    "awst": "Australia/Perth",
    "nzst": "Pacific/Auckland",
    "nzdt": "Pacific/Auckland",
}
# Abbreviations that people far apart use for their own time: they are asked.
AMBIGUOUS = {
    "central": ("America/Chicago", "Europe/Berlin"),
    "georgia": ("Asia/Tbilisi", "America/New_York"),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "cst": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "ast": ("America/Halifax", "Asia/Riyadh"),
    "gst": ("Asia/Dubai", "Atlantic/South_Georgia"),
    "wst": ("Australia/Perth", "Pacific/Apia"),
    "art": ("America/Argentina/Buenos_Aires", "Africa/Cairo"),
}


def zone_of_offset(typed: str) -> str | None:
    """The IANA name for an offset as typed (`UTC+2`, `GMT-3`, `+05:30`): ahead of UTC is plus.

    None if it is none, or if no place keeps it all year.
    """
    match = _OFFSET.fullmatch(" ".join(typed.split()))
    if match is None:
        return None
    sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
    if minutes:
        return _PARTS.get(f"{sign}{hours}:{minutes:02d}")
    if hours == 0:
        return "UTC"
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours <= FURTHEST[sign] else None


def is_offset(typed: str) -> bool:
    """Whether it is written as an offset, be it one that some place keeps or not."""
    return _OFFSET.fullmatch(" ".join(typed.split())) is not None


def zone_in_words(zone: str) -> str:
    """A zone's name as it is shown: `UTC+2` for Etc/GMT-2, any other as it is."""
    match = _FIXED.fullmatch(zone)
    return f"UTC{'+' if match[1] == '-' else '-'}{match[2]}" if match else zone
