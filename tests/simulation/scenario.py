"""A scenario: what happens to Paperboy, decided beforehand from one seed, so that it can be replayed and shrunk."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.model.channel import Address
from tests.simulation.oracle import due
from tests.simulation.papers import paper_ids

# The days around which zones change their clocks, and ordinary ones.
STARTS = (
    datetime(2026, 3, 27, 3, tzinfo=UTC),  # Europe, 29 March
    datetime(2026, 3, 6, 20, tzinfo=UTC),  # the United States, 8 March
    datetime(2026, 4, 3, 3, tzinfo=UTC),  # Australia and New Zealand, 5 April
    datetime(2026, 10, 23, 3, tzinfo=UTC),  # Europe, 25 October
    datetime(2026, 11, 17, 3, tzinfo=UTC),
)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Kolkata")
HOURS = (time(0), time(2, 30), time(9), time(9), time(16), time(23, 55))


class Kind(StrEnum):
    """What can happen."""

    CRASH = "crash"  # the process dies; `amount`: steps after that instant, `seconds`: until it is started again
    STOP = "stop"  # it is stopped in order; `seconds` as above
    LOSE_LOG = "lose log"  # it dies and the write-ahead log is lost
    ROUGH = "rough"  # the platform is unwell for `seconds` in `place`
    REFUSED = "refused"  # the channel cannot be posted to
    DEAD = "dead"  # the workspace is dead
    DELETED = "deleted"  # somebody deletes the channel, for good
    REVOKED = (
        "token revoked"  # Slack's of a workspace, which says `text` of it; after `seconds` it is installed again
    )
    RESET = "token reset"  # Discord's, of all servers; after `seconds` Paperboy is started with the new one
    SOURCE_DOWN = "source down"
    DISK = "disk"  # the disk fails now and then for so many seconds; `text`: how
    CLOCK = "clock"  # the wall clock is set ahead by `amount` seconds, and right again after `seconds`
    DRIFT = "drift"  # the wall clock gains `amount` seconds in each, and is set right after `seconds`
    WORKER_DIES = "worker dies"  # one of several processes, `place`; started anew after `seconds`
    WORKER_FREEZES = "worker freezes"  # it stands still for `seconds`, and goes on as if nothing had been
    WORKER_UNHEARD = "worker unheard"  # its heartbeats do not arrive for `seconds`, and it works on
    SAY = "say"  # somebody types `text`


OF_WORKERS = (Kind.WORKER_DIES, Kind.WORKER_FREEZES, Kind.WORKER_UNHEARD)


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happens so many seconds after the start."""

    at: float
    kind: Kind
    place: str = ""
    text: str = ""
    amount: float = 0
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Room:
    """A channel: where, when it wants its digest."""

    platform: str
    workspace: str
    name: str
    zone: str
    at: time


# The first is far more than real ones, so that few channels meet it; the second leaves a channel's own to be met.
WIDE_EVERY = (2.0, 0.8)


@dataclass(frozen=True, slots=True)
class Scenario:
    """All that happens. `seconds`: how long; nothing goes wrong in the last `CALM` of them."""

    seed: int
    start: datetime
    rooms: tuple[Room, ...]
    events: tuple[Event, ...]
    seconds: float
    history: bool = True
    poison: bool = False
    rotates: bool = False  # Slack's tokens, which last twelve hours
    wide_every: float = WIDE_EVERY[
        0
    ]  # seconds between two messages that a limit wider than a channel's counts together

    def instant(self, at: float) -> datetime:
        return self.start + timedelta(seconds=at)

    def without(self, index: int) -> "Scenario":
        """The same without one event, for shrinking."""
        return replace(self, events=self.events[:index] + self.events[index + 1 :])

    def of(self, *kinds: Kind) -> tuple[Event, ...]:
        return tuple(each for each in self.events if each.kind in kinds)


def address(room: Room) -> Address:
    """Where a channel is."""
    return Address(room.platform, room.workspace, room.name)


DAY = 86_400.0
CALM = 1.15 * DAY  # after everything that goes wrong, so that whatever waits has come
LONG = 4.3 * DAY  # a channel that refuses so long has been tried in vain, and rests between two tries
SHORT_CALM = 0.3 * DAY  # after what leaves nothing for the next digest
FOR_GOOD = 0.0  # no end comes; the scenario's own is not put off by it
DAYS_ON = timedelta(days=1)
CHANNELS = (1, 1, 2, 2, 3)
LATEST = 3_000.0  # seconds by which a platform is late that tells an event once more


MISFORTUNES = (
    *(Kind.CRASH, Kind.CRASH, Kind.CRASH, Kind.STOP, Kind.LOSE_LOG, Kind.ROUGH, Kind.ROUGH, Kind.ROUGH),
    *(Kind.REFUSED, Kind.DEAD, Kind.SOURCE_DOWN, Kind.DISK, Kind.CLOCK, Kind.DRIFT),
)
SOON_OVER = frozenset({Kind.CRASH, Kind.STOP, Kind.ROUGH, Kind.DRIFT, Kind.DELETED, Kind.REVOKED, Kind.RESET})


def scenario(seed: int, days: float = 1.0) -> Scenario:
    """What the seed stands for."""
    chance = random.Random(seed)
    start = chance.choice(STARTS)
    rooms = tuple(_room(chance, number) for number in range(1, chance.choice(CHANNELS) + 1))
    unwell = len(rooms) > 1 and random.Random(f"{seed}/unwell").random() < 0.08  # the first of neighbours, alone
    if chance.random() < 0.3 or unwell:  # neighbours that want their digests at the same moment
        first = rooms[0]
        rooms = tuple(replace(first, name=first.name.replace("1", str(n))) for n in range(1, len(rooms) + 1))
    wild = days * DAY
    events: list[Event] = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        events.append(_misfortune(chance, start, rooms, wild))
    for _ in range(chance.choice((0, 0, 1, 2, 4))):
        events.append(_word(chance, start, rooms, wild))
    if chance.random() < 0.3:  # two people at the same moment
        at, place = chance.random() * wild, chance.choice(rooms).name
        events += [
            Event(at, Kind.SAY, place, text)
            for text in ("settings picks 4", f"schedule {chance.randrange(24)}:15")
        ]
    if chance.random() < 0.25:  # a channel that is silent for a while
        at, place = chance.random() * wild / 2, chance.choice(rooms).name
        events += [
            Event(at, Kind.SAY, place, "pause"),
            Event(at + chance.random() * wild / 2, Kind.SAY, place, "resume"),
        ]
    if unwell and not any(each.kind is Kind.ROUGH for each in events):
        events.append(Event(0.0, Kind.ROUGH, rooms[0].name, seconds=wild))
    events += _clicks(seed, start, rooms, wild)
    events += _together(seed, start, rooms, wild)
    events += _clock_at_an_hour(seed, start, rooms, wild, events)
    kept = not any(
        each.kind is Kind.LOSE_LOG for each in events
    )  # a token that the log alone knew is lost for good
    events += _tokens(seed, start, rooms, wild) if kept else []
    ends = max([wild, *(each.at + each.seconds * (1.35 if each.seconds == LONG else 1) for each in events)])
    ends += SHORT_CALM if all(each.kind in SOON_OVER or each.kind is Kind.SAY for each in events) else CALM
    events.append(  # somebody wonders about a paper when all is over
        Event(ends - 1_800, Kind.SAY, chance.choice(rooms).name, f"why {chance.choice(_papers_of(start))}")
    )
    return Scenario(
        seed,
        start,
        rooms,
        tuple(sorted(map(_within_a_digest, events))),
        ends,
        history=chance.random() < 0.9,
        poison=chance.random() < 0.2,
        rotates=kept
        and any(r.platform == "slack" for r in rooms)
        and random.Random(f"{seed}/rotates").random() < 0.05,
        wide_every=random.Random(f"{seed}/wide").choice(WIDE_EVERY),
    )


def _within_a_digest(event: Event) -> Event:
    """Half of the deaths come within so few steps as a digest takes; else most come when nothing is under way."""
    half = event.kind in {Kind.CRASH, Kind.LOSE_LOG} and event.amount % 2
    return replace(event, amount=event.amount // 6) if half else event


def _together(seed: int, start: datetime, rooms: tuple[Room, ...], wild: float) -> list[Event]:
    """Three people in a channel at the same moment, perhaps as its digest comes: drawn apart, too."""
    chance = random.Random(f"{seed}/together")
    if chance.random() >= 0.08:
        return []
    at = _near_digest(chance, start, rooms, wild) if chance.random() < 0.5 else chance.random() * wild
    paper, place = _papers_of(start)[0], chance.choice(rooms).name
    words = ("subscribe graphs", f"schedule {chance.randrange(24)}:45", "settings picks 4", "now", "pause")
    said = chance.sample((*words, f"{chance.choice(('hide', 'save', 'vote'))} {paper}"), 3)
    return [Event(at + chance.choice((0.0, 0.0, 0.1)), Kind.SAY, place, text) for text in said]


def _clock_at_an_hour(
    seed: int, start: datetime, rooms: tuple[Room, ...], wild: float, others: list[Event]
) -> list[Event]:
    """A clock that is ahead for a while so that some channel's hour seems to have come, or goes back at that hour."""
    chance = random.Random(f"{seed}/clock")
    if chance.random() >= 0.03 or any(each.kind is Kind.CLOCK for each in others):
        return []
    ahead = chance.choice((-3_600.0, -600.0, 600.0, 3_600.0, 7_200.0))
    at = _near_digest(chance, start, rooms, wild) - max(0.0, ahead * chance.random())
    return [Event(max(0.0, at), Kind.CLOCK, amount=ahead, seconds=chance.choice((2.0, 6.0, 14.0, 600.0)))]


def _tokens(seed: int, start: datetime, rooms: tuple[Room, ...], wild: float) -> list[Event]:
    """A token that somebody revokes or resets, and somebody who asks what is the matter: drawn apart, too."""
    chance = random.Random(f"{seed}/tokens")
    room = chance.choice(rooms)
    if chance.random() >= 0.06:
        return []
    at = _near_digest(chance, start, rooms, wild) if chance.random() < 0.7 else chance.random() * wild
    lasts = chance.choice((600.0, 3_600.0, 6 * 3_600.0, 14 * 3_600.0))
    asked = Event(at + chance.random() * (lasts + 600.0), Kind.SAY, room.name, "status")
    match room.platform:
        case "slack":
            code = chance.choice(("token_revoked", "account_inactive", "invalid_auth"))
            return [Event(at, Kind.REVOKED, room.workspace, code, seconds=lasts), asked]
        case "discord":
            stop = Event(at + lasts, Kind.STOP, seconds=1.0)
            return [Event(at, Kind.RESET, seconds=lasts), stop, asked]
        case _:
            return []


def _clicks(seed: int, start: datetime, rooms: tuple[Room, ...], wild: float) -> list[Event]:
    """Buttons below papers, some pressed twice, and a channel that somebody deletes: drawn apart, so that a seed is
    otherwise what it was without them.
    """
    chance = random.Random(f"{seed}/clicks")
    events: list[Event] = []
    if chance.random() < 0.25:
        at, place = chance.random() * wild, chance.choice(rooms).name
        there = [paper for back in range(-1, 3) for paper in paper_ids(start.date() - back * DAYS_ON)]
        text = f"{chance.choice(('hide', 'hide', 'save', 'vote'))} {chance.choice(there)}"
        events += [Event(at + more, Kind.SAY, place, text) for more in chance.choice(((0.0,), (0.0, 0.3)))]
    if len(rooms) > 1 and chance.random() < 0.06:
        events.append(Event(chance.random() * wild, Kind.DELETED, chance.choice(rooms).name, seconds=FOR_GOOD))
    return events


def _room(chance: random.Random, number: int) -> Room:
    platform, workspace = (
        chance.choice(("slack", "slack", "discord", "discord", "email")),
        chance.choice(("T1", "T2")),
    )
    zone, at = chance.choice(ZONES), chance.choice(HOURS)
    if platform == "email":  # a mail server is one workspace for all
        return Room(platform, "mail", f"c{number}@lab.example", zone, at)
    return Room(platform, workspace, f"C{number}", zone, at)


def _papers_of(start: datetime) -> list[str]:
    """Those of the first day on which there are some that nobody has had."""
    return paper_ids(start.date() + DAYS_ON) or paper_ids(start.date() + 2 * DAYS_ON)


def _misfortune(chance: random.Random, start: datetime, rooms: tuple[Room, ...], wild: float) -> Event:
    kind, room = chance.choice(MISFORTUNES), chance.choice(rooms)
    at = chance.random() * wild
    long = chance.choice((600.0, 3_600.0, 6 * 3_600.0, 14 * 3_600.0))
    event = Event(at, kind, seconds=long)
    match kind:
        case Kind.CRASH | Kind.LOSE_LOG | Kind.STOP:
            at = _near_digest(chance, start, rooms, wild) if chance.random() < 0.8 else at
            down = chance.choice((0.0, 1.0, 60.0, 3_600.0, 10 * 3_600.0))
            event = Event(at, kind, amount=chance.randrange(600), seconds=down)
        case Kind.REFUSED:
            event = replace(event, place=room.name, seconds=LONG if chance.random() < 0.15 else long)
        case Kind.DEAD:
            event = replace(event, place=room.workspace)
        case Kind.ROUGH:
            event = Event(0.0, kind, chance.choice(("", room.name)), seconds=wild)
        case Kind.DISK:
            if chance.random() < 0.5:  # while the day's papers come in
                at = (datetime.combine(start.date() + DAYS_ON, time(5), UTC) - start).total_seconds()
            how, seconds = chance.choice(("io", "full", "locked")), chance.choice((60.0, 5_400.0))
            event = Event(at, kind, text=how, seconds=seconds)
        case Kind.CLOCK:
            ahead = chance.choice((-30 * DAY, -DAY, -3_600.0, 600.0, 7_200.0, DAY, 30 * DAY, 400 * DAY))
            event = Event(at, kind, amount=ahead, seconds=chance.choice((14.0, 600.0, 7_200.0)))
        case Kind.DRIFT:  # a bad quartz, and one that a virtual machine starves
            event = Event(0.0, kind, amount=chance.choice((-0.002, -0.0003, 0.0003, 0.002)), seconds=wild)
        case _:
            pass
    return event


def _near_digest(chance: random.Random, start: datetime, rooms: tuple[Room, ...], wild: float) -> float:
    """A few seconds before or after some channel's hour."""
    instants = [
        (instant - start).total_seconds()
        for room in rooms
        for days in range(-1, 4)
        if (instant := due(room.zone, room.at, (start + timedelta(days=days)).date()))
    ]
    usual = [at for at in instants if 0 < at < wild]
    return max(0.0, chance.choice(usual) + chance.uniform(-2, 12)) if usual else chance.random() * wild


def _word(chance: random.Random, start: datetime, rooms: tuple[Room, ...], wild: float) -> Event:
    text = chance.choice(
        (
            "pause",
            "resume",
            "pause",
            "resume",
            "now",
            "now",
            "preview",
            "list",
            "status",
            "subscribe study of models",
            "settings picks 3",
            "settings picks 6",
            "settings layout compact",
            "schedule 10:00",
            "schedule 21:30",
            "subscribe graphs",
            "unsubscribe graphs",
            "why",
        )
    )
    if text == "why":
        text = f"why {_papers_of(start)[0]}"
    return Event(chance.random() * wild, Kind.SAY, chance.choice(rooms).name, text)
