"""Two years in two minutes: every recorded day through many channels, with a simulated clock.

The process state (store, dispatcher, caches) is thrown away and made anew each day, as if Paperboy had been restarted
every night. At the end every digest that was due is in the database, no paper went to a channel twice, and each
paper that a channel's subscriptions matched was posted, waits, or has a reason.

    python -m bench.replay [--days N] [--channels N]
"""

import argparse
import asyncio
import gzip
import json
import random
import resource
import sys
import tempfile
import time as stopwatch
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from pathlib import Path

from adapters.sources.parse.daily import read_daily
from adapters.terminal.listener import TerminalListener
from bench.corpus import SHARED
from bot.delivery.dispatcher import Dispatcher
from bot.matching.day import DayPapers
from bot.matching.evaluate import evaluate
from bot.model.channel import Address, Channel, Schedule, Settings
from bot.model.delivery import Delivery, Lookup, Outcome, Receipt, Sent, Unknown
from bot.model.digest import DAILY, Edition
from bot.planning.planner import prepare
from bot.planning.window import listed_since
from bot.ports import Message, Platform
from bot.query.parser import parse
from bot.schedule.due_times import next_due
from bot.views.blocks import View
from bot.views.digest import digest_view
from storage import open_store

ZONES = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago",
    "America/New_York", "America/Halifax", "America/St_Johns", "America/Sao_Paulo", "Atlantic/Azores",
    "UTC", "Europe/London", "Europe/Paris", "Africa/Cairo", "Europe/Athens", "Europe/Istanbul", "Asia/Tehran",
    "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok",
    "Asia/Shanghai", "Asia/Tokyo", "Australia/Adelaide", "Australia/Sydney", "Pacific/Auckland", "Pacific/Kiritimati",
)  # fmt: skip
QUERIES = (
    "diffusion model", "RAG | retrieval", '"continual pre-training"', "agents tool", "multi* -video", "GPT-4",
    "title:reasoning", "fine-tuning LoRA", "robot | embodied", "benchmark upvotes:>20", "3D gaussian", "MoE",
    "speech audio", "alignment DPO | RLHF", "code generation", "attention efficient", "quantization", "safety NOT image",
    '"world model"', "video generation",
)  # fmt: skip
TIMES = (time(9), time(9), time(0, 30), time(2, 30), time(17))
RAM_DISK = Path("/dev/shm")  # noqa: S108 -- where there is one: it is Paperboy that is measured, not the disk
READ_AT = time(8, 30)  # UTC: when a day's list is read; the recorded ones are of about that hour
DAYS_PER_WEEK = 7
AT_ONCE = 1_000  # papers inverted at a time when the books are balanced


@dataclass
class Tape:
    """A platform that accepts everything and remembers who got what."""

    got: Counter[tuple[Address, str]] = field(default_factory=Counter)
    digests: int = 0

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:  # noqa: ARG002
        """The ids of its papers."""
        return ({"papers": [candidate.paper.id for candidate in edition.papers] if edition else []},)

    def turn(self, address: Address) -> None:
        """No limits."""

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:  # noqa: ARG002
        """Accept it."""
        self.digests += 1
        self.got.update((delivery.address, paper) for paper in message["papers"])
        return Sent(Receipt(delivery.token))

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:  # noqa: ARG002
        """Never asked: nothing is ambiguous here."""
        return Unknown("no history")


class Clock:
    """Time that stands until it is set."""

    def __init__(self) -> None:
        self.at = datetime(2000, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """As set."""
        return self.at

    def monotonic(self) -> float:
        """It goes as the other does."""
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Let others run."""
        await asyncio.sleep(min(seconds, 0))


def recorded_days() -> Iterator[tuple[date, bytes]]:
    """(list date, body, packed) of every recorded day, in order."""
    folder = SHARED / "data" / "hf_daily_papers"
    if not folder.is_dir():
        sys.exit("The replay needs the real data (../shared/data), which is not here.")
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                day = json.loads(line)
                yield date.fromisoformat(day["date"]), zlib.compress(json.dumps(day["body"]).encode(), 1)


def channels(count: int, since: date) -> Iterator[Channel]:
    """So many channels over the zones, with varied times, days, queries and caps; some have no subscription."""
    draw = random.Random(7)
    for number in range(count):
        zone = ZONES[number % len(ZONES)]
        weekdays = frozenset(range(DAYS_PER_WEEK)) if number % 3 else frozenset(range(5))
        yield Channel(
            key=0,
            address=Address("tape", f"W{number % 9}", f"C{number:03d}"),
            name=f"channel {number}",
            since=since - timedelta(days=1),
            schedule=Schedule(TIMES[number % len(TIMES)], weekdays, zone),
            settings=Settings(picks=draw.choice((3, 5, 10))),
        )


@dataclass(frozen=True, slots=True)
class Watch:
    """A channel of the replay and what it asks."""

    channel: Channel
    queries: tuple[str, ...]


async def set_up(path: Path, count: int, start: datetime) -> list[Watch]:
    """The channels with their subscriptions, in a new database."""
    draw, watches = random.Random(11), []
    async with open_store(path) as store:
        for channel in channels(count, start.date()):
            made = await store.channels.create(replace(channel, next_due=next_due(channel.schedule, start)))
            queries = () if made.key % 10 == 0 else tuple(draw.sample(QUERIES, draw.randint(1, 3)))
            await store.channels.subscribe(made.key, queries, "replay", start)
            watches.append(Watch(made, queries))
    return watches


async def replay(path: Path, watches: Sequence[Watch], days: Sequence[date], bodies: Mapping[date, bytes]) -> Tape:
    """Every day in turn: its list is read, what is due is planned at its instant and delivered."""
    tape, clock = Tape(), Clock()
    platform = Platform("tape", tape, TerminalListener(sys.stderr, width=80, colour=False))
    for today in days:
        async with open_store(path) as store:  # a new process, as it were
            dispatcher = Dispatcher(store.outbox, store.plans, (platform,), clock, digest_view)
            for at in instants(watches, today):
                clock.at = at
                if at.time() == READ_AT and today in bodies:
                    await store.papers.ingest(
                        "huggingface", read_daily(zlib.decompress(bodies[today]), today, at), at
                    )
                await store.plans.plan(at, listed_since(at.date()), prepare(at))
                await dispatcher.drain()
    return tape


def instants(watches: Iterable[Watch], day: date) -> list[datetime]:
    """When something happens on that UTC day: its list is read, or a channel's digest is due. Ascending."""
    start = datetime.combine(day, time(), UTC)
    due = {next_due(watch.channel.schedule, start - timedelta(microseconds=1)) for watch in watches}
    return sorted({at for at in due if at < start + timedelta(days=1)} | {start.replace(hour=8, minute=30)})


def expected(watch: Watch, start: datetime, end: datetime) -> int:
    """How many digests fall due for a channel between two instants, by the pure function alone."""
    count, at = 0, start
    while (at := next_due(watch.channel.schedule, at)) < end:
        count += 1
    return count


async def account(
    path: Path, watches: Sequence[Watch], tape: Tape, start: datetime, end: datetime
) -> dict[str, int]:
    """Hold what is in the database and what the platform got against what should be."""
    sums: Counter[str] = Counter()
    async with open_store(path) as store:
        for watch in watches:
            sums["due"] += expected(watch, start, end)
            digests = [each for each in await store.plans.recent(watch.channel.key, 100_000) if each.slot == DAILY]
            sums["recorded"] += len({each.local_date for each in digests})
            sums["silent"] += sum(not each.picks for each in digests)
            sums["carried"] += sum(pick.carried for each in digests for pick in each.picks)
        everything = await store.papers.listed(date.min, date.max)
    for first in range(0, len(everything), AT_ONCE):
        day = DayPapers(everything[first : first + AT_ONCE])
        for watch in watches:
            sums.update(_fates(day, watch, tape, listed_since(end.date())))
    sums["duplicates"] = sum(count - 1 for count in tape.got.values())
    sums["accepted"] = sum(tape.got.values())
    return sums


def _fates(day: DayPapers, watch: Watch, tape: Tape, waits_from: date) -> Iterator[str]:
    """What became of each paper that the channel's subscriptions match, and that it was matched."""
    queries = [parse(query).root for query in watch.queries]
    matched = reduce(or_, (evaluate(day, root).bits for root in queries)) if queries else day.all
    for place, candidate in enumerate(day.candidates):
        if not matched >> place & 1:
            continue
        yield "matched"
        if tape.got[watch.channel.address, candidate.paper.id]:
            yield "posted"
        elif candidate.signals.last_listed >= waits_from:
            yield "waiting"
        elif queries:
            yield "outranked until too old"
        else:
            yield "not among the day's most upvoted"


async def main(most: int, count: int) -> None:
    """Replay and print."""
    bodies = dict(recorded_days())
    first, last = min(bodies), max(bodies)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)][:most]
    start, end = (datetime.combine(day, time(), UTC) for day in (days[0], days[-1] + timedelta(days=1)))
    with tempfile.TemporaryDirectory(dir=RAM_DISK if RAM_DISK.is_dir() else None) as folder:
        path = Path(folder) / "replay.db"
        began = stopwatch.perf_counter()
        watches = await set_up(path, count, start)
        tape = await replay(path, watches, days, bodies)
        seconds = stopwatch.perf_counter() - began
        sums = await account(path, watches, tape, start, end)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    recorded = sum(day in bodies for day in days)
    print(f"{len(days)} days simulated ({recorded} recorded lists), {count} channels in {len(ZONES)} zones")
    print(f"digests due {sums['due']}, recorded {sums['recorded']}, of them without picks {sums['silent']}")
    print(f"duplicates {sums['duplicates']}")
    rest = {
        name: sums[name] for name in ("waiting", "not among the day's most upvoted", "outranked until too old")
    }
    told = ", ".join(f"{name} {number}" for name, number in rest.items())
    print(f"papers matched {sums['matched']} = posted {sums['posted']} + {told}")
    print(f"accepted {sums['accepted']}; posted after having been carried over {sums['carried']}")
    print(f"{seconds:.0f} s, peak memory {memory:.0f} MB")
    wrong = [
        sentence
        for holds, sentence in (
            (sums["due"] == sums["recorded"], "a digest that was due is not recorded"),
            (sums["duplicates"] == 0, "a paper went to a channel twice"),
            (sums["posted"] == sums["accepted"], "a paper was posted that no subscription matched"),
            (sums["matched"] == sums["posted"] + sum(rest.values()), "the papers do not add up"),
        )
        if not holds
    ]
    if wrong:
        sys.exit("; ".join(wrong))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=10_000)
    parser.add_argument("--channels", type=int, default=60)
    asked = parser.parse_args()
    asyncio.run(main(asked.days, asked.channels))
