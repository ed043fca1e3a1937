"""What a digest says of sources that did not answer: nobody can know what they listed. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.source_down import Down
from bot.remembered import remembered
from bot.schedule.day_name import day_name

MISSED_AFTER = timedelta(hours=2)  # a source is asked hourly: after one failed poll nothing has been missed yet


@remembered()  # a night's channels share a few sets of sources and zones
def without(down: tuple[Down, ...], sources: Sequence[str], zone: str, now: datetime) -> str:
    """A sentence for a channel with these sources (none: all) that has to do without some; "" if it does not."""
    missing = [
        each
        for each in down
        if (not sources or each.source in sources) and (each.since is None or now - each.since >= MISSED_AFTER)
    ]
    if not missing:
        return ""
    return f"Papers could not be fetched from {' and '.join(_said(each, zone) for each in missing)}."


def _said(missing: Down, zone: str) -> str:
    since = f" since {_moment(missing.since, zone)}" if missing.since else ""
    return f"{missing.source}{since} ({missing.note})"


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_name(local.date())}, {local:%H:%M}"
