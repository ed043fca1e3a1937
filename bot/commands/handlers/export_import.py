"""`export` and `import`: a channel's set-up as JSON, between channels and platforms."""

from dataclasses import replace

from bot.channels.pauses import rescheduled
from bot.commands.context import Answer, Asked
from bot.commands.handlers.setup_json import read_setup, written
from bot.commands.in_the_way import in_the_way
from bot.commands.says import counted, done, line, nothing_done, read
from bot.errors import UserError
from bot.views.blocks import File, Paragraph
from bot.views.hints import spoken


async def export(asked: Asked) -> Answer:
    """The set-up as a file."""
    subscriptions = await asked.store.channels.subscriptions(asked.channel.key) if asked.known else ()
    text = written(asked.channel, [s.query for s in subscriptions])
    said = "This channel's set-up. `import` takes it over, in another channel too."
    return read(Paragraph(line(said)), File("paperboy.json", "application/json", text), summary=spoken(said))


async def import_setup(asked: Asked) -> Answer:
    """Takes over what the JSON names; what it does not name stays."""
    new = read_setup(asked.given("json"), asked.channel, asked.tools.sources)
    for name, value in new.settings.extras:
        if dict(asked.channel.settings.extras).get(name) != value:
            await _check_extra(asked, name, value)
    channel = await asked.home(start=True)
    old = [s.query for s in await asked.store.channels.subscriptions(channel.key)]
    wanted = old if new.queries is None else new.queries
    after, added, removed = await asked.store.channels.amend(
        channel.key,
        [query for query in wanted if query not in old],
        [query for query in old if query not in wanted],
        lambda it: rescheduled(replace(it, settings=new.settings), new.schedule, asked.now),
        by=asked.person,
        now=asked.now,
    )
    if asked.known and after == channel and not (any(added) or any(removed)):
        return nothing_done("It was so already.")
    said = f"{counted(sum(added), 'subscription')} added, {sum(removed)} removed."
    stands = in_the_way(after, await asked.obstacles(after))
    told = f"took over a set-up: {said}"
    return done(f"Taken over: {said} `list` shows the whole set-up.", *stands, said=told)


async def _check_extra(asked: Asked, name: str, value: str) -> None:
    """A setting of this platform's own must have an effect; one of another travels along. Raises UserError."""
    if name.partition(".")[0] != asked.channel.address.platform:
        return
    if why := await asked.tools.without_effect(asked.channel, name, value):
        raise UserError(f"settings.extras: {why}")
