"""Whether what a digest says of itself is so: that a source was down, that it is late."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.schedule.lateness import LATE_NOTE_AFTER
from tests.simulation.chat import Stored
from tests.simulation.look_ups import away, digests_of
from tests.simulation.oracle import due
from tests.simulation.papers import NAME
from tests.simulation.run import History
from tests.simulation.scenario import Kind, Room


def said_to_be_down(history: History, hour: datetime, note: str) -> Iterator[str]:
    """A source that has been silent for hours is named."""
    scenario = history.scenario
    downs = scenario.of(Kind.SOURCE_DOWN)
    before = hour - timedelta(hours=4)
    silent = any(scenario.instant(e.at) <= before and hour < scenario.instant(e.at + e.seconds) for e in downs)
    if silent and NAME not in note and not away(history, before, hour + timedelta(hours=1)):
        yield f"the digest due {hour} does not say that {NAME} was down: {note!r}"


def blamed(history: History, room: Room) -> Iterator[str]:
    """A source that always answered is not blamed, whatever the clock showed."""
    if history.scenario.of(Kind.SOURCE_DOWN, Kind.DISK):
        return
    for row in digests_of(history, room):
        if "could not be fetched" in row.note:
            yield f"the digest of {row.day} blames a source that answered: {row.note!r}"


def called_late(history: History, seen: list[Stored]) -> Iterator[str]:
    """A digest that comes at its hour, by the clock that it has, does not call itself late."""
    if history.scenario.of(Kind.DRIFT, Kind.LOSE_LOG):
        return
    rows = history.disk.rows(
        "SELECT d.token, g.local_date, g.late FROM delivery AS d JOIN digest AS g ON g.id = d.digest "
        "WHERE d.part = 0 AND g.slot = 'daily' AND g.late IS NOT NULL"
    )
    rooms = {room.name: room for room in history.scenario.rooms}
    late = {token: (day, hour) for token, day, hour in rows}
    for message in seen:
        if message.token in late:
            day, at = late[message.token]
            hour = due(rooms[message.channel].zone, time.fromisoformat(at), date.fromisoformat(day))
            if hour is not None and message.wall - hour < LATE_NOTE_AFTER:
                yield f"the digest of {day} came at {message.wall}, and says that it is late: it was due at {at}"
