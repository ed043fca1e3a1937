"""The operator's table (`paperboy status --all`): every channel and workspace, next, last, and held up by what."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from bot.app.application import Application
from bot.app.troubles import troubles
from bot.channels.obstacles import longest_wait, wait_in_words, wide
from bot.health import held_in_words
from bot.model.channel import Channel
from bot.model.role import roles_in_words
from bot.papers.source_state import down
from bot.ports import Poll
from bot.schedule.believed import believed
from bot.views.blocks import Block, Bullets, Heading, Inline, Line, Moment, Note, Text, Tone, View, plain
from bot.views.hints import spoken

SHOWN = 500  # channels; more than that nobody reads
PARKED = 1_000
SHOWN_FAULTS = 20


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel, when its last digest came, and everything that stands in the way of the next."""

    channel: Channel
    last: datetime | None
    held_up: tuple[str, ...]


async def overview(application: Application) -> View:
    """As of now; the numbers are those of the database, whoever runs."""
    rows, total = await channel_rows(application)
    blocks: list[Block] = [Heading("Channels")]
    items = tuple(_line(each) for each in rows)
    blocks.append(Bullets(items) if items else Note(plain("There are no channels yet.")))
    if total > len(rows):
        blocks.append(Note(plain(f"and {total - len(rows):,} more")))
    workers = application.store.workers
    if not workers.alone and (living := await workers.living()):
        lines = tuple(plain(f"{each.place}: {roles_in_words(each.roles)}") for each in living)
        blocks += [Heading("Workers"), Bullets(lines)]
    wrong = await held_up(application)
    if wrong:
        blocks += [Heading("Held up"), *(Note(plain(said), Tone.ERROR) for said in wrong)]
    faults = await application.store.journal.faults(SHOWN_FAULTS)
    if faults:
        went_wrong = (
            (Moment(at, "UTC"), Text(f" {source}, {fault.where}: {fault.reason}")) for at, source, fault in faults
        )
        blocks += [Heading("What went wrong"), Bullets(tuple(went_wrong))]
    return View(tuple(blocks), f"{total} channels")


async def channel_rows(application: Application) -> tuple[tuple[ChannelRow, ...], int]:
    """The first channels, and how many there are in all."""
    store, now = application.store, application.clock.now()
    channels = [believed(each, now) for each in await store.channels.within(None)]
    dead = {(platform, workspace): reason for platform, workspace, reason, _ in await store.workspaces.dead()}
    parked = Counter(delivery.address for delivery, _ in await store.outbox.parked(PARKED))
    held = dict(await store.channels.held(sorted(application.configured())))
    rows, waits = [], await store.outbox.waits(now)
    for each in channels[:SHOWN]:
        reasons = _held_up(each, dead, parked[each.address], set(held), now)
        if wait := longest_wait(each.address, waits, now):
            reasons.append(wait_in_words(wait))
        rows.append(ChannelRow(each, await store.channels.last_digest(each.key, now), tuple(reasons)))
    return tuple(rows), len(channels)


async def held_up(application: Application) -> list[str]:
    """What stands in the way of more than one channel, in sentences."""
    store, now = application.store, application.clock.now()
    held = await store.channels.held(sorted(application.configured()))
    said = [held_in_words(platform, count) for platform, count in held]
    for platform, workspace, reason, _ in await store.workspaces.dead():
        said.append(f"{platform} workspace {workspace} is paused: {reason}")
    said += [wait_in_words(each) for each in wide(await store.outbox.waits(now), now)]
    said += await troubles(store.workers)
    polls = await store.journal.polls()
    return said + [_down(poll) for poll in polls if down([poll], application.signs.sources, now)]


def _down(poll: Poll) -> str:
    since = poll.answered or poll.failing
    return f"{poll.source} has not answered since {since:%Y-%m-%d %H:%M} UTC ({poll.note})"


def _held_up(
    channel: Channel, dead: dict[tuple[str, str], str], parked: int, held: set[str], now: datetime
) -> list[str]:
    """Everything that stands in the way of its digests."""
    address, reasons = channel.address, []
    if address.platform in held:
        reasons.append(f"{address.platform} is not set up here")
    if reason := dead.get((address.platform, address.workspace)):
        reasons.append(f"its workspace is paused: {reason}")
    if channel.pause is not None:
        reasons.append(spoken(channel.pause.reason))
    elif channel.next_due is None:
        reasons.append("no digests were asked for yet")
    elif channel.next_due <= now:
        reasons.append("its digest is due")
    if channel.schedule.fault:
        reasons.append(spoken(channel.schedule.fault))
    if parked:
        reasons.append(f"{parked} parked")
    return reasons


def _line(row: ChannelRow) -> Line:
    channel, zone = row.channel, row.channel.schedule.zone
    line: list[Inline] = [Text(f"{channel.address}", bold=True), Text(f"  {channel.name}  next ")]
    line.append(Moment(channel.next_due, zone) if channel.next_due else Text("none"))
    line += [Text(", last "), Moment(row.last, zone) if row.last else Text("none")]
    if row.held_up:
        line.append(Text(f"  held up: {'; '.join(row.held_up)}"))
    return tuple(line)
