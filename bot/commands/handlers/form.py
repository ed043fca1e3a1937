"""A form: several changes of a channel's set-up at once, checked whole and then applied whole.

Only what the person changed is in it, and it is applied to the channel as it is at that moment: what somebody else
changed meanwhile stays. What is to go and has gone already is done.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.channels.assumed_zone import chosen
from bot.channels.new_channel import started
from bot.channels.pauses import rescheduled
from bot.commands.arguments import checked
from bot.commands.command import Command
from bot.commands.context import Answer, Asked
from bot.commands.handlers import schedule, settings
from bot.commands.in_the_way import not_wanted
from bot.commands.limits import MAX_SUBSCRIPTIONS
from bot.commands.not_given import not_given
from bot.commands.says import line, nothing_done
from bot.commands.typed_schedule import schedule_in_words
from bot.errors import UserError
from bot.model.channel import Channel, Schedule
from bot.ports.request import Step
from bot.query.parser import parse
from bot.query.split import split_queries
from bot.views import card
from bot.views.blocks import Block, Moment, Note, Paragraph, Tone, View

SHOWN = 10  # queries that a reply names


@dataclass(slots=True)
class Wanted:
    """What all steps come to. `errors`: a sentence for each step that cannot be carried out."""

    add: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    schedule: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


async def read(asked: Asked, steps: Sequence[Step], table: Sequence[Command]) -> Wanted:
    """The steps, each held against the table and against the channel; nothing is changed."""
    wanted, commands = Wanted(), {command.name: command for command in table}
    for number, step in enumerate(steps):
        try:
            arguments = checked(commands[step.command], step.arguments)
            await _read(asked, step.command, arguments, wanted)
        except UserError as error:
            wanted.errors[number] = error.sentence
    had = await asked.store.channels.subscriptions(asked.channel.key) if asked.known else ()
    left = len(({each.query for each in had} - set(wanted.remove)) | set(wanted.add))
    if wanted.add and left > MAX_SUBSCRIPTIONS:
        adding = [number for number, step in enumerate(steps) if step.command == "subscribe"]
        said = f"A channel has at most {MAX_SUBSCRIPTIONS} subscriptions, and these would be {left}."
        wanted.errors.setdefault(adding[-1], said)
    return wanted


async def _read(asked: Asked, command: str, arguments: Mapping[str, str], wanted: Wanted) -> None:
    match command:
        case "subscribe":
            wanted.add += [parse(text).text for text in split_queries(arguments["query"])]
        case "unsubscribe":
            wanted.remove.append(arguments["query"])
        case "schedule":
            _schedule(asked.channel, arguments)
            wanted.schedule |= arguments
        case "settings":
            new = settings.changed(asked.channel.settings, arguments, asked.tools.sources)
            await settings.check(asked, new, arguments)
            wanted.settings |= arguments
        case _:
            raise UserError(f"{command} is no part of a form.")


async def apply(asked: Asked, wanted: Wanted) -> Answer:
    """All of it, in one transaction."""
    if not (wanted.add or wanted.remove or wanted.schedule or wanted.settings):
        return nothing_done("It was so already.")
    before: list[Channel] = []  # as it was at that moment: what others changed since is not this person's doing
    starts = bool(wanted.add or wanted.schedule)
    channel = await asked.home()

    def update(it: Channel) -> Channel:
        before[:] = [it]
        if starts and it.next_due is None and it.pause is None:
            it = started(it, asked.now)
        new = settings.changed(it.settings, wanted.settings, asked.tools.sources)
        return rescheduled(replace(it, settings=new), _schedule(it, wanted.schedule), asked.now)

    channel, added, removed = await asked.store.channels.amend(
        channel.key, wanted.add, wanted.remove, update, by=asked.person, now=asked.now
    )
    if "zone" in wanted.schedule:
        await chosen(asked.store, channel)
    said = list(_said(before[0], channel, wanted, added, removed))
    if not said:
        return nothing_done("It was so already.")
    told = f"{'; '.join(said)}."
    blocks: list[Block] = [
        Note(line(f"Saved: {told}"), Tone.GOOD),
        *not_given(wanted.add[:SHOWN], asked.tools.set_ups),
        *not_wanted(channel, await asked.obstacles(channel)),
    ]
    if channel.next_due:
        blocks.append(
            Paragraph(line("The next digest comes ", Moment(channel.next_due, channel.schedule.zone), "."))
        )
    return Answer(View(tuple(blocks), f"Saved: {told}"), changed=True, said=told)


def _said(
    before: Channel, after: Channel, wanted: Wanted, added: Sequence[bool], removed: Sequence[bool]
) -> Iterator[str]:
    """What is different now, each as it stands behind a person's name."""
    if new := [text for text, was in zip(wanted.add, added, strict=True) if was]:
        yield f"subscribed this channel to {_named(new)}"
    if gone := [text for text, was in zip(wanted.remove, removed, strict=True) if was]:
        yield f"unsubscribed it from {_named(gone)}"
    if wanted.schedule:
        yield f"set its digest to {schedule_in_words(after.schedule)}"
    if wanted.settings and (said := settings.difference(before.settings, after.settings)):
        yield f"changed its settings: {said}"


def _named(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return ", ".join(map(card.quoted, texts[:SHOWN])) + more


def _schedule(channel: Channel, given: Mapping[str, str]) -> Schedule:
    """The channel's schedule with what was given of one."""
    if not given:
        return channel.schedule
    return schedule.changed(channel.schedule, given.get("at", ""), given.get("days", ""), given.get("zone", ""))
