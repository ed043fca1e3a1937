"""What was answered, held against what happened: pauses, settings, the next digest, previews, `why` and `status`."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.digest import DAILY
from storage.rows.instants import from_column
from tests.simulation.chat import Stored
from tests.simulation.run import History, Said
from tests.simulation.scenario import Event, Kind, Room
from tests.simulation.tokens_judged import status_of_tokens, without_token

_NEXT = re.compile(
    r"(?:[Tt]he next (?:digest|one) comes|next digest:) \w{3} (\d+ \w{3} \d{4}, \d\d:\d\d) \(([\w/+-]+)\)"
)
PLANNED_WITHIN = timedelta(minutes=3)  # of its hour, where nothing is wrong
AT_ONCE = timedelta(seconds=1)  # for which a digest that is being planned may not be stored yet
# What may keep an answer from coming true, and for how long after it is over.
DISTURBING = {
    Kind.CRASH: timedelta(minutes=10),
    Kind.STOP: timedelta(minutes=10),
    Kind.LOSE_LOG: timedelta(minutes=10),
    Kind.DISK: timedelta(minutes=10),
    Kind.DRIFT: timedelta(minutes=10),
    Kind.CLOCK: timedelta(hours=1),
    Kind.DEAD: timedelta(days=1),  # until it is found out that the channel can be posted to
    Kind.REFUSED: timedelta(days=7),
}


def broken_words(history: History, room: Room, seen: list[Stored]) -> Iterator[str]:
    """Every answer that was not true."""
    yield from _promises(history, room, seen)
    yield from _explained(history, room, seen)
    yield from _hidden(history, room, seen)
    for word in said_in(history, room):
        if word.ok and not _forgotten(history, word):
            yield from _next(history, room, word)
            yield from _previewed(history, room, word, seen)
            yield from _status(history, room, word)
            yield from status_of_tokens(history, room, word)


def _forgotten(history: History, word: Said) -> bool:
    """Whether what came of it was lost with a log."""
    return any(kept <= word.answered <= died for kept, died in history.lost_logs)


def said_in(history: History, room: Room) -> list[Said]:
    """What was said in a channel and answered, in the order of the answers."""
    return sorted((each for each in history.said if each.room == room.name), key=lambda s: s.answered)


def hidden_in(history: History, room: Room) -> set[str]:
    """Papers that people said they do not want there, whatever was answered."""
    asked = [each.text for each in history.scenario.of(Kind.SAY) if each.place == room.name]
    return {text.removeprefix("hide ") for text in asked if text.startswith("hide ")}


def _hidden(history: History, room: Room, seen: list[Stored]) -> Iterator[str]:
    """What was hidden is in no digest that was planned after that."""
    if history.scenario.of(
        Kind.LOSE_LOG, Kind.CLOCK, Kind.DRIFT
    ):  # it is forgotten, or was planned by another clock
        return
    planned = dict(
        history.disk.rows("SELECT d.token, g.planned FROM delivery AS d JOIN digest AS g ON g.id = d.digest")
    )
    for word in said_in(history, room):
        paper = word.text.removeprefix("hide ")
        if not word.ok or paper == word.text:
            continue
        for message in seen:
            if paper in message.papers and word.answered < from_column(planned[message.token]):
                yield f"{paper} was hidden at {word.answered} and came with {message.id}"


def _until(history: History, room: Room, word: Said) -> datetime:
    """When somebody said something else there, whatever was answered."""
    scenario = history.scenario
    later = [scenario.instant(e.at) for e in scenario.of(Kind.SAY) if e.place == room.name]
    return min((at for at in later if at > word.asked), default=scenario.instant(scenario.seconds))


def _disturbed(history: History, first: datetime, last: datetime) -> bool:
    """Whether anything went wrong in that span, or its aftermath was not over."""
    scenario = history.scenario
    if any(
        begins <= last and first <= ends + DISTURBING[Kind.CRASH]
        for room in scenario.rooms
        for begins, ends in without_token(history, room)
    ):
        return True
    if any(gone <= last and first <= back + DISTURBING[Kind.CRASH] for gone, back in history.away):
        return True  # a death comes some steps after its event, perhaps much later
    return any(
        scenario.instant(each.at) <= last
        and first <= scenario.instant(each.at + each.seconds) + DISTURBING[each.kind]
        for each in scenario.of(*DISTURBING)
    )


def _next(history: History, room: Room, word: Said) -> Iterator[str]:
    """The next digest comes when it was said, and none before it."""
    told = _NEXT.search(word.words)
    if not told or _contradicted(history, room, word):
        return
    wall = datetime.strptime(told[1], "%d %b %Y, %H:%M").replace(tzinfo=ZoneInfo(told[2]))
    instant, until = wall.astimezone(UTC), _until(history, room, word)
    if _disturbed(history, word.asked, max(word.answered, min(until, instant + PLANNED_WITHIN))):
        return
    rows = history.disk.rows(
        "SELECT g.planned FROM digest AS g JOIN channel AS c ON c.id = g.channel WHERE c.channel = ? AND g.slot LIKE ? "
        "AND g.slot NOT LIKE '%of another clock%'",
        room.name,
        f"{DAILY}%",
    )
    planned = [at for (column,) in rows if word.asked - AT_ONCE < (at := from_column(column)) < until]
    wrong = history.scenario.of(Kind.CLOCK)  # what was planned by a clock that is behind only seems to be early
    shown = [(each.at + each.amount, each.at + each.seconds + each.amount) for each in wrong]
    early = [  # what comes while it is being answered is neither early nor missing
        at
        for at in planned
        if word.answered < at < instant and not any(_within(history, at, *span) for span in shown)
    ]
    if early:
        yield f'"{word.text}" said that the next digest comes {instant}, and it came {min(early)}'
    if instant + PLANNED_WITHIN < until and not any(at <= instant + PLANNED_WITHIN for at in planned):
        yield f'"{word.text}" said that the next digest comes {instant}, and it came {min(planned, default=None)}'


def _contradicted(history: History, room: Room, word: Said) -> bool:
    """Whether somebody else changed at the same moment when its digests come: either may be the later one."""
    asked = history.scenario.of(Kind.SAY)
    there = [e for e in asked if e.place == room.name and e.text.startswith(("schedule", "pause", "resume"))]
    return any(e.text != word.text and abs(history.scenario.instant(e.at) - word.asked) <= AT_ONCE for e in there)


def _within(history: History, at: datetime, first: float, last: float) -> bool:
    return history.scenario.instant(first) <= at <= history.scenario.instant(last)


def _previewed(history: History, room: Room, word: Said, seen: list[Stored]) -> Iterator[str]:
    """A preview holds nothing that the channel had, and the digest that comes next is what was shown."""
    if word.text != "preview" or history.scenario.of(Kind.SOURCE_DOWN, Kind.ROUGH, Kind.CLOCK, Kind.LOSE_LOG):
        return
    had = {paper for message in seen if message.at < word.asked for paper in message.papers}
    if again := had.intersection(word.papers):
        yield f"the preview at {word.answered} shows what was posted: {sorted(again)}"
    until = _until(history, room, word)
    rows = history.disk.rows(
        "SELECT g.planned, g.picks FROM digest AS g JOIN channel AS c ON c.id = g.channel "
        "WHERE c.channel = ? ORDER BY g.planned",
        room.name,
    )
    names = dict(history.disk.rows("SELECT id, canonical FROM paper"))
    news = [from_column(added) for (added,) in history.disk.rows("SELECT DISTINCT added FROM paper")]
    for column, picks in rows:
        planned = from_column(column)
        if not word.answered < planned < until:
            continue
        papers = {names[pick[0]] for pick in json.loads(picks)}
        if _disturbed(history, word.asked, planned):
            return
        if not any(word.asked < at <= planned for at in news) and papers != set(word.papers):
            yield f"the preview at {word.answered} showed {sorted(word.papers)}, and {sorted(papers)} came at {planned}"
        return


def _status(history: History, room: Room, word: Said) -> Iterator[str]:
    """`status` says that a channel is paused if, and only if, somebody paused it."""
    if word.text != "status" or _disturbed(history, word.asked, word.answered):
        return
    words = [each for each in said_in(history, room) if not _forgotten(history, each)]
    before = [each for each in words if each.answered < word.asked and each.ok]
    asked = [e for e in history.scenario.of(Kind.SAY) if e.place == room.name and e.text in {"pause", "resume"}]
    if any(abs((history.scenario.instant(e.at) - word.asked).total_seconds()) < 60 for e in asked):
        return  # at the same moment: either order is one
    if any(history.scenario.instant(e.at) < word.asked and not _answered(history, room, e) for e in asked):
        return  # what was not answered came to something or to nothing
    paused = [each.text for each in before if each.text in {"pause", "resume"}][-1:] == ["pause"]
    if paused != ("Paused by" in word.words):
        yield f"it was {'' if paused else 'not '}paused, and status said at {word.answered}: {word.words!r}"


def _answered(history: History, room: Room, event: Event) -> bool:
    """Whether the answer says what came of it: one that something went wrong does not."""
    asked = history.scenario.instant(event.at)
    return any(
        each.text == event.text
        and abs(each.asked - asked) < timedelta(seconds=1)
        and "went wrong" not in each.words
        for each in said_in(history, room)
    )


def _promises(history: History, room: Room, seen: list[Stored]) -> Iterator[str]:
    """What was answered happened."""
    scenario, said = history.scenario, said_in(history, room)
    asked = [event for event in scenario.of(Kind.SAY) if event.place == room.name]  # answered or not
    end = scenario.instant(scenario.seconds)
    for word in said:
        if not word.ok:
            continue
        later = [event for event in asked if scenario.instant(event.at) > word.asked]
        until = min((scenario.instant(event.at) for event in later), default=end)
        if word.text == "pause":
            until = min([until, *(died for kept, died in history.lost_logs if kept <= word.answered <= died)])
            for message in (each for each in seen if not each.part):  # a digest that has begun is finished
                if word.answered + timedelta(seconds=60) < message.called < until and not _insisted(
                    history, message
                ):
                    yield f"it was paused at {word.answered} and {message.id} came at {message.called}"
        if word.text.startswith("settings picks") and not any(w.text.startswith("settings picks") for w in later):
            yield from _kept(history, room, f'"picks": {word.text.split()[-1]}', word)
        if word.text.startswith("schedule") and not any(w.text.startswith("schedule") for w in later):
            yield from _kept(history, room, f"{word.text.split()[-1]:0>5}:00", word)


def _explained(history: History, room: Room, seen: list[Stored]) -> Iterator[str]:
    """What `why` says of a paper is so: posted means that it is there, anything else that it is not (or that the log
    which knew of it was lost since).
    """
    lost = [history.scenario.instant(each.at) for each in history.scenario.of(Kind.LOSE_LOG)]
    for word in said_in(history, room):
        if not word.text.startswith("why ") or not word.ok:
            continue
        paper = word.text.removeprefix("why ")
        there = [message for message in seen if paper in message.papers]
        if "It was posted" in word.words:
            if not any(message.at <= word.answered for message in there):
                yield f"why says that {paper} was posted, and it is not there: {word.words!r}"
        elif any(at < word.asked for at in lost):
            continue
        elif "on its way" not in word.words and any(message.at < word.asked for message in there):
            yield f"{paper} was posted at {there[0].at}, and why says at {word.asked}: {word.words!r}"


def _kept(history: History, room: Room, text: str, word: Said) -> Iterator[str]:
    if history.lost_logs:
        return
    rows = history.disk.rows("SELECT schedule, settings FROM channel WHERE channel = ?", room.name)
    if not rows:
        yield "it was deleted for good, by a clock that was ahead for hours"
        return
    ((schedule, settings),) = rows
    if text.replace(" ", "") not in f"{schedule}{settings}".replace(" ", ""):
        yield f'"{word.text}" was answered with yes, and the channel has {schedule} {settings}'


def _insisted(history: History, message: Stored) -> bool:
    rows = history.disk.rows(
        "SELECT g.slot FROM delivery AS d JOIN digest AS g ON g.id = d.digest WHERE d.token = ?", message.token
    )
    return any(not slot.startswith(DAILY) for (slot,) in rows)
