"""Mistakes in reading and planning, and in what is said of it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from bot.app import vital_signs
from bot.model.channel import Schedule
from bot.planning import planner
from bot.ports import History
from bot.schedule import due_times, turn
from storage import outbox, papers, plans

Patches = list[Any]


def cursor_first() -> Patches:
    real = papers.SqlPapers.ingest

    async def ingest(self: Any, source: str, fetched: Any, now: Any, **more: Any) -> Any:
        await real(self, source, replace(fetched, papers=(), listings=()), now, **more)
        await asyncio.sleep(0)
        return await real(self, source, fetched, now, **more)

    return [patch.object(papers.SqlPapers, "ingest", ingest)]


def hours_compared() -> Patches:
    real = due_times.due_date

    def due_date(schedule: Schedule, instant: datetime) -> date | None:
        here = instant.astimezone(ZoneInfo(schedule.zone))
        return real(schedule, instant) if here.hour == schedule.at.hour else None

    return [patch.object(turn, "due_date", due_date)]


def date_forgotten() -> Patches:
    real = due_times.next_due

    def soon(schedule: Schedule, after: datetime, last: date | None = None) -> datetime:
        return min(real(schedule, after), after + timedelta(hours=3))

    def digest(*given: Any, **more: Any) -> Any:
        found = made(*given, **more)
        return found and found._replace(slot=f"{found.slot} {found.planned:%H%M%S}")

    made = planner._digest
    return [
        patch.object(turn, "_not_had", lambda day, last: day),
        patch.object(turn, "next_due", soon),
        patch.object(planner, "_digest", digest),
    ]


def future_believed() -> Patches:
    async def correct(self: Any, now: datetime, *, set_back: bool = False) -> int:
        return 0

    changed = dict(outbox._SQL)
    changed["disbelieve"] = (
        "DELETE FROM delivery WHERE id < 0 AND platform = :platform AND ready > :now AND ready > :latest"
    )
    return [patch.object(plans.SqlPlans, "correct_times", correct), patch.object(outbox, "_SQL", changed)]


def outage_is_a_quiet_day() -> Patches:
    return [patch.object(planner, "without", lambda *_: "")]


def no_reason() -> Patches:
    return [patch.object(planner, "why_empty", lambda *_, **__: "")]


def utc_date() -> Patches:
    real = due_times.due_date

    def due_date(schedule: Schedule, instant: datetime) -> date | None:
        return None if real(schedule, instant) is None else instant.astimezone(UTC).date()

    return [patch.object(turn, "due_date", due_date)]


def winter_offset() -> Patches:
    def first_valid(zone: str, day: date, at: Any) -> datetime | None:
        offset = datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
        return datetime.combine(day, at, UTC) - offset

    return [patch.object(due_times, "_first_valid", first_valid)]


def nothing_had() -> Patches:
    async def history(self: object, key: int, paper: int) -> History:
        return History()

    return [patch.object(plans.SqlPlans, "history", history)]


def health_blind() -> Patches:
    return [patch.object(vital_signs, "down", lambda polls, sources, now: ())]
