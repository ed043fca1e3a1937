"""Channels' times put right after a clock was wrong: each set of times is looked at once for all that share it."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.model.channel import Schedule
from bot.schedule.believed import Restored, Times, believed_since, believed_times
from bot.schedule.due_times import local_date, next_due
from storage.connection import Connection, Transaction
from storage.rows import facts
from storage.rows.channels import pause, schedule
from storage.rows.instants import date_or_none, day, from_column_or_null, to_column_or_null
from storage.statements import statements

_SQL = statements("plans")


def correct_times(now: datetime, set_back: bool, connection: Connection, transaction: Transaction) -> int:
    """Correct what cannot be; how many channels' times it was."""
    again = _pause_again(now, connection, transaction) if set_back else 0
    latest = now.date()  # west of UTC it is the day before: what is later than that is held against its own zone
    ahead = {"last": (latest - timedelta(days=1)).isoformat(), "since": latest.isoformat()}
    sets = connection.execute(_SQL["stored_times"], ahead).fetchall()
    wrong = [(row, right) for row in sets if (right := _right(row, now)) is not None]
    starts = connection.execute(_SQL["late_starts"], ahead).fetchall()
    corrected = again
    if not wrong and not starts:
        return corrected
    restored = _restored(connection) if starts else None
    with transaction():
        if set_back:
            connection.execute(_SQL["forget_times"])
        for row, right in wrong:
            corrected += _put_right(connection, row, right, now)
        for their_schedule, paused, since in starts:
            new = believed_since(schedule(their_schedule), pause(paused), day(since), now, restored=restored)
            if new != day(since):
                asked = {"schedule": their_schedule, "pause": paused, "since": since, "new": new.isoformat()}
                keys = [key for (key,) in connection.execute(_SQL["starting"], asked)]
                connection.execute(_SQL["remember_times"], {"channels": json.dumps(keys)})
                corrected += connection.execute(_SQL["start_by"], asked).rowcount
    return corrected


def _restored(connection: Connection) -> Restored | None:
    since = facts.read(connection, facts.RESTORED)
    if since is None:
        return None
    return Restored(day(since), date_or_none(connection.execute(_SQL["newest_list"]).fetchone()[0]))


def _pause_again(now: datetime, connection: Connection, transaction: Transaction) -> int:
    """Pauses that a clock which was ahead ended before their time go on; how many."""
    ended = {
        key: text for key, text in facts.beginning(connection, facts.PAUSE_ENDED).items() if _lasts(text, now)
    }
    if not ended:
        return 0
    with transaction():
        for key, text in ended.items():
            facts.forget(connection, f"{facts.PAUSE_ENDED}{key}")
            row = connection.execute(_SQL["unpaused"], {"channel": int(key)}).fetchone()
            silent = pause(text)
            if row is not None and silent is not None and silent.until is not None:
                last = date_or_none(row[1])
                due = next_due(
                    schedule(row[0]), silent.until, last and min(last, local_date(schedule(row[0]), now))
                )
                asked = {"channel": int(key), "pause": text, "next_due": to_column_or_null(due)}
                connection.execute(_SQL["paused_again"], asked)
    return len(ended)


def _lasts(text: str, now: datetime) -> bool:
    found = pause(text)
    return found is not None and found.until is not None and found.until > now


def _right(row: tuple[str, str, int | None, str | None], now: datetime) -> Times | None:
    """The times in the place of a set that cannot be; None for one that can."""
    their_schedule, paused, next_due, last_date = row
    stored = Times(from_column_or_null(next_due), date_or_none(last_date))
    times = believed_times(schedule(their_schedule), pause(paused), stored, now)
    return None if times == stored else times


def _put_right(
    connection: Connection, row: tuple[str, str, int | None, str | None], right: Times, now: datetime
) -> int:
    asked = dict(zip(("schedule", "pause", "next_due", "last_date"), row, strict=True))
    keys = [key for (key,) in connection.execute(_SQL["with_times"], asked)]
    last = right.last_date.isoformat() if right.last_date else None
    channels = json.dumps(keys)
    connection.execute(_SQL["remember_times"], {"channels": channels})
    connection.execute(
        _SQL["put_right"],
        {"next_due": to_column_or_null(right.next_due), "last_date": last, "channels": channels},
    )
    if last is not None and asked["last_date"] != last:
        today = local_date(schedule(row[0]), now)
        _had_today(connection, keys, schedule(row[0]), today, now)
        free_dates(connection, keys, today.isoformat())
    return len(keys)


def _had_today(connection: Connection, keys: Sequence[int], mine: Schedule, today: date, now: datetime) -> None:
    """Those of the channels that had today's digest before the clock was ahead wait for another day's."""
    asked = {"channels": json.dumps(keys), "today": today.isoformat()}
    had = [key for (key,) in connection.execute(_SQL["had_today"], asked)]
    if had:
        due = to_column_or_null(next_due(mine, now, today))
        asked = {"channels": json.dumps(had), "today": today.isoformat()}
        connection.execute(_SQL["have_had_today"], {**asked, "next_due": due})


def free_dates(connection: Connection, keys: Sequence[int], last_date: str) -> None:
    """Digests of these channels of dates later than that leave their dates to digests yet to come."""
    asked = {"channels": json.dumps(keys), "last_date": last_date}
    if connection.execute(_SQL["free_dates"], asked).rowcount > 0:
        facts.write(connection, facts.FREED, "1")


def restore_times(now: datetime, connection: Connection) -> int:
    """The clock was set back and is right again: channels have the times that were put right meanwhile, as far as
    those can be; how many.
    """
    restored = 0
    rows = connection.execute(_SQL["remembered_times"]).fetchall()
    for key, their_schedule, paused, same, current, before, last_date, since, missed in rows:
        mine, silent = schedule(their_schedule), pause(paused)
        today, last = local_date(mine, now), date_or_none(last_date)
        if (last is not None and last > today) or believed_since(mine, silent, day(since), now) != day(since):
            continue
        due = from_column_or_null(before)
        if not same:  # somebody changed when its digests come: the next hour by that, whatever it was before
            due = None if current is None else datetime.max.replace(tzinfo=UTC)
        times = believed_times(mine, silent, Times(due, last), now)
        asked = {"channel": key, "today": today.isoformat(), "now": to_column_or_null(now)}
        connection.execute(_SQL["have_date_again"], asked)
        row = {"next_due": to_column_or_null(times.next_due), "last_date": last_date, "since": since}
        connection.execute(_SQL["have_times_again"], {**asked, **row, "missed": missed})
        restored += 1
    connection.execute(_SQL["forget_times"])
    return restored
