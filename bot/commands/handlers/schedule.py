"""`schedule`: when the digest comes."""

import re

from bot.channels.assumed_zone import chosen
from bot.channels.pauses import rescheduled
from bot.commands.arguments import short
from bot.commands.context import Answer, Asked
from bot.commands.in_the_way import not_wanted
from bot.commands.says import line, nothing_done
from bot.commands.time_words import REPEATEDLY, as_read
from bot.commands.typed_schedule import RHYTHMS, listed, read_days, read_time, schedule_in_words
from bot.errors import UserError
from bot.model.channel import Schedule
from bot.schedule.repair import repaired
from bot.schedule.zones import check_zone
from bot.views.blocks import Moment, Note, Tone, View

_HOW = "For example: `schedule 9:30 weekdays Europe/Paris`."


async def schedule(asked: Asked) -> Answer:
    """Sets the time, the days and the zone; what is left out stays as it is."""
    old = asked.channel.schedule
    if not asked.arguments:
        return nothing_done(f"Now: {schedule_in_words(old)}. {_HOW}")
    typed = (asked.given("at"), asked.given("days"), asked.given("zone"))
    new = changed(old, *typed)
    running = asked.known and (asked.channel.next_due is not None or asked.channel.pause is not None)
    if running and new == old:
        if typed[2]:
            await chosen(asked.store, asked.channel)
        return nothing_done(f"It was so already: {schedule_in_words(new)}.")
    await asked.home(start=True)
    channel = await asked.change(lambda it: rescheduled(it, changed(it.schedule, *typed), asked.now))
    if typed[2]:
        await chosen(asked.store, channel)
    new = channel.schedule
    said = f"{'Updated' if running else 'Set'}: {schedule_in_words(new)}."
    told = f"set this channel's digest to {schedule_in_words(new)}."
    stands = not_wanted(channel, await asked.obstacles(channel))
    own = channel.pause is not None and channel.pause.own
    next_line = line(said)
    if not own and channel.next_due is None:
        next_line = line(said, " The channel is paused until `resume`.")
    elif not own and channel.next_due is not None:
        next_line = line(said, " The next digest comes ", Moment(channel.next_due, new.zone), ".")
    return Answer(View((Note(next_line, Tone.GOOD), *stands), said), changed=True, said=told)


def changed(old: Schedule, at: str, days: str, zone: str) -> Schedule:
    """The schedule with what was typed. Raises UserError for what cannot be read."""
    wall = read_time(at) if at else old.at
    times = [word for word in re.split(r"[\s,;&/]+|\band\b|\bor\b", at) if word]
    if wall is None and len(times) > 1 and all(read_time(word) is not None for word in times):
        raise UserError(f"A channel has one digest a day: type one time, {listed(times, 'or')}.")
    if wall is None:
        raise UserError(f"“{short(at)}” is no time of day. {_HOW}")
    rhythm = next((word for word in as_read(days).casefold().split() if word in RHYTHMS), "")
    if rhythm:
        said = "Digests" if rhythm == REPEATEDLY else f"“{rhythm}” is no schedule: digests"
        raise UserError(
            f"{said} come on weekdays of your choice, at one time. "
            "For once a week name the day: `schedule 9:30 friday`."
        )
    weekdays = read_days(days) if days else old.weekdays
    if weekdays is None:
        raise UserError(f"“{short(days)}” are no weekdays. Type weekdays, daily, weekends, mon,wed or mon-fri.")
    # A zone that this machine does not know at the moment stays what somebody chose.
    kept = (old.stored or old).zone
    return repaired(Schedule(at=wall, weekdays=weekdays, zone=check_zone(zone) if zone else kept))
