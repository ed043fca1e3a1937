"""`status`: how the sources are, what came last, and what is stuck."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.commands.context import Answer, Asked
from bot.commands.handlers.list import next_digest, sources_note
from bot.commands.in_the_way import in_the_way
from bot.commands.permission import may_decide, not_allowed
from bot.commands.says import counted, done, line, read
from bot.errors import NotAllowedError, NotFoundError
from bot.model.channel import OPERATORS, Address
from bot.model.role import ALL_ROLES, roles_in_words
from bot.ports import PLANNER, Fault, Poll
from bot.views import notices
from bot.views.blocks import Block, Bullets, Buttons, Facts, Heading, Inline, Line, Moment, Note, Text, Tone
from bot.views.digest import said_of

SHOWN_FAULTS = 5
SHOWN_CHANGES = 5
ALL_FAULTS = 1_000  # as many as are kept
SHOWN_PARKED = 5
LOOKED_THROUGH = 200  # parked deliveries of all channels, to find this one's


async def status(asked: Asked) -> Answer:
    """Answers "why nothing today?" and "who changed that?" for this channel; or decides on a parked delivery."""
    if number := asked.given("send") or asked.given("drop"):
        return await _decide(asked, int(number), send=bool(asked.given("send")))
    store, channel = asked.store, asked.channel
    zone = channel.schedule.zone
    blocks: list[Block] = [Heading(f"Status of {channel.name}")]
    if channel.schedule.fault:
        blocks.append(Note(line(channel.schedule.fault), Tone.WARNING))
    blocks += in_the_way(channel, await asked.obstacles() if asked.known else ())
    blocks += await sources_note(asked)
    last = await store.channels.last_digest(channel.key, asked.now) if asked.known else None
    pairs: list[tuple[str, Line]] = [
        ("last digest", (Moment(last, zone),) if last else line("none yet")),
        ("next digest", next_digest(channel)),
    ]
    recent = await store.plans.recent(channel.key, 1) if asked.known else ()
    if recent:
        counts = recent[0].counts
        found = f"{counts.posted} of {counts.matched} matching papers" if counts.matched else "nothing to post"
        said = f"{recent[0].local_date:%d %b}: {found}"
        if recent[0].given_up:
            said += ", and not posted: they are candidates again"
        noted = said_of(recent[0])
        pairs.append(("last planned", line(said, f" ({noted})" if noted else "")))
    pairs.append(("papers", line(f"{await store.papers.count():,}")))
    if asked.tools.roles != ALL_ROLES:
        pairs.append(("this process has", line(roles_in_words(asked.tools.roles))))
    blocks.append(Facts(tuple(pairs)))
    polls = await store.journal.polls()
    if polls:
        blocks += [Heading("Sources"), Bullets(tuple(source_line(poll, asked.now, zone) for poll in polls))]
    else:
        blocks.append(Note(line("No source has been asked yet."), Tone.WARNING))
    blocks += await _stuck(asked)
    faults = own_faults(await store.journal.faults(ALL_FAULTS), channel.address, {poll.source for poll in polls})
    if faults:
        items = tuple(line(Moment(at, zone), f" {said}") for at, said in faults[:SHOWN_FAULTS])
        blocks += [Heading("What went wrong"), Bullets(items)]
    changes = await store.journal.audited(channel.address, SHOWN_CHANGES) if asked.known else ()
    if changes:
        names = {by: await _name(asked, by) for by in {entry.by for entry in changes}}
        items = tuple(
            line(Moment(entry.at, zone), Text(f" {names[entry.by]}: {entry.what[:200]}")) for entry in changes
        )
        blocks += [Heading("Last changes"), Bullets(items)]
    return read(*blocks, summary=f"Status of {channel.name}")


async def _name(asked: Asked, person: str) -> str:
    """What somebody is called, or the id of who was never met."""
    address = asked.channel.address
    return await asked.store.memory.name(address.platform, address.workspace, person) or person


def own_faults(
    faults: Sequence[tuple[datetime, str, Fault]], address: Address, sources: Collection[str]
) -> list[tuple[datetime, str]]:
    """Of all faults those that a channel may hear of: its own, its workspace's, and those of the sources. Pure.

    The others are the operator's, at the terminal: they name channels of other workspaces, and files.
    """
    if address.platform == OPERATORS:
        return [(at, f"{source}, {fault.where}: {fault.reason}") for at, source, fault in faults]
    own = {str(address), str(address._replace(channel=""))}  # its workspace's, too
    return [
        (at, f"{source}, {fault.where}: {fault.reason}" if source in sources else fault.reason)
        for at, source, fault in faults
        if source in sources or (source == PLANNER and fault.where in own)
    ]


def source_line(poll: Poll, now: datetime, zone: str) -> Line:
    """When a source last had something, when it was asked, and why there was nothing."""
    parts: list[str | Inline] = [f"{poll.source}: "]
    parts += ["last new papers ", Moment(poll.fresh, zone)] if poll.fresh else ["no papers yet"]
    if poll.asked and poll.asked != poll.fresh:
        parts += ["; asked ", Moment(poll.asked, zone)]
    if poll.note:
        parts.append(f" ({'' if poll.ok else 'the last try failed: '}{poll.note})")
    if poll.not_before and poll.not_before > now:
        parts += ["; asked again from ", Moment(poll.not_before, zone)]
    return line(*parts)


async def _decide(asked: Asked, key: int, *, send: bool) -> Answer:
    """Send a parked delivery again, or give it up. Twice does no harm: only what is parked is decided on."""
    every = await asked.store.outbox.parked(LOOKED_THROUGH)
    address = next((delivery.address for delivery, _ in every if delivery.key == key), None)
    channel = await asked.store.channels.get(address) if address else None
    gone = f"Message {key} is not here to be decided on: perhaps it was sent or dropped already."
    if channel is None:
        raise NotFoundError(gone)
    if not may_decide(asked.request, channel):  # elsewhere nobody learns that there is such a message
        raise (
            NotAllowedError(not_allowed(channel))
            if channel.address == asked.request.address
            else NotFoundError(gone)
        )
    if not await asked.store.outbox.release(key, send=send, now=asked.now):
        raise NotFoundError(gone)
    asked.tools.poke()
    if send:
        return done(f"Delivery {key} for {channel.name} is sent again.", said="had a message in doubt sent again.")
    return done(
        f"Delivery {key} for {channel.name} is dropped; papers that did not come may come again.",
        said="dropped a message that was in doubt.",
    )


async def _stuck(asked: Asked) -> list[Block]:
    every = await asked.store.outbox.parked(LOOKED_THROUGH)
    parked = [(delivery, reason) for delivery, reason in every if delivery.address == asked.channel.address]
    if not parked:
        return []
    shown = parked[:SHOWN_PARKED]
    items = tuple(line(f"delivery {d.key}, message {d.part + 1}: {reason}") for d, reason in shown)
    said = (
        f"{counted(len(parked), 'delivery', 'deliveries')} may or may not have arrived and will not be sent again "
        "by itself. Look in the channel: what is there is dropped, what is missing is sent."
    )
    buttons = tuple(
        button
        for each, _ in shown
        for button in notices.decisions(each.key, f" {each.key}" if len(shown) > 1 else "")
    )
    return [Note(line(said), Tone.WARNING), Bullets(items), Buttons(buttons)]
