"""Channels as rows, and back.

A schedule is written `09:00 01234 Europe/Paris`, settings as JSON of what differs from the defaults ("" if
nothing), a pause as JSON ("" if none). A million channels share few of these texts, so parsing is cached.
"""

import json
from datetime import time
from functools import lru_cache
from typing import Any

from bot.model.channel import Address, Changes, Channel, EmptyDay, Layout, Pause, Schedule, Settings
from bot.model.routine import Routine
from bot.remembered import remembered
from bot.schedule.repair import repaired
from storage.rows.instants import date_or_none, day, from_column, from_column_or_null, to_column, to_column_or_null

_DEFAULTS = Settings()


def channel(row: tuple[Any, ...]) -> Channel:
    """A row of (id, platform, workspace, channel, name, …, next_due, last_date), as unpacked here."""
    key, platform, workspace, place, name, since, times, settings, paused, owner, next_due, last_date = row
    mine = _routine((since, times, settings, paused, next_due, last_date))
    return Channel(key=key, address=Address(platform, workspace, place), name=name, owner=owner, **mine)


@remembered(16_384)
def routine(row: tuple[Any, ...]) -> Routine:
    """A row of (since, schedule, settings, pause, next_due, last_date, missed); one for all that have the same."""
    return Routine(**_routine(row[:6]), missed=date_or_none(row[6]))


def _routine(row: tuple[Any, ...]) -> dict[str, Any]:
    since, times, settings, paused, next_due, last_date = row
    return {
        "since": day(since),
        "schedule": schedule(times),
        "settings": _settings(settings),
        "pause": pause(paused),
        "next_due": from_column_or_null(next_due),
        "last_date": date_or_none(last_date),
    }


def columns(channel: Channel) -> tuple[Any, ...]:
    """What can change of a channel, from `name` to `last_date`."""
    return (
        channel.name,
        channel.since.isoformat(),
        schedule_column(channel.schedule),
        settings_column(channel.settings),
        pause_column(channel.pause),
        channel.owner,
        to_column_or_null(channel.next_due),
        channel.last_date.isoformat() if channel.last_date else None,
    )


def schedule_column(schedule: Schedule) -> str:
    """A schedule as text; one that only stands in for another is not written over it."""
    schedule = schedule.stored or schedule
    days = "".join(str(day) for day in sorted(schedule.weekdays))
    return f"{schedule.at.isoformat('auto')} {days or '-'} {schedule.zone}"


def settings_column(settings: Settings) -> str:
    """Settings as text."""
    changed = {
        name: value
        for name in Settings.__dataclass_fields__
        if (value := getattr(settings, name)) != getattr(_DEFAULTS, name)
    }
    return json.dumps(changed, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if changed else ""


def pause_column(pause: Pause | None) -> str:
    """A pause as text."""
    if pause is None:
        return ""
    return json.dumps(
        {
            "since": to_column(pause.since),
            "reason": pause.reason,
            "by": pause.by,
            "fix": pause.fix,
            "until": to_column_or_null(pause.until),
            "probe": pause.probe,
            **({"name": pause.name} if pause.name else {}),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


@lru_cache(maxsize=4096)
def schedule(column: str) -> Schedule:
    """A schedule from its text."""
    at, days, zone = column.split(" ", 2)
    weekdays = frozenset() if days == "-" else frozenset(int(day) for day in days)
    return repaired(Schedule(at=time.fromisoformat(at), weekdays=weekdays, zone=zone))


@lru_cache(maxsize=4096)
def _settings(column: str) -> Settings:
    if not column:
        return _DEFAULTS
    known = {name: value for name, value in json.loads(column).items() if name in Settings.__dataclass_fields__}
    read: dict[str, Any] = {
        "layout": Layout,
        "empty_day": EmptyDay,
        "changes": Changes,
        **dict.fromkeys(("sources", "save_emoji", "vote_emoji", "hide_emoji"), tuple),
        "extras": lambda pairs: tuple((name, value) for name, value in pairs),
    }
    return Settings(**{name: read.get(name, lambda same: same)(value) for name, value in known.items()})


@remembered()
def pause(column: str) -> Pause | None:
    """A pause from its text."""
    if not column:
        return None
    found = json.loads(column)
    return Pause(
        since=from_column(found["since"]),
        reason=found["reason"],
        by=found["by"],
        fix=found["fix"],
        until=from_column_or_null(found["until"]),
        probe=found["probe"],
        name=found.get("name", ""),
    )
