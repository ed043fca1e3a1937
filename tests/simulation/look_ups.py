"""What the judgements look up: digests, dates, and what may have kept a digest away."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from storage.rows.instants import from_column
from tests.simulation.oracle import day_over, due
from tests.simulation.run import History
from tests.simulation.scenario import Kind, Room
from tests.simulation.tokens_judged import without_token

GRACE = timedelta(minutes=6)  # beyond midnight a digest of 23:55 is still that day's


class Row(NamedTuple):
    """A digest as stored."""

    day: str
    slot: str
    planned: datetime
    note: str
    empty: bool


def digests_of(history: History, room: Room) -> list[Row]:
    """As the database has them."""
    rows = history.disk.rows(
        "SELECT g.local_date, g.slot, g.planned, g.note, g.picks = '[]' FROM digest AS g "
        "JOIN channel AS c ON c.id = g.channel WHERE c.channel = ?",
        room.name,
    )
    return [Row(day, slot, from_column(planned), note, bool(empty)) for day, slot, planned, note, empty in rows]


def papers_in(history: History, room: Room, state: str) -> set[str]:
    """Papers of digests of which some message is in that state."""
    rows = history.disk.rows(
        "SELECT p.canonical FROM seen AS s JOIN paper AS p ON p.id = s.paper JOIN channel AS c ON c.id = s.channel "
        "WHERE c.channel = ? AND EXISTS (SELECT 1 FROM delivery AS d WHERE d.channel = c.id AND d.state = ?)",
        room.name,
        state,
    )
    return {name for (name,) in rows}


def changed(history: History, room: Room, *words: str) -> bool:
    """Whether people asked there for anything that begins with these words."""
    return any(e.place == room.name and e.text.startswith(words) for e in history.scenario.of(Kind.SAY))


def dates_of(history: History) -> Iterator[date]:
    """Every date that the scenario may be about."""
    day = history.scenario.start.date() - timedelta(days=1)
    while day <= history.scenario.instant(history.scenario.seconds).date():
        yield day
        day += timedelta(days=1)


def excused(history: History, room: Room, hour: datetime, over: datetime) -> bool:
    """Whether something kept that date's digest away: no process, no database, no way into the channel."""
    scenario = history.scenario
    if any(
        scenario.instant(e.at) < over and hour < scenario.instant(e.at + e.seconds) for e in scenario.of(Kind.DISK)
    ):
        return True
    if _covered([*history.away, *without_token(history, room)], hour + GRACE, over - timedelta(minutes=2)):
        return True
    chat = history.chats[room.platform]
    for where, first, last in chat.refused.spans:
        rest = timedelta(days=min(max((last - first).days, 1), 7))  # it is tried more and more rarely
        tried = any(last <= m.at < hour for m in chat.messages if m.channel == room.name)
        if where == room.name and last <= hour < last + rest and not tried:
            return True
    return (
        chat.refused.touch(room.name, hour - timedelta(days=1), over)
        or chat.dead.touch(room.workspace, hour - timedelta(hours=2), over)  # it is asked for every half an hour
    )


def kept_away(history: History, room: Room, first: datetime, last: datetime) -> bool:
    """Whether there was no token from the hour of a date in that span until the date was over."""
    for day in dates_of(history):
        hour, over = due(room.zone, room.at, day), day_over(room.zone, day)
        if hour is None or not first < hour <= last:
            continue
        spans = [span for span in without_token(history, room) if span[0] <= hour + GRACE and hour < span[1]]
        if spans and _covered(spans, hour + GRACE, over - timedelta(minutes=2)):
            return True
    return False


def _covered(spans: list[tuple[datetime, datetime]], first: datetime, last: datetime) -> bool:
    """Whether the spans leave no time between the two."""
    for begins, ends in sorted(spans):
        if begins <= first:
            first = max(first, ends + timedelta(minutes=3))
    return first >= last


def quiet(history: History, room: Room, first: datetime, last: datetime, *, since: datetime) -> bool:
    """Whether nothing at all was wrong for that channel in that span; its tokens were taken `since` then."""
    scenario, chat = history.scenario, history.chats[room.platform]
    if scenario.of(Kind.DISK, Kind.CLOCK) or away(history, first, last):
        return False
    if any(
        scenario.instant(e.at) < last and first < scenario.instant(e.at + e.seconds)
        for e in scenario.of(Kind.SOURCE_DOWN)
    ):
        return False
    before = first - timedelta(days=1)
    return not (
        chat.rough.touch(room.name, before, last)  # a neighbour's troubles delay nobody
        or chat.refused.touch(room.name, before, last)
        or chat.dead.touch(room.workspace, before, last)
        or any(begins < last and since < ends for begins, ends in without_token(history, room))
        or scenario.poison
    )


def away(history: History, first: datetime, last: datetime) -> bool:
    """Whether no process ran at some time in that span."""
    return any(gone < last and first < back for gone, back in history.away)
