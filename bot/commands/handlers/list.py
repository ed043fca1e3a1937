"""`list`: a channel's subscriptions, schedule, settings and next digest."""

from bot.commands.context import Answer, Asked
from bot.commands.handlers import settings
from bot.commands.in_the_way import in_the_way
from bot.commands.not_given import not_given
from bot.commands.pages import page_of
from bot.commands.says import code, counted, line, primary, read
from bot.commands.shown_list import remember
from bot.commands.typed_schedule import schedule_in_words
from bot.model.channel import Channel
from bot.planning.without_sources import without
from bot.views.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Facts,
    Heading,
    Line,
    Moment,
    Note,
    Paragraph,
    Tone,
)

PAGE_SIZE = 20


async def show(asked: Asked) -> Answer:
    """Everything that is set up here."""
    channel = asked.channel
    subscriptions = await asked.store.channels.subscriptions(channel.key) if asked.known else ()
    page = page_of(subscriptions, asked.given("page"), PAGE_SIZE, lambda each: len(each.query))
    blocks: list[Block] = [Heading(f"Subscriptions of {channel.name}")]
    if asked.known:
        await remember(asked, subscriptions)
    if page.items:
        blocks.append(Bullets(tuple((code(s.query),) for s in page.items), start=page.start))
        blocks += not_given((s.query for s in page.items), asked.tools.set_ups)
    elif asked.known and channel.next_due is not None:
        blocks.append(Paragraph(line("None: this channel gets the most upvoted papers of the day.")))
    else:
        blocks.append(
            Note(
                line("No digests come here yet. `subscribe <query>` or `now` starts them."),
                Tone.WARNING,
            )
        )
    pairs: list[tuple[str, Line]] = [("schedule", line(schedule_in_words(channel.schedule)))]
    pairs.append(("next digest", next_digest(channel)))
    blocks += [Facts((*pairs, *settings.facts(channel.settings).pairs))]
    if channel.schedule.fault:
        blocks.append(Note(line(channel.schedule.fault), Tone.WARNING))
    blocks += await sources_note(asked)
    if asked.known:
        blocks += in_the_way(channel, await asked.obstacles())
    buttons = list(page.buttons("list"))
    if asked.known:
        buttons.append(primary("Resume", "resume") if channel.pause else Button("Preview", "preview"))
    if buttons:
        blocks.append(Buttons(tuple(buttons)))
    return read(*blocks, summary=f"{counted(len(subscriptions), 'subscription')} of {channel.name}")


def next_digest(channel: Channel) -> Line:
    """When the next digest comes."""
    if channel.next_due is not None:
        return (Moment(channel.next_due, channel.schedule.zone),)
    return line("none while paused" if channel.pause else "none yet")


async def sources_note(asked: Asked) -> list[Note]:
    """Why nothing may come, though nobody is silent: the channel's sources do not answer."""
    said = without(await asked.down(), asked.channel.settings.sources, asked.channel.schedule.zone, asked.now)
    return [Note(line(said), Tone.WARNING)] if said else []
