"""What `doctor` checks of the core's own surroundings, sources and time zones, whatever fails beside it."""

from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from zoneinfo import TZPATH

from bot.errors import PaperboyError
from bot.ports import Finding, Source
from bot.schedule.zones import zone_names

SKEW = timedelta(minutes=2)  # more than a slow answer can explain
FEWEST_ZONES = 300  # the IANA list has about 600 names; a slim image without tzdata has hardly any


async def looked(what: str, looking: Awaitable[Sequence[Finding]]) -> Sequence[Finding]:
    """What it found; or that it could not look, and why: the others look all the same."""
    try:
        return await looking
    except PaperboyError as error:
        return [Finding(what, ok=False, detail="could not be looked at", fix=error.sentence)]


async def check_sources(sources: Sequence[Source], now: datetime) -> Sequence[Finding]:
    """Ask each source once, as a first poll would; nothing is stored."""
    findings = []
    for source in sources:
        fetched = await source.fetch("", now)
        detail = f"{len(fetched.papers)} papers" + (f"; {fetched.note}" if fetched.note else "")
        fix = (
            ""
            if fetched.ok
            else "Check the internet connection, a proxy, and the source's address in the settings."
        )
        findings.append(Finding(f"source {source.name}", ok=fetched.ok, detail=detail, fix=fix))
    return findings


def check_clock(ahead: timedelta | None) -> Finding:
    """How far this machine's clock is from the sources' (None: none said)."""
    if ahead is None:
        return Finding("clock", ok=None, detail="no source told its time")
    seconds = ahead.total_seconds()
    if abs(ahead) <= SKEW:
        return Finding("clock", ok=True, detail=f"within {max(1, abs(round(seconds)))} s of the sources' clocks")
    way = "ahead of" if seconds > 0 else "behind"
    detail = f"{abs(ahead) - timedelta(microseconds=ahead.microseconds)} {way} the sources' clocks"
    return Finding("clock", ok=False, detail=detail, fix="Set it right, and switch a time service on (NTP).")


def check_zones() -> Finding:
    """Whether there is time-zone data to speak of."""
    known = len(zone_names())
    where = ", ".join(TZPATH) or "the tzdata package"
    fix = "" if known >= FEWEST_ZONES else "Install time-zone data: pip install tzdata"
    return Finding("time zones", ok=known >= FEWEST_ZONES, detail=f"{known} known ({where})", fix=fix)
