"""`pause` and `resume`."""

from zoneinfo import ZoneInfo

from bot.channels.own_pause import resumed
from bot.channels.pauses import paused
from bot.commands.context import Answer, Asked
from bot.commands.in_the_way import in_the_way
from bot.commands.says import done, line, nothing_done
from bot.commands.typed_until import read_until
from bot.model.channel import Pause
from bot.planning.window import CANDIDATE_DAYS
from bot.views.blocks import Button, Buttons, Moment, Note, Text, Tone, View

_RESUME = Buttons((Button("Resume", "resume"),))


async def pause(asked: Asked) -> Answer:
    """No digests until `until`, or until resume."""
    typed = asked.given("until")
    until = read_until(typed, asked.now, asked.channel.schedule.zone) if typed else None
    old = asked.channel.pause
    if old and old.by and old.until == until:
        return nothing_done("This channel is paused already.", _RESUME)
    since = old.since if old else asked.now
    who = asked.request.person
    silent = Pause(since=since, reason="paused by a person", by=who.id, until=until, name=who.name)
    channel = await asked.change(lambda it: paused(it, silent))
    if until is None:
        told = "paused this channel's digests until somebody resumes them."
        return done("Paused: no digests here until `resume`. Subscriptions are kept.", _RESUME, said=told)
    said = Note(
        line("Paused until ", Moment(until, channel.schedule.zone), ". Subscriptions are kept."), Tone.GOOD
    )
    day = until.astimezone(ZoneInfo(channel.schedule.zone))
    told = f"paused this channel's digests until {day:%A %d %B, %H:%M} ({channel.schedule.zone})."
    return Answer(View((said, _RESUME), "Paused; subscriptions are kept."), changed=True, said=told)


async def resume(asked: Asked) -> Answer:
    """Digests again, with what came meanwhile as far as it is not too old."""
    channel = asked.channel
    if channel.next_due is not None and channel.pause is None:
        return nothing_done("This channel is not paused.", *in_the_way(channel, await asked.obstacles()))
    meanwhile = "."
    if channel.pause is None:
        channel = await asked.home(start=True)
    else:
        meanwhile = f", with the best of what was listed meanwhile (of the last {CANDIDATE_DAYS} days)."
        channel = await asked.change(lambda it: resumed(it, asked.now))
    due = channel.next_due or asked.now
    when = Moment(due, channel.schedule.zone) if due > asked.now else Text("now")
    said = Note(line("Digests again. The next one comes ", when, meanwhile), Tone.GOOD)
    stands = in_the_way(channel, await asked.obstacles(channel))
    return Answer(View((said, *stands), "Digests again."), changed=True, said="resumed this channel's digests.")
