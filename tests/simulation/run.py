"""A scenario played: lives of the process one after the other over one disk and one world, and what was seen."""

import asyncio
import contextlib
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.slack.api.installations import VaultInstallations
from bot.channels.new_channel import new_channel, started
from bot.errors import PaperboyError
from bot.health import Health, health
from bot.model.channel import Schedule
from bot.ports.request import Person, Request
from bot.views.blocks import PaperCard
from bot.views.plain_text import view_text
from storage.channels import SqlChannels
from storage.vault import SqlVault
from tests.simulation.chat import Chat, Windows
from tests.simulation.clock import SimulatedClock
from tests.simulation.disk import Disk, SimulatedDatabase
from tests.simulation.loop import Stopped, virtual_loop
from tests.simulation.papers import NAME, SimulatedSource, paper_ids
from tests.simulation.platform_events import platform_events, tell
from tests.simulation.process import RECOVER_EVERY, Life, keyring, life
from tests.simulation.scenario import Event, Kind, Scenario, address
from tests.simulation.slack_tokens import Revoked, SlackDoor, SlackTokens
from tests.simulation.token_events import Installer, token_events

KEYWORD = "study"  # is in every paper's title
CHECKPOINT_EVERY = 1_800.0
HEALTH_EVERY = 3 * 3_600.0
ENDINGS = (Kind.CRASH, Kind.STOP, Kind.LOSE_LOG)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed and what was answered (None: nothing, the process died or the database failed)."""

    room: str
    text: str
    asked: datetime
    answered: datetime
    ok: bool
    papers: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What `/healthz` said."""

    at: datetime
    health: Health


@dataclass(slots=True)
class History:
    """Everything that was seen."""

    scenario: Scenario
    disk: Disk
    chats: dict[str, Chat]
    said: list[Said] = field(default_factory=list)
    health: list[Asked] = field(default_factory=list)
    away: list[tuple[datetime, datetime]] = field(default_factory=list)  # when no process ran
    kept: datetime | None = None  # when the database was last kept whole; None: as it was set up
    lost_logs: list[tuple[datetime, datetime]] = field(
        default_factory=list
    )  # what came between those is forgotten
    steps: int = 0
    broken: list[str] = field(default_factory=list)
    mended: dict[Event, float] = field(default_factory=dict)  # when what was revoked was given anew
    met: Counter[str] = field(default_factory=Counter)  # what happened, by name (`kinds`)
    crashes: int = 0
    starts: int = 0


def play(scenario: Scenario) -> History:
    """Play it to its end."""
    disk = Disk()
    source_down, disk_fails = Windows(), Windows()
    history = History(scenario, disk, chats(scenario))
    _spans(history, source_down, disk_fails)
    loop = virtual_loop(random.Random(0))
    fresh = SimulatedClock(scenario.start, loop), SimulatedDatabase(disk, random.Random(0))
    loop.run(set_up(scenario, *fresh))
    if "slack" in history.chats and (tokens := history.chats["slack"].tokens) is not None:
        loop.run(_installed(scenario, tokens, *fresh))
    if scenario.of(Kind.LOSE_LOG):
        disk.keep()
    endings = [event for event in scenario.events if event.kind in ENDINGS]
    now, number = 0.0, 0
    while now < scenario.seconds:
        ending = next((event for event in endings if event.at >= now), None)
        now = _live(history, ending, now, number, source_down=source_down, disk_fails=disk_fails)
        number += 1
        if ending is not None and now < scenario.seconds:
            history.away.append((scenario.instant(now), scenario.instant(now + ending.seconds)))
            now += ending.seconds
            endings = [event for event in endings if event is not ending and event.at >= now]
    return history


def _spans(history: History, source_down: Windows, disk_fails: Windows) -> None:
    """When what goes wrong outside holds, and where."""
    scenario = history.scenario
    for event in scenario.events:
        first, last = scenario.instant(event.at), scenario.instant(event.at + event.seconds)
        match event.kind:
            case Kind.SOURCE_DOWN:
                source_down.spans.append((NAME, first, last))
            case Kind.DISK:
                disk_fails.spans.append((event.text, first, last))
            case Kind.DELETED:
                for chat in history.chats.values():
                    chat.deleted[event.place] = first
            case Kind.RESET:
                for chat in history.chats.values():
                    chat.reset.spans.append(("", first, last))
            case Kind.ROUGH | Kind.REFUSED | Kind.DEAD:
                for chat in history.chats.values():
                    windows = {Kind.ROUGH: chat.rough, Kind.REFUSED: chat.refused, Kind.DEAD: chat.dead}
                    windows[event.kind].spans.append((event.place, first, last))


def chats(scenario: Scenario) -> dict[str, Chat]:
    """The platforms that its channels are on."""
    poison = (
        frozenset(paper_ids((scenario.start + timedelta(days=1)).date())[:1]) if scenario.poison else frozenset()
    )
    there = {
        "slack": Chat("slack", scenario.seed, history=scenario.history, poison=poison),
        "discord": Chat("discord", scenario.seed, nonce=True, poison=poison),
        "email": Chat("email", scenario.seed, history=False, poison=poison),
    }
    if scenario.rotates or scenario.of(Kind.REVOKED):
        there["slack"].tokens = SlackTokens(
            scenario.seed,
            scenario.rotates,
            scenario.history,
            [Revoked(e.place, scenario.instant(e.at), e.text) for e in scenario.of(Kind.REVOKED)],
        )
    for chat in there.values():
        chat.steady = not scenario.of(Kind.CLOCK)
        chat.set_right = [
            (scenario.instant(e.at + e.seconds).timestamp(), -e.amount * e.seconds)
            for e in scenario.of(Kind.DRIFT)
            if e.amount < 0
        ]
        chat.wide_every = scenario.wide_every
    return {name: chat for name, chat in there.items() if any(room.platform == name for room in scenario.rooms)}


def _live(
    history: History,
    ending: Event | None,
    now: float,
    number: int,
    *,
    source_down: Windows,
    disk_fails: Windows,
) -> float:
    """One life; when it ended."""
    scenario = history.scenario
    loop = virtual_loop(random.Random(f"{scenario.seed}/loop/{number}"), now)
    clock = SimulatedClock(scenario.start, loop)
    clock.set(*_ahead(scenario, now))
    disk_chance = random.Random(f"{scenario.seed}/disk/{number}")

    def fault() -> str:
        for kind in ("io", "full", "locked"):
            if disk_fails.hold(kind, clock.true()) and disk_chance.random() < 0.3:
                return kind
        return ""

    database = SimulatedDatabase(history.disk, random.Random(f"{scenario.seed}/hop/{number}"))
    if disk_fails.spans:
        database.fault = fault
    end = scenario.seconds if ending is None else ending.at
    if ending is not None and ending.kind is not Kind.STOP:
        loop.stop_from, loop.stop_after = ending.at, int(ending.amount)
    else:
        loop.stop_from = float("inf")
    source = SimulatedSource(clock, source_down)
    try:
        loop.run(
            _days(history, clock, database, source, end if loop.stop_from == float("inf") else scenario.seconds)
        )
    except Stopped:
        database.dead = True
        history.crashes += 1
        _note_death(history, database)
        died = loop.time()
        loop.bury()
        lost = ending is not None and ending.kind is Kind.LOSE_LOG
        if lost:
            history.lost_logs.append((history.kept or scenario.start, scenario.instant(died)))
        history.disk.crash(lost_log=lost)
        now = died
    else:
        now = loop.time()
    history.met.update(database.failed)
    history.steps += loop.steps
    history.broken += [str(context.get("exception") or context["message"]) for context in loop.broken]
    return now


def _note_death(history: History, database: SimulatedDatabase) -> None:
    """What a process was at when it died."""
    sending = history.disk.rows("SELECT 1 FROM delivery WHERE state = 'sending'")
    for name, count in (
        ("death before a commit", database.unwritten),
        ("death after a commit of which nobody heard", database.unheard),
        ("death while a message is sent", len(sending)),
    ):
        history.met[name] += bool(count)


def _ahead(scenario: Scenario, now: float) -> tuple[float, float]:
    """How far ahead the wall clock is at that moment, in seconds, and what it gains in one."""
    wrong = [each for each in scenario.of(Kind.CLOCK, Kind.DRIFT) if each.at <= now < each.at + each.seconds]
    ahead = [each.amount for each in wrong if each.kind is Kind.CLOCK][-1:]
    drift = [each for each in wrong if each.kind is Kind.DRIFT][-1:]
    gained = sum((now - each.at) * each.amount for each in drift)
    return sum(ahead) + gained, sum(each.amount for each in drift)


async def _days(
    history: History,
    clock: SimulatedClock,
    database: SimulatedDatabase,
    source: SimulatedSource,
    end: float,
) -> None:
    """From its start to its end; a start that fails is tried again, as a service manager does."""
    while True:
        try:
            await _serve(history, clock, database, source, end)
        except PaperboyError:  # the database failed while it started: started again, as systemd would
            if database.dead:
                raise
            await asyncio.sleep(10)
            if clock.monotonic() >= end:
                return
        else:
            return


async def _serve(
    history: History, clock: SimulatedClock, database: SimulatedDatabase, source: SimulatedSource, end: float
) -> None:
    scenario = history.scenario
    history.starts += 1
    async with life(history.disk, clock, history.chats, source, database, number=history.starts) as here:
        await here.duties.begin()
        installer = Installer(scenario, here, history.mended)
        dying = scenario.rotates or scenario.of(Kind.DEAD, Kind.REVOKED)
        works = [
            here.plan_for_ever(random.Random(f"{scenario.seed}/plan")),
            here.poll_for_ever(),
            here.every(RECOVER_EVERY, here.recover)
            if dying
            else here.every(8 * RECOVER_EVERY, here.duties.recover),
            here.dispatcher.run(),
            _set_clock(scenario, clock, here),
            *(_person(history, event, here) for event in scenario.of(Kind.SAY) if event.at >= clock.monotonic()),
        ]
        works += [tell(each, installer) for each in platform_events(scenario) if each.at >= clock.monotonic()]
        if here.slack is not None:
            works += token_events(installer)
        if scenario.of(Kind.SOURCE_DOWN):
            works.append(here.every(HEALTH_EVERY, lambda: _ask_health(history, here)))
        if scenario.of(Kind.LOSE_LOG):
            works.append(here.every(CHECKPOINT_EVERY, lambda: _checkpoint(history, here)))
        tasks = [asyncio.ensure_future(work) for work in works]
        try:
            await asyncio.sleep(max(0.0, end - clock.monotonic()))
            if end == scenario.seconds:
                await _ask_health(history, here)
        finally:
            for (name, labels), count in here.counters.counts.items():
                history.met[" ".join((name, *(value for key, value in labels if key != "platform")))] += int(count)
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception) and not database.dead:
                    history.broken.append(repr(outcome))


async def _ask_health(history: History, here: Life) -> None:
    now = here.clock.now()
    history.health.append(Asked(here.clock.true(), health(await here.signs.signs(now), now)))


async def _checkpoint(history: History, here: Life) -> None:
    await here.database.checkpoint()
    history.kept = here.clock.true()


async def set_up(scenario: Scenario, clock: SimulatedClock, database: SimulatedDatabase) -> None:
    """The channels as they were before anything happened."""
    channels = SqlChannels(database)
    for room in scenario.rooms:
        schedule = Schedule(room.at, frozenset(range(7)), room.zone)
        fresh = started(new_channel(address(room), room.name, schedule, clock.now(), "U0"), clock.now())
        kept = await channels.create(fresh)
        await channels.subscribe(kept.key, [KEYWORD], "U0", clock.now())


async def _installed(
    scenario: Scenario, tokens: SlackTokens, clock: SimulatedClock, database: SimulatedDatabase
) -> None:
    """The tokens as they were."""
    door = SlackDoor(tokens, VaultInstallations(SqlVault(database, keyring)), clock)
    for workspace in sorted({room.workspace for room in scenario.rooms if room.platform == "slack"}):
        await door.install(workspace)


async def _set_clock(scenario: Scenario, clock: SimulatedClock, here: Life) -> None:
    """Somebody, or a time service, sets the clock: and it is right again."""
    wrong = scenario.of(Kind.CLOCK, Kind.DRIFT)
    moments = sorted({each.at for each in wrong} | {each.at + each.seconds for each in wrong})
    for moment in moments:
        if moment >= clock.monotonic():
            await asyncio.sleep(moment - clock.monotonic())
            clock.set(*_ahead(scenario, clock.monotonic()))
            here.woken.set()


async def _person(history: History, event: Event, here: Life) -> None:
    """Somebody types something."""
    room = next(each for each in history.scenario.rooms if each.name == event.place)
    await asyncio.sleep(event.at - here.clock.monotonic())
    asked = here.clock.true()
    reply = None
    with contextlib.suppress(PaperboyError):
        reply = await here.desk.answer(
            Request(
                address=address(room),
                person=Person(id="U1", name="Ada", manager=True, zone=room.zone),
                now=here.clock.now(),
                text=event.text,
            )
        )
    here.woken.set()
    if reply is not None:
        papers = tuple(block.id for block in reply.view.blocks if isinstance(block, PaperCard))
        words = view_text(reply.view)
        history.said.append(Said(room.name, event.text, asked, here.clock.true(), reply.ok, papers, words))
