"""Whatever silences a channel for less than two weeks loses no paper, and none comes twice."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta

from bot.channels.lifecycle import ChannelLifecycle
from bot.channels.owner_notices import OwnerNotices
from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.delivery.dispatcher import Dispatcher
from bot.model.channel import Address
from bot.model.delivery import Ambiguous, Dead, Refused
from bot.model.paper import Listing, Paper
from bot.planning.planner import prepare
from bot.planning.window import listed_since
from bot.ports import Fetched
from bot.ports.request import Person, Request
from bot.search.foresight import Foresight
from bot.views.blocks import PaperCard, View
from bot.views.digest import digest_view
from storage.store import SqliteStore, open_store
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakePlatform
from tests.fakes.searcher import FakeSearcher

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
HERE = Address("fake", "T1", "C1")
DAY = timedelta(days=1)
REFUSED = Refused("Paperboy is not in the channel", "Invite it.")
GONE = Refused("the channel was deleted", "Choose another one.", gone=True)


class Team:
    """A channel that has a digest at nine every day, of at most 25 papers; two papers are listed each day."""

    def __init__(self, store: SqliteStore, queries: Sequence[str]) -> None:
        self.store, self.queries = store, queries
        self.clock = FakeClock(MONDAY)
        self.fake = FakePlatform(clock=self.clock)
        self.dispatcher = Dispatcher(store.outbox, store.plans, [self.fake.platform()], self.clock, digest_view)
        self.lifecycle = ChannelLifecycle(store, self.clock, OwnerNotices({"fake": self.fake.platform()}), 30)
        searcher = FakeSearcher()
        foresight = Foresight(store.papers, store.index)
        self.desk = Desk(Tools(store=store, searcher=searcher, foresight=foresight, poke=lambda: None))
        self.listed: list[str] = []

    async def begin(self) -> None:
        await self.say("schedule 9:00 daily UTC")
        await self.say("settings picks 25")
        for query in self.queries:
            await self.say(f"subscribe {query}")

    async def say(self, text: str) -> View:
        person = Person(id="U1", manager=True, zone="UTC")
        reply = await self.desk.answer(Request(address=HERE, person=person, now=self.clock.now(), text=text))
        assert reply.ok, reply.view.summary
        await self.dispatcher.drain()
        return reply.view

    async def days(self, count: int, *, and_send: bool = True) -> None:
        """So many mornings: two papers are listed at eight, digests are planned at nine."""
        for _ in range(count):
            day = self.clock.now().date()
            papers = [_paper(day, number) for number in (1, 2)]
            listings = [_listing(paper, day) for paper in papers]
            await self.store.papers.ingest(
                "huggingface", Fetched(papers=tuple(papers), listings=tuple(listings)), self.clock.now() - DAY / 24
            )
            self.listed += [paper.title for paper in papers]
            await self.plan(and_send=and_send)
            self.clock.advance(DAY.total_seconds())

    async def plan(self, *, and_send: bool = True) -> None:
        now = self.clock.now()
        await self.store.plans.plan(now, listed_since(now.date()), prepare(now))
        if and_send:
            await self.dispatcher.drain()

    def posted(self) -> list[str]:
        return [
            line
            for _, message in self.fake.accepted
            for line in message["text"].splitlines()
            if "Diffusion" in line
        ]

    async def previewed(self) -> set[str]:
        view = await self.say("preview")
        return {block.title for block in view.blocks if isinstance(block, PaperCard)}


def _paper(day: date, number: int) -> Paper:
    name = f"arxiv:{day:%y%m}.{day:%d}{number:03}"
    return Paper(
        id=name, title=f"Diffusion of {day} No {number}", url="https://arxiv.org/abs/1", abstract="It is new."
    )


def _listing(paper: Paper, day: date) -> Listing:
    at = datetime.combine(day, time(8), UTC)
    return Listing(paper_id=paper.id, source="huggingface", list_date=day, rank=1, observed=at, upvotes=9)


@asynccontextmanager
async def team(*queries: str) -> AsyncIterator[Team]:
    async with open_store(":memory:") as store:
        made = Team(store, queries)
        await made.begin()
        yield made


async def permission_lost_for_two_seconds(here: Team) -> None:
    await here.lifecycle.refused(HERE, REFUSED.reason, REFUSED.fix, gone=False)
    here.clock.advance(2)
    await here.lifecycle.welcomed(HERE)


async def deleted_and_back(here: Team) -> None:
    await here.lifecycle.refused(HERE, GONE.reason, GONE.fix, gone=True)
    await here.days(5)
    await here.lifecycle.welcomed(HERE)


async def a_refused_now(here: Team) -> None:
    here.fake.script([REFUSED])
    await here.say("now")
    await here.lifecycle.welcomed(HERE)


async def a_refused_digest(here: Team) -> None:
    here.fake.script([REFUSED])
    await here.days(1)
    here.clock.advance(3600)
    await here.lifecycle.welcomed(HERE)
    await here.plan()
    here.clock.advance(-3600)


async def refused_for_a_week_then_a_try_works(here: Team) -> None:
    here.fake.script([REFUSED] * 3)
    await here.days(8)


async def a_persons_pause(here: Team) -> None:
    await here.say("pause")
    await here.days(10)
    await here.say("resume")


async def a_pause_with_an_end(here: Team) -> None:
    await here.say("pause 10d")
    await here.days(10)


async def an_uninstalled_workspace(here: Team) -> None:
    await here.lifecycle.uninstalled("fake", "T1", "uninstalled")
    await here.days(6)
    await here.lifecycle.installed("fake", "T1")


async def a_dead_token(here: Team) -> None:
    here.fake.script([Dead("the token was revoked", "Install it again.")])
    await here.days(3)
    await here.lifecycle.installed("fake", "T1")


async def a_sleep_between_planning_and_sending(here: Team) -> None:
    await here.days(2, and_send=False)  # the next one is planned before what waits since yesterday is looked at


async def a_sleep_in_the_middle_of_sending(here: Team) -> None:
    here.fake.script([Ambiguous("the connection was lost")])
    await here.days(1)
    await here.days(1, and_send=False)  # and it had not arrived


SILENCES = [
    permission_lost_for_two_seconds,
    deleted_and_back,
    a_refused_now,
    a_refused_digest,
    refused_for_a_week_then_a_try_works,
    a_persons_pause,
    a_pause_with_an_end,
    an_uninstalled_workspace,
    a_dead_token,
    a_sleep_between_planning_and_sending,
    a_sleep_in_the_middle_of_sending,
]


@each_of("queries", [("diffusion",), ()])
@each_of("silence", SILENCES)
async def test_a_silence_loses_no_paper(silence, queries):
    async with team(*queries) as here:
        await here.days(3)
        assert set(here.posted()) == set(here.listed)
        await silence(here)
        await here.days(6)
        posted = here.posted()
        assert sorted(posted) == sorted(here.listed)  # each once
        assert (await here.store.channels.get(HERE)).pause is None


@each_of("silence", [a_persons_pause, deleted_and_back, an_uninstalled_workspace])
async def test_what_a_preview_shows_after_a_silence_is_what_comes(silence):
    async with team("diffusion") as here:
        await here.days(3)
        await silence(here)
        shown, before = await here.previewed(), set(here.posted())
        assert shown
        await here.days(2)
        new = set(here.posted()) - before
        assert shown <= new


async def test_a_longer_silence_brings_back_nothing_that_is_too_old():
    async with team("diffusion") as here:
        await here.days(3)
        await here.say("pause")
        await here.days(30)
        await here.say("resume")
        before, oldest = len(here.posted()), listed_since(here.clock.now().date())
        await here.days(10)
        late = [date.fromisoformat(title.split()[2]) for title in here.posted()[before:]]
        assert len(late) > 25
        assert min(late) >= oldest


async def test_a_deleted_channel_that_a_post_notices_is_not_tried_for_ever():
    async with team("diffusion") as here:
        here.fake.script([GONE])
        await here.days(20)
        assert len(here.fake.tried) == 1
        channel = await here.store.channels.get(HERE)
        assert (channel.pause.probe, channel.next_due) == (False, None)


async def test_why_during_a_pause_says_how_long_a_paper_waits():
    async with team("diffusion") as here:
        await here.say("pause")
        await here.days(1)
        said = str(await here.say("why 2611.02001"))
        assert "waits for the next digest, until Monday 16 November at most" in said
        await here.say("pause 30d")
        said = str(await here.say("why 2611.02001"))
        assert "waits until Monday 16 November; the next digest comes after that" in said
