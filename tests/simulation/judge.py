"""What must hold after a scenario, judged by what people saw and what the database says; each breach is a sentence."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bot.model.digest import DAILY
from storage.rows.instants import from_column, to_column
from tests.simulation.chat import Stored
from tests.simulation.look_ups import (
    GRACE,
    Row,
    away,
    changed,
    dates_of,
    digests_of,
    excused,
    kept_away,
    papers_in,
    quiet,
)
from tests.simulation.notes_judged import blamed, called_late, said_to_be_down
from tests.simulation.oracle import day_over, due
from tests.simulation.papers import LISTED_AT, NAME, paper_ids
from tests.simulation.promises import broken_words, hidden_in, said_in
from tests.simulation.run import History
from tests.simulation.scenario import DAY, OF_WORKERS, Kind, Room
from tests.simulation.tokens_judged import without_token

PROMPT = timedelta(seconds=40)  # a digest whose hour has come, where nothing is wrong for its channel
TAKEN_OVER = timedelta(minutes=3)  # where another process has to find out first that one is no more
DRIFTED = timedelta(seconds=90)  # by which a clock that drifts may be behind


def breaches(history: History) -> list[str]:
    """Every breach that can be found."""
    found = [*history.broken]
    for chat in history.chats.values():
        found += chat.violations + (chat.tokens.violations if chat.tokens else [])
    for room in history.scenario.rooms:
        found += [f"{room.name}: {each}" for each in _of(history, room)]
    return [*found, *_unsettled(history), *_health(history)]


def _of(history: History, room: Room) -> Iterator[str]:
    seen = sorted(
        (each for each in history.chats[room.platform].messages if each.channel == room.name), key=lambda m: m.at
    )
    yield from _twice(seen, history)
    yield from _order(seen, history)
    yield from blamed(history, room)
    yield from called_late(history, seen)
    if (
        room.name in history.chats[room.platform].deleted
    ):  # nothing is due to it; its neighbours are judged as ever
        return
    yield from _days(history, room, seen)
    yield from _lost(history, room, seen)
    yield from broken_words(history, room, seen)


def _twice(seen: list[Stored], history: History) -> Iterator[str]:
    """No paper twice in a channel, and no message.

    One thing is not promised: where the log that knew of a date's digest was lost, and the clock was wrong as well,
    that date may have another digest, of other papers: by a clock ahead it may have come before its hour.
    """
    had: dict[str, str] = {}
    for message in seen:
        for paper in message.papers:
            if paper in had:
                yield f"{paper} came twice, with {had[paper]} and {message.id}"
            had[paper] = message.id
    if history.lost_logs and history.scenario.of(Kind.CLOCK):
        return
    tokens: dict[str, str] = {}
    for message in seen:
        if message.token in tokens:
            yield f"one message came twice, as {tokens[message.token]} and {message.id}"
        tokens[message.token] = message.id


def _order(seen: list[Stored], history: History) -> Iterator[str]:
    """The parts of a digest come in order; of one that was lost and made anew (`_twice`) that cannot be told."""
    if history.lost_logs and history.scenario.of(Kind.CLOCK):
        return
    digests = dict(history.disk.rows("SELECT token, digest FROM delivery"))
    parts: dict[int, int] = defaultdict(int)
    for message in seen:
        if message.token not in digests:  # the log that knew of it was lost
            continue
        digest = digests[message.token]
        if message.part != parts[digest]:
            yield f"part {message.part} of digest {digest} came after {parts[digest]} others"
        parts[digest] = max(parts[digest], message.part + 1)


def _days(history: History, room: Room, seen: list[Stored]) -> Iterator[str]:
    """One digest for each date, at its hour, and an empty one with its true reason."""
    scenario = history.scenario
    if scenario.of(Kind.CLOCK):
        yield from _goes_on(history, room)
        yield from _no_news(history, room, seen)
    if _days_off(history) or scenario.of(Kind.LOSE_LOG) or changed(history, room, "pause", "resume", "schedule"):
        return
    digests: dict[str, list[Row]] = defaultdict(list)
    for row in digests_of(history, room):
        if row.slot == DAILY:  # one that a clock of another day made has left its date to others
            digests[row.day].append(row)
    messages: dict[str, list[Stored]] = defaultdict(list)
    days = dict(
        history.disk.rows(
            "SELECT d.token, g.local_date FROM delivery AS d JOIN digest AS g ON g.id = d.digest WHERE g.slot LIKE 'daily%'"
        )
    )
    for message in seen:
        messages[days.get(message.token, "")].append(message)
    for day in dates_of(history):
        hour = due(room.zone, room.at, day)
        if hour and scenario.start < hour < scenario.instant(scenario.seconds) - timedelta(hours=1):
            had, came = digests[day.isoformat()], messages[day.isoformat()]
            yield from _day(history, room, day, hour=hour, digests=had, messages=came)


def _day(
    history: History, room: Room, day: date, *, hour: datetime, digests: list[Row], messages: list[Stored]
) -> Iterator[str]:
    """One date of a channel: exactly one digest, not before its hour, and not late where nothing was wrong."""
    # By the true time and by the clock that it has, which may drift, or be set back in the middle of posting.
    early = [message for message in messages if message.wall < hour and message.called < hour]
    if early and not _begun_after(history, early, hour):
        yield f"the digest of {day} came at {early[0].called}, before its hour {hour}"
    if len(digests) > 1:
        yield f"{len(digests)} digests of {day}"
    if not digests and not excused(history, room, hour, day_over(room.zone, day)):
        yield f"no digest of {day}"
    for digest in digests:
        if digest.empty and not digest.note:
            yield f"the digest of {day} is empty and gives no reason"
        behind = timedelta() if history.scenario.of(Kind.CLOCK) else max(timedelta(), digest.planned - hour)
        yield from said_to_be_down(history, hour + behind, digest.note)
    hindered = [ends for begins, ends in without_token(history, room) if begins <= hour + GRACE and hour < ends]
    due_at = max([hour, *hindered])  # what a token kept away comes as soon as there is one that is taken
    if digests and quiet(history, room, due_at - timedelta(hours=1), due_at + timedelta(hours=1), since=due_at):
        prompt = TAKEN_OVER if history.scenario.of(*OF_WORKERS) else PROMPT
        prompt += DRIFTED if history.scenario.of(Kind.DRIFT) else timedelta()
        late = [message for message in messages if message.at > due_at + prompt]
        if late:
            yield f"the digest of {day} came at {late[0].at}, though nothing was wrong at {due_at}"


def _begun_after(history: History, messages: list[Stored], hour: datetime) -> bool:
    """Whether a clock that was ahead for a while had begun with them: by that their hour had come."""
    if not history.scenario.of(Kind.CLOCK):
        return False
    first = history.disk.rows(
        "SELECT b.first_tried FROM delivery AS d JOIN delivery AS b ON b.digest = d.digest AND b.part = 0 "
        "WHERE d.token IN (SELECT value FROM json_each(?))",
        json.dumps([each.token for each in messages]),
    )
    return all(from_column(tried) >= hour for (tried,) in first)


def _goes_on(history: History, room: Room) -> Iterator[str]:
    """Whatever the clock showed: on the last day, when it is right, there is a digest."""
    end = history.scenario.instant(history.scenario.seconds)
    if (
        _silent(history, room)
        or history.scenario.of(Kind.REFUSED)
        or away(history, end - timedelta(hours=52), end)
    ):
        return
    failed = history.scenario.of(Kind.LOSE_LOG, Kind.DISK)
    if any(history.scenario.instant(e.at + e.seconds) > end - timedelta(hours=52) for e in failed):
        return
    moved = any(s.text.startswith("schedule") and s.ok for s in said_in(history, room))
    first = end - timedelta(hours=52 if moved else 28)
    if not any(first < row.planned <= end for row in digests_of(history, room)):
        yield "no digest on the last day, though the clock was right"


def _no_news(history: History, room: Room, seen: list[Stored]) -> Iterator[str]:
    """Where a clock that was ahead has had a date, nothing empty is posted for it later, nor for the day before."""
    rows = history.disk.rows(
        "SELECT d.token, g.local_date, o.local_date FROM digest AS g JOIN channel AS c ON c.id = g.channel "
        "JOIN delivery AS d ON d.digest = g.id JOIN digest AS o ON o.channel = g.channel AND o.id < g.id "
        "WHERE c.channel = ? AND g.slot = 'daily' AND o.slot = 'daily of another clock ' || o.id AND g.picks = '[]'",
        room.name,
    )
    for token, day, had in rows:
        ahead = date.fromisoformat(had) - date.fromisoformat(day)
        if ahead in {timedelta(), timedelta(days=1)} and any(each.token == token for each in seen):
            yield f"the digest of {day} was posted empty, and another clock had had {had}"


def _lost(history: History, room: Room, seen: list[Stored]) -> Iterator[str]:
    """Every paper of a day whose digest has come by the end is in some message, or said to be parked."""
    scenario = history.scenario
    if _silent(history, room):
        return
    if any(abs(e.amount) > 10 * DAY for e in scenario.of(Kind.CLOCK)):
        return  # by such a clock papers are too old, or of the future
    if _full(history, room):
        return  # more waited than a digest holds: the rest comes with the next ones
    digests = [row.planned for row in digests_of(history, room) if row.slot == DAILY]
    end = scenario.instant(scenario.seconds)
    swallowed = scenario.of(Kind.DISK) or _days_off(history) or away(history, end - timedelta(hours=48), end)
    if (
        not changed(history, room, "pause", "resume", "schedule", "now")
        and not swallowed
        and end - timedelta(hours=24) > scenario.start
        and not kept_away(history, room, end - timedelta(hours=24), end)
    ):
        digests.append(end - timedelta(hours=24))  # there was one since, or should have been
    if not digests:
        return
    had = {paper for message in seen for paper in message.papers} | hidden_in(history, room)
    parked = papers_in(history, room, "parked")
    ahead = timedelta(days=1 if _days_off(history) else 0)  # a digest may be of the day before the one it says
    until = (
        max(digests) - timedelta(hours=3) - ahead
    )  # what was listed by then the last digest at the latest could hold
    for down in scenario.of(
        Kind.SOURCE_DOWN
    ):  # what it lists from its last poll on is heard of when it answers again
        if scenario.instant(down.at) < until <= scenario.instant(down.at + down.seconds):
            until = scenario.instant(down.at) - timedelta(hours=3)
    day = _first_kept(history)
    while datetime.combine(day, LISTED_AT, UTC) < until:
        for paper in paper_ids(day):
            if paper not in had and paper not in parked:
                yield f"{paper} never came"
        day += timedelta(days=1)


def _first_kept(history: History) -> date:
    """The first list date whose papers must come: what was listed until the day after a log was lost is passed over."""
    lost = [history.scenario.instant(each.at) for each in history.scenario.of(Kind.LOSE_LOG)]
    ahead = timedelta(days=1 if _days_off(history) else 0)
    return max([history.scenario.start.date(), *(at.date() + timedelta(days=2) + ahead for at in lost)])


def _full(history: History, room: Room) -> bool:
    """Whether its last digest had as many papers as it may, or might when it was planned."""
    ((settings, picks),) = history.disk.rows(
        "SELECT c.settings, g.picks FROM channel AS c JOIN digest AS g ON g.channel = c.id WHERE c.channel = ? ORDER BY g.planned DESC LIMIT 1",
        room.name,
    ) or [("", "[]")]
    said = [e.text for e in history.scenario.of(Kind.SAY) if e.place == room.name]
    most = [int(text.split()[-1]) for text in said if text.startswith("settings picks")]
    return len(json.loads(picks)) >= min([*most, int(json.loads(settings or "{}").get("picks", 5))])


def _days_off(history: History) -> bool:
    """Whether the clock showed another date for a while: a date may then have had its digest before its day."""
    return any(abs(each.amount) >= DAY for each in history.scenario.of(Kind.CLOCK))


def _silent(history: History, room: Room) -> bool:
    """Whether somebody paused it and did not say that it goes on."""
    said = [each.text for each in said_in(history, room) if each.ok and each.text in {"pause", "resume"}]
    return bool(said) and said[-1] == "pause"


def _unsettled(history: History) -> Iterator[str]:
    """Nothing waits for ever."""
    end = history.scenario.instant(history.scenario.seconds)
    rows = history.disk.rows(
        "SELECT channel, state, due, reason FROM delivery AS d WHERE state IN ('queued', 'sending', 'ambiguous') "
        "AND NOT EXISTS (SELECT 1 FROM delivery AS p WHERE p.digest = d.digest AND p.part < d.part "
        "AND (p.state = 'parked' OR p.due > ?))",
        to_column(end - timedelta(hours=1)),
    )
    for channel, state, when, reason in rows:
        if when is None or from_column(when) < end - timedelta(hours=1):
            yield f"channel {channel} has a message that is {state} still: {reason}"
    for state, reason in history.disk.rows(
        "SELECT state, reason FROM delivery WHERE state IN ('parked', 'cancelled')"
    ):
        if not reason:
            yield f"a message is {state} without a reason"


def _health(history: History) -> Iterator[str]:
    """What `/healthz` says is so: well when all is over, and a source that is silent for long is named."""
    scenario = history.scenario
    last = scenario.instant(scenario.seconds) - timedelta(seconds=5)
    downs = [(scenario.instant(e.at), scenario.instant(e.at + e.seconds)) for e in scenario.of(Kind.SOURCE_DOWN)]
    for asked in history.health:
        reason, ok, at = asked.health.reason, asked.health.ok, asked.at
        if at >= last and not ok:
            yield f"all is over, and health says: {reason}"
        if scenario.of(Kind.CLOCK, Kind.DISK, Kind.LOSE_LOG):
            continue  # by another clock, or with an older poll, hours are counted otherwise
        lately = any(first <= at <= over + timedelta(hours=3) for first, over in downs)
        if not lately and NAME in reason and not away(history, at - timedelta(hours=3), at):
            yield f"at {at} {NAME} answered, and health says: {reason}"
        long = [first for first, over in downs if first + timedelta(hours=9) <= at < over]
        if long and (ok or NAME not in reason) and not away(history, long[0] - timedelta(hours=3), at):
            yield f"{NAME} was silent since {long[0]}, and at {at} health says: {reason}"
