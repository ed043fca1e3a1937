"""Slack, Discord, a mail server and a source on the loopback, all by a clock that a test moves; and what came of it."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.model.channel import Address, Channel, Schedule, Settings
from bot.model.email_address import EmailAddress, address_of
from storage import open_store
from tests.acceptance.moved_clock import MachineClock
from tests.fakes.discord_server import running as discord_running
from tests.fakes.discord_world import SERVER, World
from tests.fakes.paper_server import PaperServer, each_days
from tests.fakes.slack_server import FakeSlack
from tests.fakes.smtp_server import FakeSmtp
from tests.forks import ROOT

PLATFORMS = ("discord", "email", "slack")
CHANNELS = 8  # of each platform
HOUR = 9 * 3_600.0  # seconds of the day at which they get their digest, in UTC
FIRST = date(2026, 11, 16)
MOST = 20  # papers of a digest: what was missed on days of kills fits into the next
EVERY_PAPER = "study"  # a word of each title
PAPER = re.compile(r"\b\d{4}\.\d{5}\b")


class Message(NamedTuple):
    """As a channel shows it."""

    platform: str
    channel: str
    at: float
    papers: frozenset[str]


@dataclass
class Outside:
    """Everything that is not Paperboy."""

    folder: Path
    clock: MachineClock
    slack: FakeSlack
    discord: World
    smtp: FakeSmtp
    environment: dict[str, str]
    day: date = FIRST - timedelta(days=1)
    channels: list[Channel] = field(default_factory=list)

    @property
    def words(self) -> tuple[str, ...]:
        """What starts Paperboy."""
        return ("tests.acceptance.dying", str(self.clock.file), "run")

    @property
    def database(self) -> Path:
        return self.folder / "data" / "paperboy.db"

    @property
    def hour(self) -> float:
        """Today's, as a time stamp."""
        return datetime.combine(self.day, time(), UTC).timestamp() + HOUR

    def now(self) -> float:
        return self.clock.now().timestamp()

    def next_day(self, seconds: float) -> None:
        """So many seconds after its midnight."""
        self.day += timedelta(days=1)
        self.clock.set((datetime.combine(self.day, time(), UTC) + timedelta(seconds=seconds)).isoformat())

    async def subscribe(self) -> None:
        """Every channel wants its digest each day at the same hour; every second one has no subscription."""
        self.database.parent.mkdir()
        addresses = [
            address
            for number in range(CHANNELS)
            for address in (
                Address("slack", "T1", f"C{number}"),
                Address("discord", str(SERVER), str(self.discord.add_channel(200_000_000_000_000_001 + number))),
                address_of(EmailAddress.parse(f"you{number}@lab.test")),
            )
        ]
        schedule = Schedule(time.fromisoformat("09:00"), frozenset(range(7)), "UTC")
        due = datetime.combine(FIRST, schedule.at, UTC)
        async with open_store(self.database) as store:
            for number, address in enumerate(addresses):
                wanted = Channel(
                    key=0,
                    address=address,
                    name=address.channel,
                    since=FIRST,
                    schedule=schedule,
                    settings=Settings(picks=MOST),
                    next_due=due,
                )
                made = await store.channels.create(wanted)
                if number % 2:
                    await store.channels.subscribe(made.key, [EVERY_PAPER], "U1", due)
                self.channels.append(made)

    def __len__(self) -> int:
        """Messages that came."""
        return len(self.slack.messages) + sum(map(len, self.discord.messages.values())) + len(self.smtp.mails)

    def messages(self) -> Iterator[Message]:
        for posted in self.slack.messages:
            shown = frozenset(PAPER.findall(json.dumps(posted["blocks"])))
            yield Message("slack", posted["channel"], float(posted["ts"]), shown)
        for channel, kept in self.discord.messages.items():
            for each in kept:
                at = ((int(each["id"]) >> 22) + 1_420_070_400_000) / 1000
                shown = frozenset(PAPER.findall(json.dumps(each["components"])))
                yield Message("discord", str(channel), at, shown)
        for mail in self.smtp.mails:
            yield Message("email", mail.to, mail.at, frozenset(PAPER.findall(mail.part("plain"))))

    def all_done(self) -> bool:
        """Whether today's digests are planned and nothing waits any more."""
        rows = self.rows("SELECT count(*) FROM digest WHERE local_date = ?", self.day.isoformat())
        return rows == [(len(self.channels),)] and self.unsettled() == 0

    def unsettled(self) -> int:
        ((number,),) = self.rows("SELECT count(*) FROM delivery WHERE ready IS NOT NULL")
        return int(number)

    def rows(self, sql: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            return db.execute(sql, values).fetchall()


@dataclass(frozen=True, slots=True)
class Record:
    """What came of it, as people saw it and as the database has it; each finding is a sentence."""

    digests: int
    unsettled: int
    parked: Counter[str]  # by platform
    twice: list[str]
    lost: list[str]
    early: list[str]

    @classmethod
    def of(cls, there: Outside) -> "Record":
        came: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        for message in there.messages():
            for paper in message.papers:
                came[message.platform, message.channel, paper].append(message.at)
        planned = {
            (platform, channel, paper.removeprefix("arxiv:")): (date.fromisoformat(day), bool(some))
            for platform, channel, paper, day, some in there.rows(PLANNED)
        }
        wanted = [
            (channel.address.platform, channel.address.channel, f"{day:%y%m}.{day.day:02}{rank:03}")
            for channel in there.channels
            for day in _days(FIRST, there.day)
            if day.weekday() < 5  # the source is not asked for the others
            for rank in (1, 2, 3)
        ]
        parked = {paper for paper, (_, some) in planned.items() if some}
        return cls(
            digests=there.rows("SELECT count(*) FROM digest")[0][0],
            unsettled=there.unsettled(),
            parked=Counter(
                dict(
                    there.rows("SELECT platform, count(*) FROM delivery WHERE state = 'parked' GROUP BY platform")
                )
            ),
            twice=[f"{paper} came {len(at)} times" for paper, at in came.items() if len(at) > 1],
            lost=[f"{paper} never came" for paper in wanted if paper not in came and paper not in parked],
            early=[f"{paper} came at {at[0]}" for paper, at in came.items() if at[0] < _hour(planned[paper][0])],
        )


PLANNED = """
SELECT c.platform, c.channel, p.canonical, g.local_date,
       max(d.state = 'parked')
FROM seen AS s
JOIN channel AS c ON c.id = s.channel
JOIN paper AS p ON p.id = s.paper
JOIN digest AS g ON g.id = s.digest
JOIN delivery AS d ON d.digest = g.id
GROUP BY c.id, p.id
"""


def _days(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _hour(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp() + HOUR


@asynccontextmanager
async def outside(folder: Path) -> AsyncIterator[Outside]:
    """Everything runs, and Paperboy's settings lead there."""
    async with AsyncExitStack() as stack:
        clock = MachineClock(folder / "clock", f"{FIRST}T00:00:00+00:00")

        def now() -> float:
            return clock.now().timestamp()

        slack = await stack.enter_async_context(FakeSlack(now=now).running())
        discord = await stack.enter_async_context(discord_running(World(now=now)))
        smtp = await stack.enter_async_context(FakeSmtp(latency=0.003, now=now).running())
        source = await stack.enter_async_context(PaperServer())
        source.answers["/api/daily_papers"] = each_days(clock.now)
        environment = {
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "PAPERBOY_PLATFORMS": ",".join(PLATFORMS),
            "PAPERBOY_PORT": "0",
            "HUGGINGFACE_URL": source.url,
            "SLACK_BOT_TOKEN": slack.team("T1").token,
            "SLACK_SIGNING_SECRET": "shhh",
            "SLACK_API_URL": f"{slack.url}api/",
            "DISCORD_TOKEN": discord.world.token,
            "DISCORD_API_URL": discord.api,
            "DISCORD_GATEWAY_URL": discord.gateway.url,
            "DISCORD_SHARDS": "1",
            "SMTP_URL": smtp.url,
            "MAIL_FROM": "papers@paperboy.test",
            "MAIL_RATE": "0",
        }
        yield Outside(folder, clock, slack, discord.world, smtp, environment)
